"""Correcting events and calls that were told wrongly (money policy 5): what was told stays, what it should have been counts."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.domains.tenants import actions as companies
from trunkline.domains.usage import store
from trunkline.domains.usage.actions.counting import refuse_large
from trunkline.domains.usage.actions.standing import known_tariffs, let_stand
from trunkline.domains.usage.model import (
    CallCorrection,
    Cause,
    CorrectionResult,
    EventCorrection,
    IngestProblem,
    Standing,
)
from trunkline.domains.usage.rules.acceptable import Refusal
from trunkline.domains.usage.rules.corrections import (
    Corrected,
    KnownTariffs,
    changes_nothing,
    corrected_call,
    corrected_event,
    total_of,
)
from trunkline.domains.usage.rules.measuring import Unmeasurable
from trunkline.domains.usage.rules.metering import LocalDays, Metered, metered_again
from trunkline.domains.usage.rules.tariffs import Tariff, Tariffs
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Invalid, NotFound


class _Round:
    """Corrections one after the other: the second of one event starts from what the first has made of it."""

    def __init__(self, known: KnownTariffs, tariffs: Tariffs, days: LocalDays) -> None:
        self._known, self._tariffs, self._days = known, tariffs, days
        self.made: list[store.NewCorrection] = []

    def correct(self, before: Standing, after: Corrected, reason: str) -> Standing | Refusal:
        """What counts from now on; `before` where the correction changes nothing."""
        if changes_nothing(before, after):
            return before
        if after.is_void:
            row = None
        else:
            try:
                row = self._rated(before, after)
            except Unmeasurable as problem:
                return Refusal(problem.code, str(problem))
        self.made.append(store.NewCorrection(before, after.told, row, Cause.told, reason))
        return _after(before, after, row)

    def _rated(self, before: Standing, after: Corrected) -> Metered:
        told = before._replace(told=after.told)
        tariff = self._tariff(before, told)
        return metered_again(told.as_told_now(), tariff, self._days.of(told.used_at))

    def _tariff(self, before: Standing, told: Standing) -> Tariff | None:
        """Usage stays under what it was rated under, unless it was used at another time or counted for nothing so far."""
        if before.is_void or before.subscription_id is None or before.used_at != told.used_at:
            return self._tariffs.at(told.meter, told.used_at)
        return self._known.of(before)


async def correct_events(scope: Scope, corrections: Sequence[EventCorrection]) -> CorrectionResult:
    """Let each event count for what it should have been, or for nothing.

    Each correction is answered by itself: made, changing nothing because the event stands so already, or refused. The totals of the
    periods that it touches become unbooked. Raises `TooLarge` above `BATCH_MAX`.
    """
    refuse_large(len(corrections))
    await companies.hold_company(scope)
    found = await store.standings_of_events(scope, {(one.source, one.event_id) for one in corrections})
    standing = {(one.source, one.identity): one for one in found}
    known, tariffs, days = await known_tariffs(scope, found)
    round_ = _Round(known, tariffs, days)
    unchanged: list[int] = []
    problems: list[IngestProblem] = []
    for index, correction in enumerate(corrections):
        refusal = _take(scope, round_, standing, correction, unchanged, index)
        if refusal is not None:
            problems.append(IngestProblem(index, correction.event_id[:120], refusal.code, refusal.detail))
    await let_stand(scope, round_.made, known, days, Cause.told)
    return CorrectionResult(len(round_.made), tuple(unchanged), tuple(problems))


def _take(
    scope: Scope,
    round_: _Round,
    standing: dict[tuple[str, str], Standing],
    correction: EventCorrection,
    unchanged: list[int],
    index: int,
) -> Refusal | None:
    key = (correction.source, correction.event_id)
    before = standing.get(key)
    if before is None:
        return Refusal(
            "unknown_event", f"The company has no event {correction.event_id[:120]!r} of {correction.source[:60]!r}."
        )
    after = corrected_event(before, correction, scope.now)
    made = after if isinstance(after, Refusal) else round_.correct(before, after, correction.reason)
    if isinstance(made, Refusal):
        return made
    if made is before:
        unchanged.append(index)
    standing[key] = made
    return None


async def correct_call(scope: Scope, correction: CallCorrection) -> bool:
    """Let a call count with another length, or for nothing; its record keeps what was told and how that was rated.

    False when it stands so already. Raises `NotFound`, and `Invalid` for what cannot be.
    """
    await companies.hold_company(scope)
    before = await store.standing_of_call(scope, correction.call_id)
    if before is None:
        raise NotFound(f"There is no call {correction.call_id}.")
    known, tariffs, days = await known_tariffs(scope, [before])
    round_ = _Round(known, tariffs, days)
    after = corrected_call(before, correction, scope.now)
    made = after if isinstance(after, Refusal) else round_.correct(before, after, correction.reason)
    if isinstance(made, Refusal):
        raise Invalid(made.detail, extra={"reason": made.code})
    await let_stand(scope, round_.made, known, days, Cause.told)
    return bool(round_.made)


def _after(before: Standing, after: Corrected, row: Metered | None) -> Standing:
    next_one = before._replace(told=after.told, sequence=before.sequence + 1, is_void=after.is_void)
    if row is None:
        return next_one._replace(subscription_id=None, price_id=None, period_start=None)
    key = None if row.tariff is None else total_of(row.tariff)
    return next_one._replace(
        subscription_id=None if row.tariff is None else row.tariff.subscription.id,
        price_id=None if row.tariff is None else row.tariff.price.id,
        period_start=None if key is None else key.period_start,
        quantity_e6=row.quantity_e6,
        calls=int(row.is_call),
        answered=int(row.is_answered),
        billable_seconds=row.billable_seconds,
        billed_seconds=row.billed_seconds,
        amount_e4=row.amount_e4,
    )
