"""The rate of a pair at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, or_, select

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


def _newest() -> Select[Any]:
    """Composed once: composing it takes longer than the database needs for it."""
    later = _table.alias("later")
    after = (later.c.source == _columns.source, later.c.as_of > _columns.as_of)
    succeeded = select(func.min(later.c.as_of)).where(*after).scalar_subquery()
    # A step into the index for each, where a grouping would read all of it.
    last = (and_(_columns.source == one.value, _columns.as_of == _last_of(one)) for one in Source)
    return select(_table, succeeded.label("succeeded_at")).where(or_(*last))


def _last_of(source: Source) -> ScalarSelect[Any]:
    newest = _table.alias(f"newest_{source.value}")
    at = bindparam("at", type_=UtcDateTime())
    return (
        select(func.max(newest.c.as_of)).where(newest.c.source == source.value, newest.c.as_of <= at).scalar_subquery()
    )


_NEWEST = _newest()


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
