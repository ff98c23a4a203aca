"""Fetching rates: the first source that answers ends the round. Nobody is asked within a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from trunkline.domains.currencies import queries, rules, store
from trunkline.domains.currencies.actions.keeping import keep_sheet
from trunkline.domains.currencies.events import RatesAsked, RatesFetchFailed
from trunkline.domains.currencies.model import (
    FailureKind,
    NotQuoted,
    Outcome,
    Quoted,
    RatePolicy,
    Sheet,
    Source,
    SourceState,
)
from trunkline.domains.currencies.ports import RateSources
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict

log = structlog.get_logger("trunkline.currencies")


@dataclass(frozen=True, slots=True)
class FetchReport:
    """Who was asked, in this order, and what came of it. `sheet` None: nobody answered, or with what was known."""

    outcomes: list[tuple[Source, Outcome]] = field(default_factory=list)
    sheet: Sheet | None = None

    @property
    def answered(self) -> bool:
        return any(isinstance(outcome, Quoted) for _, outcome in self.outcomes)


class NoSources(Conflict):
    """Nobody is asked for rates."""

    code = "no_rate_sources"
    title = "No source of rates is named"


def ask_for_rates(scope: Scope) -> tuple[Source, ...]:
    """Have rates fetched now, also from sources that are left alone after failures; a job does it. Raises `NoSources`."""
    order = scope.port(RateSources).policy.order
    if not order:
        raise NoSources("Name a source in TRUNKLINE_RATES_SOURCES; ecb needs no key (docs/guides/exchange-rates.md).")
    scope.announce(RatesAsked(company_id=None, subject="rates"))
    return order


async def fetch_rates(begin: Begin, sources: RateSources, *, forced: bool = False) -> FetchReport:
    """A round, if one is due; `forced` asks everybody in any case, until one answers."""
    policy = sources.policy
    async with begin(None, write=False) as scope:
        before, now = await queries.source_states(scope), scope.machine_now
    if not forced and not rules.is_round_due(policy, before, now):
        return FetchReport()
    outcomes: list[tuple[Source, Outcome]] = []
    for source in rules.to_ask(policy, before, now, forced=forced):
        outcome = await sources.feed(source).latest()
        async with begin(None) as scope:
            outcome = _not_of_the_future(outcome, scope.machine_now)
            outcomes.append((source, outcome))
            if isinstance(outcome, Quoted):
                return FetchReport(outcomes, await _answered(scope, policy, source, outcome))
            await _failed(scope, policy, source, outcome)
    return FetchReport(outcomes)


def _not_of_the_future(outcome: Outcome, now: datetime) -> Outcome:
    if isinstance(outcome, Quoted) and outcome.as_of > now + rules.AHEAD_MAX:
        return NotQuoted(FailureKind.unreadable, "Its answer cannot be used: it is of a moment that is still to come.")
    return outcome


async def _answered(scope: Scope, policy: RatePolicy, source: Source, quoted: Quoted) -> Sheet | None:
    states = await queries.source_states(scope)
    now = scope.machine_now
    await store.write_state(scope, SourceState(source=source, asked_at=now, answered_at=now))
    return await keep_sheet(scope, source, quoted, policy, recovered=rules.is_out(policy, states))


async def _failed(scope: Scope, policy: RatePolicy, source: Source, outcome: NotQuoted) -> None:
    states = await queries.source_states(scope)
    known = states.get(source) or SourceState(source=source)
    now, failures = scope.machine_now, known.failures + 1
    failed = replace(
        known,
        asked_at=now,
        failures=failures,
        failure=outcome.kind.value,
        detail=outcome.detail,
        again_at=now + rules.again_after(policy, outcome.kind, failures),
    )
    await store.write_state(scope, failed)
    log.warning("rates_not_fetched", source=source.value, kind=outcome.kind.value, reason=outcome.detail)
    if rules.is_out(policy, {**states, source: failed}) and not rules.is_out(policy, states):
        newest = max((sheet.as_of for sheet in await queries.newest_sheets(scope, now)), default=None)
        scope.announce(
            RatesFetchFailed(
                company_id=None,
                subject=source.value,
                sources=policy.order,
                detail=outcome.detail,
                refused_from=None if newest is None or policy.age_max is None else newest + policy.age_max,
            )
        )
