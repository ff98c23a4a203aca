"""Tables of webhooks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from trunkline.domains.notifications.model import DESCRIPTION_LENGTH_MAX, ERROR_LENGTH_MAX, URL_LENGTH_MAX
from trunkline.infra.columns import JsonText, at_column, id_column, key_column, wide_text
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId, FactId, UserId, WebhookDeliveryId, WebhookEndpointId

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    id_column("id", WebhookEndpointId, primary_key=True),
    id_column("company_id", CompanyId, nullable=True),
    # No foreign key: the operator's staff, who may make one for a company, are rows that the company does not see.
    id_column("user_id", UserId),
    Column("narrowed_to", JsonText(), nullable=True),
    Column("url", wide_text(URL_LENGTH_MAX), nullable=False),
    Column("description", String(DESCRIPTION_LENGTH_MAX), nullable=False),
    Column("kinds", JsonText(), nullable=False),
    Column("enabled", Boolean, nullable=False),
    key_column("disabled_because", 20, nullable=True),
    at_column("failing_since", nullable=True),
    at_column("created_at"),
    Index("ix_webhook_endpoint_company_id", "company_id", "id"),
)

# Secrets cannot be digests, because each delivery is signed with them: they are sealed under the installation's secret key.
webhook_secret = Table(
    "webhook_secret",
    metadata,
    id_column(
        "endpoint_id", WebhookEndpointId, ForeignKey("webhook_endpoint.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId, nullable=True),
    Column("sealed", LargeBinary(), nullable=False),
    at_column("created_at"),
    at_column("expires_at", nullable=True),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    id_column("id", WebhookDeliveryId, primary_key=True),
    id_column("company_id", CompanyId, nullable=True),
    id_column("endpoint_id", WebhookEndpointId, ForeignKey("webhook_endpoint.id", ondelete="CASCADE")),
    id_column("fact_id", FactId),
    key_column("kind"),
    key_column("subject"),
    key_column("audience", 60),
    at_column("happened_at"),
    key_column("state", 20),
    Column("tries", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    at_column("next_attempt_at", nullable=True),
    at_column("created_at"),
    at_column("delivered_at", nullable=True),
    # Whatever runs twice, a fact is one delivery to an endpoint.
    UniqueConstraint("endpoint_id", "fact_id"),
    Index("ix_webhook_delivery_company_id", "company_id", "id"),
    Index("ix_webhook_delivery_endpoint_id_id", "endpoint_id", "id"),
)

webhook_attempt = Table(
    "webhook_attempt",
    metadata,
    id_column(
        "delivery_id", WebhookDeliveryId, ForeignKey("webhook_delivery.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId, nullable=True),
    at_column("started_at"),
    Column("duration_ms", Integer, nullable=True),
    Column("status", Integer, nullable=True),
    Column("error", String(ERROR_LENGTH_MAX), nullable=True),
    Column("excerpt", Text, nullable=False),
)
