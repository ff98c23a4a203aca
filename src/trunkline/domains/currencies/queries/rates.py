"""The rate of a pair at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, func, select, union_all

from trunkline.domains.currencies import rules, store
from trunkline.domains.currencies.model import PairRate, RatesTooOld, RateUnknown, Sheet, Source
from trunkline.domains.currencies.ports import RateSources
from trunkline.domains.currencies.rules import Freshness
from trunkline.infra.columns import UtcDateTime
from trunkline.infra.scope import Scope
from trunkline.kernel.clock import require_utc
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency

log = structlog.get_logger("trunkline.currencies")

_table, _columns = store.rate_sheet, store.rate_sheet.c


async def rate_between(scope: Scope, source: Currency, target: Currency, at: datetime | None = None) -> PairRate:
    """1 `source` in `target` at a moment; None: now. Of all sources the one with the latest as-of moment that quotes both is used.

    Raises `RateUnknown` where none does, `RatesTooOld` where the last known rate is older than what was configured, `Invalid` for a
    moment that is still to come. A company that lives by a clock of its own hears the rates of its time, and never of the future.
    """
    moment = _moment(scope, at)
    if source == target:
        return _itself(source, moment)
    sheet = rules.choose_sheet(await newest_sheets(scope, moment), source.code, target.code)
    if sheet is None:
        raise RateUnknown(
            f"No source has quoted {source} and {target} by {moment:%Y-%m-%d}: load the history (`trunkline rates load`), "
            "or name a source in TRUNKLINE_RATES_SOURCES that quotes them."
        )
    return _rated(scope, sheet, source, target, moment)


async def newest_sheets(scope: Scope, at: datetime) -> list[Sheet]:
    """The last sheet of each source at the moment, in the order of the sources."""
    found = {row.source: row for row in await scope.tx.execute(_NEWEST, {"at": at})}
    rows = (found.get(one.value) for one in Source)
    return [store.sheet_of(row, row.succeeded_at) for row in rows if row is not None]


def _newest_of(source: Source) -> Select[Any]:
    """Two steps into the index, on every database: where a grouping, or all sources in one condition, would have some of them read it
    from end to end."""
    newest, later = _table.alias(f"newest_{source.value}"), _table.alias(f"later_{source.value}")
    at = bindparam("at", type_=UtcDateTime())
    last = select(func.max(newest.c.as_of)).where(newest.c.source == source.value, newest.c.as_of <= at)
    after = select(func.min(later.c.as_of)).where(later.c.source == source.value, later.c.as_of > at)
    columns = select(_table, after.scalar_subquery().label("succeeded_at"))
    return columns.where(_columns.source == source.value, _columns.as_of == last.scalar_subquery())


# Composed once: composing it takes longer than the database needs for it.
_NEWEST = union_all(*map(_newest_of, Source))


def _moment(scope: Scope, at: datetime | None) -> datetime:
    now = min(scope.now, scope.machine_now)
    if at is not None and at > now:
        detail = "at is still to come: a rate is known when it is there."
        raise Invalid(detail, fields=[FieldProblem("query:at", detail)])
    return now if at is None else require_utc(at)


def _itself(currency: Currency, at: datetime) -> PairRate:
    return PairRate(source_currency=currency, target_currency=currency, as_of=at, fetched_at=at)


def _rated(scope: Scope, sheet: Sheet, source: Currency, target: Currency, at: datetime) -> PairRate:
    as_of = min(sheet.as_of_of(source.code), sheet.as_of_of(target.code))
    age = rules.freshness(scope.port(RateSources).policy, sheet, as_of, at)
    about = {"pair": f"{source}/{target}", "source": sheet.source.value, "as_of": as_of.isoformat()}
    if age is Freshness.too_old:
        log.warning("rates_too_old", **about)
        raise RatesTooOld(
            f"The last rate from {source} to {target} is of {as_of:%Y-%m-%d %H:%M} UTC ({sheet.source.words}), which is older "
            "than TRUNKLINE_RATES_AGE_MAX_DAYS allows. See which source fails (`trunkline rates show`), or name another one."
        )
    if age is Freshness.stale:
        log.info("rate_is_stale", **about)  # who converts warns: a look at a stale rate is no event
    return PairRate(
        source_currency=source,
        target_currency=target,
        rate=rules.cross(sheet, source.code, target.code),
        source_rate=sheet.rate_of(source.code),
        target_rate=sheet.rate_of(target.code),
        source=sheet.source,
        base=sheet.base,
        sheet_id=sheet.id,
        as_of=as_of,
        fetched_at=sheet.fetched_at,
        stale=age is Freshness.stale,
        held=as_of < sheet.as_of,
    )
