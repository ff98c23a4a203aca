"""Tables. `app_user` because `user` is a reserved word on PostgreSQL; the others carry the names of the glossary."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from trunkline.infra.columns import JsonText, at_column, digest_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import ApiKeyId, CompanyId, SessionId, UserId

app_user = Table(
    "app_user",
    metadata,
    id_column("id", UserId, primary_key=True),
    id_column("company_id", CompanyId, nullable=True),
    key_column("email", 254),
    Column("name", String(200), nullable=False),
    key_column("locale", 20),
    key_column("state", 20),
    key_column("password_hash", 200),
    Column("permission_version", Integer, nullable=False),
    at_column("created_at"),
    at_column("last_sign_in_at", nullable=True),
    UniqueConstraint("email"),
    Index("ix_app_user_company_id", "company_id", "id"),
)

session = Table(
    "session",
    metadata,
    id_column("id", SessionId, primary_key=True),
    id_column("user_id", UserId, ForeignKey("app_user.id", ondelete="CASCADE")),
    digest_column("token_digest"),
    at_column("created_at"),
    at_column("last_seen_at"),
    at_column("expires_at"),
    key_column("address", 64),
    Column("agent", String(200), nullable=False),
    UniqueConstraint("token_digest"),
    Index("ix_session_user_id", "user_id"),
    Index("ix_session_expires_at", "expires_at"),
)

api_key = Table(
    "api_key",
    metadata,
    id_column("id", ApiKeyId, primary_key=True),
    id_column("company_id", CompanyId, nullable=True),
    id_column("user_id", UserId, ForeignKey("app_user.id")),
    Column("name", String(200), nullable=False),
    key_column("prefix", 20),
    digest_column("secret_digest"),
    Column("permissions", JsonText(), nullable=False),
    at_column("created_at"),
    at_column("last_used_at", nullable=True),
    at_column("expires_at", nullable=True),
    at_column("revoked_at", nullable=True),
    UniqueConstraint("secret_digest"),
    Index("ix_api_key_company_id", "company_id", "id"),
    Index("ix_api_key_user_id", "user_id"),
)

permission = Table(
    "permission",
    metadata,
    key_column("key", 60, primary_key=True),
    Column("description", String(200), nullable=False),
    Column("for_operator", Boolean, nullable=False),
)

role = Table(
    "role",
    metadata,
    key_column("key", 60, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("description", String(300), nullable=False),
    key_column("reach", 20),
)

role_permission = Table(
    "role_permission",
    metadata,
    key_column("role_key", 60, ForeignKey("role.key", ondelete="CASCADE"), primary_key=True),
    key_column("permission_key", 60, ForeignKey("permission.key", ondelete="CASCADE"), primary_key=True),
)

user_role = Table(
    "user_role",
    metadata,
    id_column("user_id", UserId, ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True),
    key_column("role_key", 60, ForeignKey("role.key"), primary_key=True),
    Index("ix_user_role_role_key", "role_key"),
)
