"""Letting something else count than what has counted so far, for a page of events or calls.

The company is held: nobody else corrects, rates anew or rates what waited meanwhile. Sums change by the difference. What cannot be
subtracted from (a maximum, the latest, different values, a level) is read anew from all that counts in its total; whoever records
changes the total first, which is held by then, so that nothing is missed and nothing counted twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import actions as companies
from trunkline.domains.usage import queries, store
from trunkline.domains.usage.actions.counting import amounts_of, note_meters, open_tariffs
from trunkline.domains.usage.events import UsageCorrected
from trunkline.domains.usage.model import Cause, Standing, TotalKey, UsageForm
from trunkline.domains.usage.model.measures import Measures, is_subtractable
from trunkline.domains.usage.rules.corrections import KnownTariffs, counted_before, key_of
from trunkline.domains.usage.rules.metering import LocalDays, metered_again
from trunkline.domains.usage.rules.tallying import Tally
from trunkline.domains.usage.rules.tariffs import Tariff, Tariffs
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, PriceId


async def known_tariffs(scope: Scope, standings: Sequence[Standing]) -> tuple[KnownTariffs, Tariffs, LocalDays]:
    """What the standings were rated under, and what holds now."""
    return await _known(scope, {key for one in standings if (key := key_of(one)) is not None})


async def _known(scope: Scope, keys: Collection[TotalKey]) -> tuple[KnownTariffs, Tariffs, LocalDays]:
    tariffs, days = await open_tariffs(scope)
    subscriptions = {one.id: one for one in await marketplace.subscriptions_of(scope, scope.company)}
    prices = {one: await marketplace.price(scope, one) for one in sorted({PriceId(key.price_id) for key in keys})}
    ends = await store.period_ends(scope, keys)
    return KnownTariffs(tariffs, subscriptions, prices, ends, days.zone), tariffs, days


async def let_stand(
    scope: Scope,
    corrections: Sequence[store.NewCorrection],
    known: KnownTariffs,
    days: LocalDays,
    cause: Cause,
    *,
    is_page: bool = False,
) -> None:
    """Write the corrections, bring totals and days to what counts now, and say so.

    `is_page`: of a walk, at whose end `read_totals_anew` reads what has to be read anew. Until then such a total measures nothing, so
    that what has moved is never measured twice.
    """
    if not corrections:
        return
    rows = [one.row for one in corrections if one.row is not None]
    before = [one.before for one in corrections if not one.before.is_void]
    await store.insert_corrections(scope, corrections)
    await note_meters(scope, {row.meter for row in rows})
    tally = Tally(rows)
    tally.withdraw(counted_before(one, known.of(one), days) for one in before)
    again = {key: tally.totals[key][0] for key, measures in tally.measures.items() if measures.is_partial}
    for key in again:
        tally.forget_measures(key)
    await store.add_tally(scope, tally)
    await store.drop_empty_days(scope, tally)
    for key in sorted(again):
        await _read_anew(scope, key, again[key], days, forms=() if is_page else tuple(UsageForm))
    scope.announce(_fact(scope, corrections, tally, cause))


async def read_totals_anew(
    begin: Begin, company_id: CompanyId, price_ids: Collection[PriceId], since: datetime
) -> None:
    """At the end of a walk: every total under these prices from which something may have moved, each in its own transaction.

    Which those are does not depend on the pages that this walk has seen: one that was cut off is made good by the next.
    """
    async with begin(company_id, write=False) as scope:
        keys = await queries.totals_rated_under(scope, price_ids, since)
    for key in sorted(keys):
        async with begin(company_id) as scope:
            await companies.hold_company(scope)
            known, _, days = await _known(scope, [key])
            tariff = known.of_key(key)
            if tariff.aggregation is None or is_subtractable(tariff.aggregation.kind):
                continue
            # Changes nothing but its version: what was booked meanwhile is booked anew, and whoever records waits.
            await store.add_tally(scope, Tally.of_nothing(key, tariff))
            await _read_anew(scope, key, tariff, days)


async def _read_anew(
    scope: Scope, key: TotalKey, tariff: Tariff, days: LocalDays, forms: Collection[UsageForm] = tuple(UsageForm)
) -> None:
    """The measures of a total from all that counts in it."""
    meter = tariff.price.meter
    assert tariff.aggregation is not None and meter is not None, "only prices of a meter have measures"
    known, _, _ = await known_tariffs(scope, [])
    tally = Tally()
    tally.measures[key] = Measures(tariff.aggregation.kind)
    tally.totals[key] = (tariff, tally.whole)
    for form in forms:
        async for one in store.standings_of_total(scope, form, meter, key):
            row = metered_again(one.as_told_now(), known.of_total(one, tariff), days.of(one.used_at))
            tally.take_measure(row)
    await store.forget_measures(scope, key, tariff.period_end)
    await store.forget_group_measures(scope, key)
    await store.add_measures(scope, tally)
    await store.add_groups(scope, tally)


def _fact(scope: Scope, corrections: Sequence[store.NewCorrection], tally: Tally, cause: Cause) -> UsageCorrected:
    meters = {one.before.meter for one in corrections}
    return UsageCorrected(
        company_id=scope.company,
        subject=scope.company,
        meter=meters.pop() if len(meters) == 1 else None,
        cause=cause.value,
        corrected=len(corrections),
        voided=sum(one.row is None for one in corrections),
        amount=amounts_of(tally),
    )
