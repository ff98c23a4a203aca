"""What was told or priced wrongly: the delta is booked in the open period, linked to the line that it corrects (money policy 5)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.conftest import run_jobs
from tests.domains.billing.stage import BY_STEPS, Stage, a_call, amounts, bill, read, stage
from trunkline.domains.billing import actions
from trunkline.domains.billing.model import CreditReason, CreditWish
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import FlatTerms, PerUnitTerms, Terms
from trunkline.domains.marketplace.model.offers.shapes import calls, graduated
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import EventCorrection, UsageEventInput
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock

TEST = system_actor("test")
START = datetime(2026, 3, 1, 23, tzinfo=UTC)  # midnight of 2 March in Berlin, where the subscription starts


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


async def use(one: Stage, quantity: str, moment: datetime, event_id: str) -> None:
    event = UsageEventInput(meter="messages", event_id=event_id, used_at=moment, quantity=Decimal(quantity))
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        assert (await usage.record_events(scope, [event])).accepted == 1


async def correct(one: Stage, event_id: str, quantity: str | None = None, *, void: bool | None = None) -> None:
    amount = None if quantity is None else Decimal(quantity)
    correction = EventCorrection(event_id, "meter error", quantity=amount, void=void)
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        assert (await usage.correct_events(scope, [correction])).corrected == 1


async def correct_price(one: Stage, component: str, terms: Terms, since: datetime, reason: str = "as agreed") -> None:
    async with one.program.scope(TEST) as scope:
        subscribed = await catalogue.subscription(scope, one.subscription_id)
        plan = await catalogue.plan(scope, subscribed.plan_id)
        same = [price for price in plan.prices if price.component == component and price.currency.code == "EUR"]
        newest = max(same, key=lambda price: price.version)
        await marketplace.correct_price(scope, newest.id, terms, corrects_from=since, reason=reason)
    await run_jobs(one.program)


async def test_a_corrected_event_is_booked_as_a_delta(program: Program, clock: ManualClock) -> None:
    """100 + 20 messages at 0.035 are 4.20; 40 + 20 are 2.10."""
    one = await stage(program, "each")
    await use(one, "100", at(5), "a")
    await use(one, "20", at(6), "b")
    clock.move_to(at(3, 4))
    (line,) = await one.bill("2026-04-02")
    await correct(one, "a", "40")
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([line]), amounts([delta])) == (["4.20"], ["-2.10"])
    assert (delta.corrects_line_id, delta.quantity, delta.service_start) == (line.id, Decimal(-60), line.service_start)
    assert await one.bill("2026-04-02") == []


async def test_what_is_voided_is_given_back_and_what_is_due_unused_is_not(program: Program, clock: ManualClock) -> None:
    """One message in the first tier costs its flat 5.00 and 0.10; none costs 5.00 (money policy 3)."""
    one = await stage(program, "tiers")
    await use(one, "1", at(5), "a")
    clock.move_to(at(3, 4))
    assert amounts(await one.bill("2026-04-02")) == ["5.10"]
    await correct(one, "a", void=True)
    assert amounts(await one.bill("2026-04-02")) == ["-0.10"]
    await correct(one, "a", void=False)
    assert amounts(await one.bill("2026-04-02")) == ["0.10"]


async def test_a_corrected_price_is_one_line_that_names_both_versions(program: Program, clock: ManualClock) -> None:
    """1,000 messages at 0.035 are 35.00, at 0.030 they are 30.00."""
    one = await stage(program, "each")
    await use(one, "1000", at(5), "a")
    clock.move_to(at(3, 4))
    (line,) = await one.bill("2026-04-02")
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.03")), START)
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([delta]), delta.corrects_line_id, delta.quantity) == (["-5.00"], line.id, Decimal(0))
    assert delta.description.endswith(f"Messages, price corrected from 2026-03-02, credit to {await number(one, 0)}")
    assert delta.explain["price"]["version"] == 2
    assert delta.explain["steps"][-1]["label"].endswith(
        "price corrected from 2026-03-02: version 2 in place of version 1, as agreed"
    )
    assert await one.bill("2026-04-02") == []
    await use(one, "100", at(6), "b")
    (late,) = await one.bill("2026-04-02")
    assert (amounts([late]), late.corrects_line_id, "corrected" in late.description) == (["3.00"], delta.id, False)


async def number(one: Stage, position: int) -> str:
    return (await one.invoices())[position].number or ""


async def test_from_the_middle_of_a_period_only_what_came_after_it_changes(
    program: Program, clock: ManualClock
) -> None:
    """400 before and 600 after at 0.035 are 35.00; the 600 at 0.030 are 18.00 instead of 21.00."""
    one = await stage(program, "each")
    await use(one, "400", at(5), "a")
    await use(one, "600", at(20), "b")
    clock.move_to(at(3, 4))
    (line,) = await one.bill("2026-04-02")
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.03")), at(10))
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([delta]), delta.corrects_line_id) == (["-3.00"], line.id)
    await use(one, "100", at(6), "c")
    await use(one, "100", at(21), "d")
    assert sum(one.amount.minor for one in await one.bill("2026-04-02")) == 650
    assert await one.bill("2026-04-02") == []


async def test_a_price_is_corrected_again_and_from_an_earlier_day(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each")
    await use(one, "1000", at(5), "a")
    await use(one, "1000", at(20), "b")
    clock.move_to(at(3, 4))
    assert amounts(await one.bill("2026-04-02")) == ["70.00"]
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.03")), at(10))
    assert amounts(await one.bill("2026-04-02")) == ["-5.00"]
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.04")), START)
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([delta]), delta.explain["price"]["version"]) == (["15.00"], 3)
    assert "version 3 in place of version 1 and 2" in delta.explain["steps"][-1]["label"]


async def test_a_corrected_fee_is_billed_again_for_the_periods_that_began_since(
    program: Program, clock: ManualClock
) -> None:
    """The fee is paid ahead: March and April at 29.00. From 1 April on it should have been 25.00, so April's period gives 4.00 back."""
    one = await stage(program, "starter")
    clock.move_to(at(3, 4))
    assert amounts(await one.bill("2026-04-02")) == ["29.00", "29.00"]
    await correct_price(one, "platform_fee", FlatTerms(Decimal(25)), at(1, 4))
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([delta]), delta.tax.minor, delta.service_start.month) == (["-4.00"], -76, 4)
    clock.move_to(at(3, 5))
    assert amounts(await one.bill("2026-05-02")) == ["25.00"]


