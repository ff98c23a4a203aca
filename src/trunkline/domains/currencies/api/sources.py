"""The sources: how each does, and asking them now."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import RatePolicy, Sheet, Source, SourceState
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.domains.currencies.ports import RateSources
from trunkline.domains.currencies.rules import Freshness
from trunkline.infra.web import ReadScope, WriteScope, described
from trunkline.kernel.quantity import trimmed

NO_SOURCES = described((409, "No source is named in the settings (`no_rate_sources`)"))


class RateSourceOut(BaseModel):
    """A source. `place` is when it is asked, 1 first; null: it is not asked. `freshness` is that of its newest sheet, null without one."""

    source: Source
    name: str
    place: int | None
    asked_at: datetime | None
    answered_at: datetime | None
    failures: Annotated[int, Field(description="In a row.")]
    failure: Annotated[str | None, Field(description="unreachable, refused, limited or unreadable.")]
    detail: str
    again_at: Annotated[datetime | None, Field(description="Until then it is left alone after failures.")]
    sheet_id: RateSheetId | None
    base: str | None
    as_of: datetime | None
    confirmed_at: datetime | None
    currencies: int
    freshness: Freshness | None


class RateSourcesOut(BaseModel):
    """The sources, and what the settings say. `next_round_at` null: nobody is asked."""

    items: list[RateSourceOut]
    interval_minutes: int
    fresh_hours: int
    age_max_days: int | None
    band_percent: str
    next_round_at: datetime | None


class FetchAskedOut(BaseModel):
    """It will be done in a moment; `/rate-sources` then shows how it went."""

    sources: list[Source]


@router.get("/rate-sources", permission=Permission.rates_read)
async def list_rate_sources(scope: ReadScope) -> RateSourcesOut:
    """Where rates come from, how old they are, and which source fails."""
    policy, now = scope.port(RateSources).policy, scope.machine_now
    states = await queries.source_states(scope)
    sheets = {sheet.source: sheet for sheet in await queries.newest_sheets(scope, now)}
    items = [_out(policy, one, states.get(one), sheets.get(one), now) for one in _in_order(policy)]
    return RateSourcesOut(
        items=items,
        interval_minutes=policy.interval // timedelta(minutes=1),
        fresh_hours=policy.fresh_for // timedelta(hours=1),
        age_max_days=None if policy.age_max is None else policy.age_max.days,
        band_percent=format(trimmed(policy.band * 100), "f"),
        next_round_at=rules.next_round_at(policy, states, now) if policy.order else None,
    )


@router.post("/rate-fetches", permission=Permission.rates_manage, status_code=202, responses=NO_SOURCES)
async def fetch_rates_now(scope: WriteScope) -> FetchAskedOut:
    """Have rates fetched now, also from sources that are left alone after failures."""
    return FetchAskedOut(sources=list(actions.ask_for_rates(scope)))


def _in_order(policy: RatePolicy) -> list[Source]:
    return [*policy.order, *(one for one in Source if one not in policy.order)]


def _out(
    policy: RatePolicy, source: Source, known: SourceState | None, sheet: Sheet | None, now: datetime
) -> RateSourceOut:
    state = known or SourceState(source=source)
    same = ("asked_at", "answered_at", "failures", "failure", "detail", "again_at")
    return RateSourceOut(
        source=source,
        name=source.words,
        place=policy.order.index(source) + 1 if source in policy.order else None,
        **{name: getattr(state, name) for name in same},
        sheet_id=None if sheet is None else sheet.id,
        base=None if sheet is None else sheet.base,
        as_of=None if sheet is None else sheet.as_of,
        confirmed_at=None if sheet is None else sheet.confirmed_at,
        currencies=0 if sheet is None else len(sheet.rates),
        freshness=None if sheet is None else rules.freshness(policy, sheet, sheet.as_of, now),
    )
