"""The tables of usage.

Raw rows are written once; what nobody had subscribed to is filled in once with what it is rated under, and nothing is ever changed
again: what was told wrongly is corrected by further rows. Their unique keys are the deduplication, for ever. A running number is the
primary key of events, because rows are then appended: with the random identity itself as primary key, insertion measured 40 % slower on
SQLite.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from trunkline.domains.usage.model.calls import EXTERNAL_ID_MAX, PARTY_MAX
from trunkline.domains.usage.model.events import EVENT_ID_MAX, NAME_MAX
from trunkline.domains.usage.model.waiting import REFUSAL_MAX
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CallId, CompanyId, MeterId, ModuleId, PriceId, SubscriptionId

# Two moments of eighteen digits, the source, a blank, and the identity of an event or a call.
RANK_MAX = 36 + NAME_MAX + 1 + max(EVENT_ID_MAX, EXTERNAL_ID_MAX)

_RunningNumber = BigInteger().with_variant(Integer(), "sqlite")


def count_column(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


meter = Table(
    "meter",
    metadata,
    id_column("id", MeterId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("name", NAME_MAX),
    at_column("first_seen_at"),
    UniqueConstraint("company_id", "name"),
)

usage_event = Table(
    "usage_event",
    metadata,
    Column("seq", _RunningNumber, primary_key=True, autoincrement=True),
    id_column("company_id", CompanyId),
    key_column("source", NAME_MAX),
    key_column("event_id", EVENT_ID_MAX),
    key_column("meter", NAME_MAX),
    at_column("used_at"),
    count_column("quantity_e6"),
    id_column("module_id", ModuleId, nullable=True),
    id_column("subscription_id", SubscriptionId, nullable=True),
    id_column("price_id", PriceId, nullable=True),
    at_column("period_start", nullable=True),
    # 1 when its price rates it as a call, otherwise 0.
    count_column("calls"),
    count_column("billable_seconds"),
    count_column("billed_seconds"),
    count_column("amount_e4"),
    Column("properties", Text, nullable=True),
    # Tells the rows of one insert from those that were there: a random number, not an order.
    Column("batch", BigInteger, nullable=False),
    at_column("recorded_at"),
    UniqueConstraint("company_id", "source", "event_id"),
    Index("ix_usage_event_used_at", "company_id", "meter", "used_at", "seq"),
)

call_record = Table(
    "call_record",
    metadata,
    id_column("id", CallId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("source", NAME_MAX),
    key_column("external_id", EXTERNAL_ID_MAX),
    key_column("meter", NAME_MAX),
    key_column("direction", 12),
    Column("caller", String(PARTY_MAX), nullable=False),
    Column("callee", String(PARTY_MAX), nullable=False),
    Column("agent", String(PARTY_MAX), nullable=False),
    at_column("started_at"),
    at_column("answered_at", nullable=True),
    at_column("ended_at"),
    count_column("duration_seconds"),
    count_column("billable_seconds"),
    key_column("disposition", 12),
    count_column("quantity_e6"),
    id_column("module_id", ModuleId, nullable=True),
    id_column("subscription_id", SubscriptionId, nullable=True),
    id_column("price_id", PriceId, nullable=True),
    at_column("period_start", nullable=True),
    count_column("billed_seconds"),
    count_column("amount_e4"),
    key_column("currency", 3, nullable=True),
    at_column("recorded_at"),
    UniqueConstraint("company_id", "source", "external_id"),
    Index("ix_call_record_company", "company_id", "started_at", "id"),
    Index("ix_call_record_started_at", "started_at", "id"),
    Index("ix_call_record_line", "subscription_id", "price_id", "started_at", "id"),
)

usage_total = Table(
    "usage_total",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    id_column("company_id", CompanyId),
    id_column("module_id", ModuleId),
    key_column("meter", NAME_MAX),
    at_column("period_end"),
    count_column("events"),
    count_column("calls"),
    count_column("quantity_e6"),
    count_column("billable_seconds"),
    count_column("billed_seconds"),
    count_column("amount_e4"),
    # Booked while `booked_version` equals `version`: usage that arrives between reading and booking a total is never lost.
    count_column("version"),
    count_column("booked_version"),
    at_column("changed_at"),
    Index("ix_usage_total_company", "company_id", "period_end"),
)

usage_measure = Table(
    # Beside the totals of prices with an aggregation: `events` passed the filters, `value_e6` is what they come to. `latest_rank` is the
    # place in time of the event that `value_e6` is of, where only the latest counts; otherwise empty.
    "usage_measure",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    id_column("company_id", CompanyId),
    count_column("events"),
    count_column("value_e6"),
    key_column("latest_rank", RANK_MAX),
    # Where each event has a fee within bounds: how many pay the minimum and the maximum, and what the others come to.
    Column("at_minimum", BigInteger, nullable=False, server_default="0"),
    Column("at_maximum", BigInteger, nullable=False, server_default="0"),
    Column("between_e6", BigInteger, nullable=False, server_default="0"),
    Index("ix_usage_measure_company_id", "company_id"),
)

usage_group = Table(
    # Beside the totals of prices that group usage: the same of each group, which is `group_key` (marketplace/model/grouping); the digest
    # of its text is in the key, because databases limit the length of keys. Groups stand in the order in which they first came.
    "usage_group",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    key_column("group_digest", 32, primary_key=True),
    id_column("company_id", CompanyId),
    Column("group_key", Text, nullable=False),
    at_column("first_at"),
    count_column("events"),
    count_column("calls"),
    count_column("quantity_e6"),
    count_column("billable_seconds"),
    count_column("billed_seconds"),
    count_column("amount_e4"),
    # As in `usage_measure`; zeros where the price has no aggregation.
    count_column("measured_events"),
    count_column("value_e6"),
    key_column("latest_rank", RANK_MAX),
    count_column("at_minimum"),
    count_column("at_maximum"),
    count_column("between_e6"),
    Index("ix_usage_group_company_id", "company_id"),
)

usage_unique_value = Table(
    # Values that count once, by digest. The key decides what is new; how many there are is kept in `usage_measure`.
    "usage_unique_value",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    key_column("value_digest", 32, primary_key=True),
    id_column("company_id", CompanyId),
    Index("ix_usage_unique_value_company_id", "company_id"),
)

usage_level_day = Table(
    # Of prices that rate a level: what their events change, and when, by local day (model/levels).
    "usage_level_day",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("since", primary_key=True),
    id_column("company_id", CompanyId),
    key_column("meter", NAME_MAX),
    count_column("events"),
    count_column("change_e6"),
    count_column("moment_high"),
    count_column("moment_low"),
    Index("ix_usage_level_day_company_id", "company_id"),
)

usage_level = Table(
    # What was counted before days were kept apart: the same by the period. It is read and not written any more.
    "usage_level",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    id_column("company_id", CompanyId),
    key_column("meter", NAME_MAX),
    count_column("events"),
    count_column("change_e6"),
    count_column("moment_high"),
    count_column("moment_low"),
    Index("ix_usage_level_company_id", "company_id"),
)

usage_refusal = Table(
    # Usage that was there before its subscription, and that the price which covers it by now does not take; gone once it is rated.
    "usage_refusal",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    key_column("form", 6, primary_key=True),
    key_column("source", NAME_MAX, primary_key=True),
    key_column("identity", EVENT_ID_MAX, primary_key=True),
    key_column("meter", NAME_MAX),
    at_column("used_at"),
    id_column("price_id", PriceId),
    key_column("code", 40),
    Column("detail", String(REFUSAL_MAX), nullable=False),
    at_column("refused_at"),
    Index("ix_usage_refusal_company", "company_id", "refused_at"),
)

usage_daily = Table(
    "usage_daily",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    Column("day", Date, primary_key=True),
    key_column("meter", NAME_MAX, primary_key=True),
    # Both empty for usage that nobody subscribed to: a NULL would not be equal to itself in the key.
    key_column("module_id", 40, primary_key=True),
    key_column("currency", 3, primary_key=True),
    count_column("events"),
    count_column("calls"),
    count_column("answered"),
    count_column("quantity_e6"),
    count_column("billable_seconds"),
    count_column("amount_e4"),
    # Null on days that began before it was kept: adding to an unknown number leaves it unknown.
    Column("billed_seconds", BigInteger, nullable=True),
)