async def test_what_was_waived_is_not_asked_for_again(program: Program, clock: ManualClock) -> None:
    """The invoice over 35.00 was voided. The price goes up by 5.00: that alone is new."""
    one = await stage(program, "each")
    await use(one, "1000", at(5), "a")
    clock.move_to(at(3, 4))
    await one.bill("2026-04-02")
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.void_invoice(scope, (await one.invoices())[0].id)
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.04")), START)
    assert amounts(await one.bill("2026-04-02")) == ["5.00"]


async def test_a_first_tiers_flat_fee_is_not_had_twice(program: Program, clock: ManualClock) -> None:
    """150 messages: 5.00 + 100 × 0.10 + 50 × 0.05 = 17.50; with a first tier at 0.20 it is 27.50."""
    one = await stage(program, "tiers")
    await use(one, "150", at(5), "a")
    clock.move_to(at(3, 4))
    assert amounts(await one.bill("2026-04-02")) == ["17.50"]
    await correct_price(one, "messages", graduated(("100", "0.20", "5"), (None, "0.05", "0")), START)
    assert amounts(await one.bill("2026-04-02")) == ["10.00"]


async def test_calls_are_rated_anew_one_by_one(program: Program, clock: ManualClock) -> None:
    """61 s: 0.05 + 0.12 + 6 s at 0.10 a minute = 0.18. Without the connect fee 0.13. Two of them."""
    one = await stage(program, "calls")
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await usage.record_calls(scope, "pbx", "calls", [a_call(61, at(5)), a_call(61, at(6))])
    clock.move_to(at(3, 4))
    (line,) = await one.bill("2026-04-02")
    await correct_price(one, "calls", calls("0", (0, 60, "0.12"), (60, 6, "0.10")), START)
    (delta,) = await one.bill("2026-04-02")
    assert (amounts([line]), amounts([delta])) == (["0.36"], ["-0.10"])
    assert calls("0", (0, 60, "0.12"), (60, 6, "0.10")) != BY_STEPS


async def test_a_credit_note_gives_back_no_more_than_the_correction_has_left(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "each")
    await use(one, "1000", at(5), "a")
    clock.move_to(at(3, 4))
    summary = await bill(program, "2026-04-02")
    await correct_price(one, "messages", PerUnitTerms(Decimal("0.03")), START)
    await one.bill("2026-04-02")
    async with program.scope(TEST, company_id=one.company_id) as scope:
        wish = CreditWish(reason=CreditReason.goodwill)
        note = await actions.issue_credit_note(scope, summary.invoices[0].invoice_id, wish)
    assert str(note.total) == "35.70 EUR"  # 30.00 and its tax
    assert (await read(program, summary.invoices[0].invoice_id))[0].subtotal.minor == 3500
