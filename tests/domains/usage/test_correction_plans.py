"""What a correction reads: of the events only those that its total can hold, by an index, however many the company has."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, event

from tests.domains.usage.conftest import NOW, TEST
from tests.domains.usage.metering import Place, place
from tests.domains.usage.test_repricing import CutOffError, cut_off_after
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import PerUnitTerms
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.model import EventCorrection, TotalKey, UsageEventInput, UsageForm
from trunkline.domains.usage.queries.breakdown import _corrected_rows
from trunkline.domains.usage.store.standings import of_total, under_prices
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId

KEY = TotalKey(SubscriptionId("sub_1"), PriceId("pri_1"), NOW)


async def plan_of(scope: Scope, chosen: Select[Any]) -> list[str]:
    """How SQLite reads each table."""
    sql = chosen.compile(scope.tx.engine.sync_engine, compile_kwargs={"render_postcompile": True})
    values = tuple(sql.params[name] for name in sql.positiontup or ())
    rows = await scope.tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    return [row.detail for row in rows if row.detail.startswith(("SEARCH", "SCAN"))]


@pytest.mark.parametrize("form", list(UsageForm))
async def test_no_correction_reads_all_usage_of_a_company(program: Program, form: UsageForm) -> None:
    if program.database.dialect != "sqlite":
        pytest.skip("the plans of SQLite")
    prices = [PriceId(KEY.price_id)]
    async with program.scope(TEST, company_id=CompanyId("com_1"), write=False) as scope:
        told, corrected = [await plan_of(scope, one) for one in of_total(scope, form, "sms", KEY)]
        (unrated,) = [await plan_of(scope, one) for one in under_prices(scope, form, ["sms"], None, NOW, ("a", "b"), 9)]
        moving, staying = [
            await plan_of(scope, one) for one in under_prices(scope, form, ["sms"], prices, NOW, ("a", "b"), 9)
        ]
        broken_down = await plan_of(scope, _corrected_rows(scope, "sms", NOW, NOW + timedelta(days=1)))
    identity = "event_id" if form is UsageForm.events else "external_id"
    one_row = f"(company_id=? AND source=? AND {identity}=?)"
    if form is UsageForm.events:
        assert "(company_id=? AND meter=? AND used_at>?" in told[0], told
    else:
        assert "started_at>?" in told[0], told
    assert "ix_usage_correction_total (subscription_id=? AND price_id=? AND period_start=?)" in corrected[0]
    for plan in (corrected, unrated, moving):
        assert "usage_correction" in plan[0], plan
        assert len(plan) == 2
        assert plan[1].endswith(one_row), plan
    assert "(company_id=? AND source>?" in staying[0], staying
    assert len(broken_down) == 1
    assert (
        "ix_usage_correction_used_at (company_id=? AND form=? AND meter=? AND used_at>? AND used_at<?)"
        in broken_down[0]
    )


async def readings_of_totals(program: Program) -> list[str]:
    """Grows by each statement that reads what was told in a total."""
    engine = program.database.engine.sync_engine
    async with program.scope(TEST, company_id=CompanyId("com_1"), write=False) as scope:
        asked = {str(of_total(scope, form, "", KEY)[0].compile(engine)) for form in UsageForm}
    read: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement in asked:
            read.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return read


async def test_a_total_is_read_anew_once_however_many_pages_move(
    program: Program,
) -> None:
    """Five events, one to a page: one total is left and one is entered, in each of two forms. Between pages nothing counts twice."""
    at = await place(program)
    await at.subscribe(NOW - timedelta(days=60))
    sent = [UsageEventInput("max", str(number), NOW, quantity=Decimal(10 + number)) for number in range(5)]
    await at.send(*sent)
    price_id = await _corrected_price(at, "max")
    read = await readings_of_totals(program)
    assert await actions.rate_anew(program.begin_as(TEST), at.company_id, price_id, page_size=1) == 5
    assert len(read) == 2 * len(UsageForm)
    assert sorted((await _measured(at)).values()) == [0, 14]
    async with program.scope(TEST, company_id=at.company_id) as scope:
        await actions.correct_events(scope, [EventCorrection("4", "wrong", quantity=Decimal(3))])
    assert len(read) == 3 * len(UsageForm)
    assert (await _measured(at))[price_id] == 13


async def test_a_walk_that_was_cut_off_before_its_end_is_made_good(program: Program) -> None:
    at = await place(program)
    await at.subscribe(NOW - timedelta(days=60))
    await at.send(UsageEventInput("max", "1", NOW - timedelta(hours=3), quantity=Decimal(40)))
    await at.send(UsageEventInput("max", "2", NOW, quantity=Decimal(9)))
    price_id = await _corrected_price(at, "max", timedelta(hours=1))
    # Looked up and moved, then killed: the old total is not read anew.
    with pytest.raises(CutOffError):
        await actions.rate_anew(cut_off_after(program.begin_as(TEST), 2), at.company_id, price_id)
    assert sorted((await _measured(at)).values()) == [0, 9]
    assert await actions.rate_anew(program.begin_as(TEST), at.company_id, price_id) == 0
    assert sorted((await _measured(at)).values()) == [9, 40]


async def _corrected_price(at: Place, meter: str, before: timedelta = timedelta(days=1)) -> PriceId:
    async with at.program.scope(TEST) as scope:
        plan = await catalogue.plan(scope, at.module.plans[0].id)
        (price,) = [one for one in plan.prices if one.meter == meter]
        terms = PerUnitTerms(Decimal(2))
        made = await marketplace.correct_price(scope, price.id, terms, corrects_from=NOW - before, reason="agreed")
    return made.id


async def _measured(at: Place) -> dict[PriceId, Decimal]:
    async with at.program.scope(TEST, company_id=at.company_id, write=False) as scope:
        return {one.price_id: one.quantity for one in await queries.totals_at(scope, NOW)}
