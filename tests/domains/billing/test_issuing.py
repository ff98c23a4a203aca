"""What an invoice says, to the cent, on each database. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.domains.billing.stage import TEST, Stage, amounts, read, stage, utc
from tests.factories import make_profile
from trunkline.domains.billing.actions import Catalogue, issue_company_invoice
from trunkline.domains.billing.model import InvoiceState, IssuedInvoice
from trunkline.domains.marketplace.model import Cancellation, Change, FlatTerms, Timing
from trunkline.domains.marketplace.model.offers.shapes import calls
from trunkline.domains.tenants import actions as tenants
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March.


async def test_a_flat_fee_is_billed_in_advance_for_the_whole_period(program: Program) -> None:
    nordlicht = await stage(program, "starter")
    (line,) = await nordlicht.bill("2026-03-02")
    # 29.00, tax 19 %: 29.00 × 0.19 = 5.51, total 34.51. The period runs from 2 March to 2 April.
    assert (str(line.amount), str(line.tax)) == ("29.00 EUR", "5.51 EUR")
    assert (line.first_day.isoformat(), line.next_day.isoformat()) == ("2026-03-02", "2026-04-02")
    invoice, _ = await read(program, line.invoice_id)
    assert (invoice.number, invoice.state, str(invoice.total)) == ("TL-2026-000001", InvoiceState.issued, "34.51 EUR")
    assert invoice.bill_to.name == "Nordlicht GmbH"
    # Net 14 days: the last second of 16 March in Berlin (UTC+1).
    assert invoice.due_at == utc("2026-03-16 22:59:59")


async def test_a_stub_period_is_a_share_of_the_whole_one(program: Program) -> None:
    nordlicht = await stage(program, "starter", billing_cycle_day=15)
    first = await nordlicht.bill("2026-03-02")
    # Anchor 15 February: the whole period has 28 days (15 Feb to 15 Mar), 13 of them (2 to 14 March) are used: 29 × 13/28 = 13.4642…
    assert amounts(first) == ["13.46"]
    assert first[0].description == "AI receptionist, Starter: Platform fee (13 of 28 days)"
    # The next one is whole: 15 March to 15 April.
    assert amounts(await nordlicht.bill("2026-03-15")) == ["29.00"]


async def test_seats_are_multiplied_and_changed_seats_are_prorated(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "seats", quantity=3)
    # 3 × 12.50
    assert amounts(await nordlicht.bill("2026-03-02")) == ["37.50"]
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("seats", quantity=5)
    (line,) = await nordlicht.bill("2026-03-12")
    # 31 days from 2 March; 10 days of 3 seats, 21 days of 5: 37.50 × 10/31 + 62.50 × 21/31 = 54.4354… → 54.44, less 37.50 = 16.94
    assert str(line.amount) == "16.94 EUR"
    assert line.quantity == Decimal(2)


async def test_usage_is_billed_when_its_period_is_over(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "each")
    await nordlicht.use("1001", utc("2026-03-02 13:00"))
    assert await nordlicht.bill("2026-03-31") == []
    (line,) = await nordlicht.bill("2026-04-01")
    # 1001 × 0.035 = 35.035 → 35.04 (half up); tax 35.04 × 0.19 = 6.6576 → 6.66
    assert (str(line.amount), str(line.tax), line.quantity) == ("35.04 EUR", "6.66 EUR", Decimal(1001))


async def test_nothing_used_is_not_printed_and_the_period_is_billed_all_the_same(program: Program) -> None:
    nordlicht = await stage(program, "each")
    assert await nordlicht.bill("2026-04-01") == []
    assert await nordlicht.invoices() == []
    # Late usage of a period without an invoice is billed like any other: 40 × 0.035 = 1.40
    await nordlicht.use("40", utc("2026-03-20 00:00"))
    (line,) = await nordlicht.bill("2026-04-01")
    assert (str(line.amount), line.corrects_line_id) == ("1.40 EUR", None)


async def test_graduated_tiers_charge_the_first_flat_fee_at_zero_and_once(program: Program) -> None:
    nordlicht = await stage(program, "tiers")
    (line,) = await nordlicht.bill("2026-04-01")
    assert str(line.amount) == "5.00 EUR"
    await nordlicht.use("150", utc("2026-04-05 00:00"))
    (line,) = await nordlicht.bill("2026-05-01")
    # 100 × 0.10 + 5.00 + 50 × 0.05 = 17.50
    assert str(line.amount) == "17.50 EUR"


async def test_a_volume_total_falls_where_a_tier_is_crossed(program: Program) -> None:
    nordlicht = await stage(program, "bulk")
    await nordlicht.use("1000", utc("2026-03-05 00:00"))
    (first,) = await nordlicht.bill("2026-04-01")
    # 1000 × 0.02 + 15 = 35.00
    assert str(first.amount) == "35.00 EUR"
    await nordlicht.use("1", utc("2026-03-06 00:00"))
    (credit,) = await nordlicht.bill("2026-04-01")
    # 1001 × 0.01 = 10.01: 24.99 too much was booked. The invoice is below zero and becomes the company's credit:
    assert (str(credit.amount), credit.corrects_line_id) == ("-24.99 EUR", first.id)
    assert amounts(await nordlicht.bill("2026-05-01")) == ["15.00"]
    await nordlicht.use("1000", utc("2026-05-05 00:00"))
    assert amounts(await nordlicht.bill("2026-06-01")) == ["35.00"]
    # 29.74 with tax, of which April's 17.85 takes most and May's 41.65 the rest.
    taken = [(str(one.total), str(one.credited), str(one.due)) for one in await nordlicht.invoices()]
    assert taken == [
        ("41.65 EUR", "0.00 EUR", "41.65 EUR"),
        ("-29.74 EUR", "-29.74 EUR", "0.00 EUR"),
        ("17.85 EUR", "17.85 EUR", "0.00 EUR"),
        ("41.65 EUR", "11.89 EUR", "29.76 EUR"),
    ]


async def test_calls_are_added_as_they_were_rated(program: Program) -> None:
    nordlicht = await stage(program, "calls")
    # 61 s: 0.05 + 0.12 × 1 min + one increment of 6 s at 0.10 / min (0.01) = 0.18
    # 59 s: 0.05 + 0.12 = 0.17; 0 s: nothing, not even the fee; 133 s: 0.05 + 0.12 + 13 × 6 s × 0.10/60 = 0.05 + 0.12 + 0.13 = 0.30
    for minute, seconds in enumerate((61, 59, 0, 133)):
        await nordlicht.call(seconds, utc(f"2026-03-03 08:{minute:02d}"))
    (line,) = await nordlicht.bill("2026-04-01")
    assert (str(line.amount), line.quantity, line.unit) == ("0.65 EUR", Decimal(4), "call")
    # 66 + 60 + 0 + 138 = 264 seconds billed
    assert line.description == "AI receptionist, Calls: Calls (4 min 24 s)"


async def test_calls_that_nobody_answered_are_not_printed(program: Program) -> None:
    nordlicht = await stage(program, "calls")
    await nordlicht.call(0, utc("2026-03-03 08:00"))
    assert await nordlicht.bill("2026-04-01") == []


async def test_a_new_price_is_a_line_of_its_own_and_fees_change_with_the_period(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "full")
    await nordlicht.bill("2026-03-02")
    await nordlicht.call(60, utc("2026-03-09 08:00"))
    clock.move_to(utc("2026-03-10 00:00"))
    await nordlicht.revise("calls", calls("0", (0, 60, "0.20")), utc("2026-03-15 00:00"))
    await nordlicht.revise("platform_fee", FlatTerms(Decimal("55.00")), utc("2026-03-15 00:00"))
    clock.move_to(utc("2026-03-16 00:00"))
    await nordlicht.call(60, utc("2026-03-15 08:00"))
    # March: 0.05 + 0.12 under the first version, 0.20 under the second. The fee of March stays 49.00, April's is 55.00.
    lines = await nordlicht.bill("2026-04-02")
    assert sorted(amounts(lines)) == ["0.17", "0.20", "55.00"]


async def test_a_price_made_during_a_run_is_found(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "calls")
    catalogue = Catalogue()
    await issue(nordlicht, catalogue, "2026-03-02")
    await nordlicht.revise("calls", calls("0", (0, 60, "0.20")), utc("2026-03-02 13:00"))
    clock.move_to(utc("2026-03-03 00:00"))
    await nordlicht.call(60, utc("2026-03-02 14:00"))
    (issued,) = await issue(nordlicht, catalogue, "2026-04-01")
    # 0.20 and 0.04 of tax
    assert str(issued.total) == "0.24 EUR"


async def issue(one: Stage, catalogue: Catalogue, through: str) -> list[IssuedInvoice]:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return (await issue_company_invoice(scope, one.company_id, date.fromisoformat(through), catalogue)).issued


async def test_usage_of_a_plan_that_was_left_on_its_first_day_is_billed(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "calls")
    await nordlicht.call(60, utc("2026-03-02 11:00"))
    await nordlicht.change("postpaid")
    # The day belongs to the new plan from its midnight on; the call had been rated under the old one: 0.17, and Care 31.00.
    assert sorted(amounts(await nordlicht.bill("2026-04-01"))) == ["0.17", "31.00"]


async def test_advance_and_arrears_meet_on_one_invoice(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "full")
    await nordlicht.bill("2026-03-02")
    await nordlicht.call(60, utc("2026-03-20 08:00"))
    clock.move_to(utc("2026-04-02 03:00"))
    lines = await nordlicht.bill("2026-04-02")
    # March's call 0.05 + 0.12 = 0.17, April's fee 49.00
    assert [(line.timing, str(line.amount)) for line in lines] == [
        (Timing.arrears, "0.17 EUR"),
        (Timing.advance, "49.00 EUR"),
    ]
    assert [one.number for one in await nordlicht.invoices()] == ["TL-2026-000001", "TL-2026-000002"]


async def test_late_usage_is_a_further_line_linked_to_the_one_it_corrects(program: Program) -> None:
    nordlicht = await stage(program, "tiers")
    await nordlicht.use("90", utc("2026-03-05 00:00"))
    (first,) = await nordlicht.bill("2026-04-01")
    # 90 × 0.10 + 5.00 = 14.00
    assert str(first.amount) == "14.00 EUR"
    await nordlicht.use("20", utc("2026-03-06 00:00"))
    (late,) = await nordlicht.bill("2026-04-01")
    # 110: 100 × 0.10 + 5.00 + 10 × 0.05 = 15.50, less 14.00
    assert (str(late.amount), late.quantity, late.corrects_line_id) == ("1.50 EUR", Decimal(20), first.id)
    assert late.description.endswith(", addition to TL-2026-000001")
    assert late.explain["steps"][-1] == {
        "kind": "delta",
        "label": "Booked before on TL-2026-000001",
        "quantity": "90",
        "amount": "-14",
    }
    assert (await read(program, first.invoice_id))[1] == [first]
    assert await nordlicht.bill("2026-04-01") == []


async def test_an_upgrade_gives_back_the_rest_and_charges_the_new_plan_from_its_day(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-16 09:00"))
    await nordlicht.change("pro")
    lines = await nordlicht.bill("2026-03-16")
    # 31 days from 2 March. Starter 14 days: 29 × 14/31 = 13.0967… → 13.10, booked 29.00: −15.90. Pro 17 days: 59 × 17/31 = 32.3548… → 32.35
    assert amounts(lines) == ["-15.90", "32.35"]
    assert [line.first_day.isoformat() for line in lines] == ["2026-03-02", "2026-03-16"]
    assert lines[0].description == "AI receptionist, Starter: Platform fee (14 of 31 days), credit to TL-2026-000001"
    assert lines[1].description == "AI receptionist, Pro: Platform fee (17 of 31 days)"
    assert await nordlicht.bill("2026-03-16") == []
    # The anchor stays: the next period of the new plan begins on 2 April.
    (following,) = await nordlicht.bill("2026-04-02")
    assert (str(following.amount), following.first_day.isoformat()) == ("59.00 EUR", "2026-04-02")


async def test_what_is_given_back_is_given_back_with_the_tax_that_was_on_it(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    async with program.scope(TEST) as scope:
        await tenants.change_company(scope, nordlicht.company_id, billing_profile=make_profile(tax_rate="0"))
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    credit, charge = await nordlicht.bill("2026-03-10")
    # 23 of 31 days of 29.00 were 21.52, and 19 % of that 4.09; from 10 March on the company pays no tax
    assert (str(credit.amount), str(credit.tax), credit.tax_rate) == ("-21.52 EUR", "-4.09 EUR", Decimal("0.19"))
    assert (str(charge.amount), str(charge.tax), charge.tax_rate) == ("43.77 EUR", "0.00 EUR", Decimal(0))


async def test_a_downgrade_credit_is_kept_for_the_next_invoice(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "pro")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-16 09:00"))
    await nordlicht.change("starter")
    # Pro 59 × 14/31 = 26.6451… → 26.65 − 59.00 = −32.35; Starter 29 × 17/31 = 15.9032… → 15.90: −16.45 in all.
    assert amounts(await nordlicht.bill("2026-03-16")) == ["-32.35", "15.90"]
    clock.move_to(utc("2026-04-02 09:00"))
    lines = await nordlicht.bill("2026-04-02")
    # −6.15 + 3.02 is its tax: 19.58 are drawn of April's 34.51.
    assert amounts(lines) == ["29.00"]
    april = (await nordlicht.invoices())[-1]
    assert (str(april.credited), str(april.due)) == ("19.58 EUR", "14.93 EUR")


async def test_a_change_at_the_period_end_costs_nothing_now(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await nordlicht.change("pro", when=Change.next_period)
    assert await nordlicht.bill("2026-04-01") == []
    assert amounts(await nordlicht.bill("2026-04-02")) == ["59.00"]


async def test_a_change_after_billing_ahead_is_settled(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    assert amounts(await nordlicht.bill("2026-04-02")) == ["29.00", "29.00"]
    await nordlicht.change("pro", when=Change.next_period)
    # April was billed as Starter and becomes Pro: −29.00 + 59.00.
    assert amounts(await nordlicht.bill("2026-04-02")) == ["59.00", "-29.00"]


async def test_a_cancellation_in_mid_period_bills_its_last_day(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "full")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-11 09:00"))
    await nordlicht.call(60, utc("2026-03-11 08:00"))
    await nordlicht.cancel()
    # 2 to 11 March are 10 of 31 days: 49 × 10/31 = 15.8064… → 15.81, −33.19; the call's 0.17 does not make up for it.
    assert amounts(await nordlicht.bill("2026-03-12")) == ["-33.19", "0.17"]
    last = (await nordlicht.invoices())[-1]
    # −33.19 − 6.31 + 0.17 + 0.03: nobody pays it, and the company has it as credit.
    assert (str(last.total), last.credited, last.state) == ("-39.30 EUR", last.total, InvoiceState.paid)
    assert await nordlicht.bill("2026-12-31") == []


async def test_a_cancellation_in_mid_period_of_what_is_billed_afterwards(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "postpaid")
    clock.move_to(utc("2026-03-11 09:00"))
    await nordlicht.cancel()
    # The day is not over yet.
    assert await nordlicht.bill("2026-03-11") == []
    clock.move_to(utc("2026-03-11 23:00"))
    (line,) = await nordlicht.bill("2026-03-11")
    # 10 of 31 days (2 to 11 March, both counted): 31.00 × 10/31 = 10.00
    assert (str(line.amount), line.next_day.isoformat()) == ("10.00 EUR", "2026-03-12")
    assert await nordlicht.bill("2026-12-31") == []


async def test_usage_before_an_early_end_is_billed_with_that_end(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "calls")
    await nordlicht.call(60, utc("2026-03-05 08:00"))
    clock.move_to(utc("2026-03-11 09:00"))
    await nordlicht.cancel()
    clock.move_to(utc("2026-03-12 09:00"))
    assert amounts(await nordlicht.bill("2026-03-12")) == ["0.17"]


async def test_starting_and_stopping_on_one_day_bills_one_day(program: Program) -> None:
    nordlicht = await stage(program, "postpaid")
    await nordlicht.cancel()
    # One of 31 days: 31.00 × 1/31
    assert amounts(await nordlicht.bill("2026-03-03")) == ["1.00"]


async def test_a_period_that_was_billed_ahead_and_fell_away_is_given_back(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    assert amounts(await nordlicht.bill("2026-05-02")) == ["29.00", "29.00", "29.00"]
    await nordlicht.cancel(Cancellation.period_end)
    # April and May are covered no more: −58.00 is the company's credit.
    assert amounts(await nordlicht.bill("2026-05-02")) == ["-29.00", "-29.00"]
    assert str((await nordlicht.invoices())[-1].credited) == "-69.02 EUR"
    assert await nordlicht.bill("2026-05-02") == []


@pytest.mark.parametrize(
    ("slug", "first"),
    [
        # By the second: the start is 12:00 UTC on 2 March (13:00 in Berlin), anchor midnight of 2 March (23:00 UTC on the 1st).
        # Whole: 31 days less the hour that summer time takes = 2,674,800 s; from 13:00 local: 2,674,800 − 46,800 = 2,628,000 s.
        # 44.64 × 2628/2674.8 = 43.8589… → 43.86
        pytest.param("seconds", "43.86", id="second"),
        # Months of 30 days: a whole period is 30 of 30.
        pytest.param("thirty", "30.00", id="day30"),
        pytest.param("fixed", "40.00", id="none"),
    ],
)
async def test_the_grains_on_the_first_period(program: Program, slug: str, first: str) -> None:
    nordlicht = await stage(program, slug)
    assert amounts(await nordlicht.bill("2026-03-02")) == [first]


async def test_months_of_thirty_days_split_without_loss(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "thirty", billing_cycle_day=1)
    # 2 to 31 March: 30 − 1 = 29 of 30 days.
    assert amounts(await nordlicht.bill("2026-03-02")) == ["29.00"]
    clock.move_to(utc("2026-03-31 09:00"))
    await nordlicht.change("starter")
    # The 31st counts as the 30th, so 2 to 30 March are 28 of 30: 28.00 − 29.00 = −1.00. Starter by days: 29 × 1/31 = 0.9354… → 0.94.
    assert amounts(await nordlicht.bill("2026-04-01")) == ["-1.00", "0.94", "29.00"]


async def test_without_proration_a_change_shows_in_the_next_period(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "fixed", billing_cycle_day=15)
    # A stub is paid in full.
    assert amounts(await nordlicht.bill("2026-03-02")) == ["40.00"]
    clock.move_to(utc("2026-03-10 09:00"))
    await nordlicht.change("fixed-big")
    assert await nordlicht.bill("2026-03-10") == []
    assert amounts(await nordlicht.bill("2026-03-15")) == ["90.00"]


async def test_a_free_plan_is_an_invoice_of_nothing_that_is_paid(program: Program) -> None:
    nordlicht = await stage(program, "free")
    (line,) = await nordlicht.bill("2026-03-02")
    invoice, _ = await read(program, line.invoice_id)
    assert (invoice.state, invoice.total.minor, invoice.paid_at) == (InvoiceState.paid, 0, utc("2026-03-02 12:00"))


async def test_a_year_is_one_period(program: Program) -> None:
    nordlicht = await stage(program, "yearly", billing_cycle_day=1)
    # Anchor 1 March 2026; 364 of 365 days remain: 365.00 × 364/365
    assert amounts(await nordlicht.bill("2026-03-02")) == ["364.00"]
    assert await nordlicht.bill("2027-02-28") == []
    assert amounts(await nordlicht.bill("2027-03-01")) == ["365.00"]


async def test_yen_have_no_minor_unit(program: Program) -> None:
    kumo = await stage(program, "each", company="kumo", zone="Asia/Tokyo", currency="JPY", tax_rate="0.10")
    await kumo.use("745", utc("2026-03-10 00:00"))
    (line,) = await kumo.bill("2026-04-01")
    # 745 × 1.9 = 1415.5 → 1416; tax 141.6 → 142
    assert (str(line.amount), str(line.tax)) == ("1416 JPY", "142 JPY")


async def test_dinars_have_three_digits(program: Program) -> None:
    gulf = await stage(program, "each", company="gulf", zone="Asia/Kuwait", currency="KWD", tax_rate="0.05")
    await gulf.use("101", utc("2026-03-10 00:00"))
    (line,) = await gulf.bill("2026-04-01")
    # 101 × 0.0125 = 1.2625 → 1.263; tax 0.06315 → 0.063
    assert (str(line.amount), str(line.tax)) == ("1.263 KWD", "0.063 KWD")


async def _days(one: Stage, *runs: str) -> list[str]:
    """The first and next day of each line over several runs."""
    lines = [line for through in runs for line in await one.bill(through)]
    return [f"{line.first_day:%m-%d}…{line.next_day:%m-%d}" for line in lines]


async def test_the_end_of_the_month_does_not_drift_over_a_year(program: Program, clock: ManualClock) -> None:
    clock.move_to(utc("2026-03-31 12:00"))
    nordlicht = await stage(program, "starter")
    assert await _days(nordlicht, "2026-09-30", "2027-03-30") == [
        *("03-31…04-30", "04-30…05-31", "05-31…06-30", "06-30…07-31", "07-31…08-31", "08-31…09-30", "09-30…10-31"),
        *("10-31…11-30", "11-30…12-31", "12-31…01-31", "01-31…02-28", "02-28…03-31"),
    ]


async def test_a_day_ends_in_the_company_s_zone(program: Program) -> None:
    tonga = await stage(program, "each", company="tonga", zone="Pacific/Tongatapu")  # UTC+13: it is 3 March there
    # The last hour of the period, 23:00 on 2 April in Tonga, is 10:00 UTC; an hour later the next period has begun.
    await tonga.use("100", utc("2026-04-02 10:00"))
    await tonga.use("7", utc("2026-04-02 11:00"))
    (line,) = await tonga.bill("2026-04-02")
    assert (line.quantity, str(line.amount)) == (Decimal(100), "3.50 EUR")
    assert (line.period_start, line.period_end) == (utc("2026-03-02 11:00"), utc("2026-04-02 11:00"))


async def test_the_day_of_23_hours_is_one_day(program: Program, clock: ManualClock) -> None:
    clock.move_to(utc("2026-03-28 12:00"))
    nordlicht = await stage(program, "starter", billing_cycle_day=27)
    # Berlin loses an hour on 29 March. Anchor 27 March, 31 days to 27 April, 30 of them used: 29 × 30/31 = 28.0645…
    (line,) = await nordlicht.bill("2026-03-28")
    assert str(line.amount) == "28.06 EUR"
    assert (line.period_start, line.period_end) == (utc("2026-03-27 23:00"), utc("2026-04-26 22:00"))
