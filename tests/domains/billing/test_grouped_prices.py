"""Prices that group usage, on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.domains.billing.stage import (
    CALLS,
    DESK,
    MESSAGES,
    TEST,
    Stage,
    a_call,
    amounts,
    bill,
    plan,
    read,
    stage,
    utc,
)
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import InvoiceLine
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import (
    UNADJUSTED,
    Adjustments,
    Aggregation,
    AggregationKind,
    CommitmentTerms,
    PackageTerms,
    PercentageTerms,
    Price,
    Timing,
    group_of,
)
from trunkline.domains.marketplace.model.offers import PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import each, graduated, metered
from trunkline.domains.marketplace.rules import amount_so_far
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries as usages
from trunkline.domains.usage.model import EventCorrection, UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Money

# The clock of the tests stands at 2026-03-02 12:00 UTC.

COUNTS = {
    "tiers": None,
    "count": Aggregation(AggregationKind.count),
    "max": Aggregation(AggregationKind.max),
    "latest": Aggregation(AggregationKind.latest),
}
_tiers = metered(MESSAGES, "messages", "Messages", EUR=graduated(("5", "1.005", "2"), (None, "0.333", "0")))
_by_region = replace(metered(MESSAGES, "messages", "Messages", EUR=each("0.10")), group_by=("region",))
_bounded = PercentageTerms(Decimal(50), per_event_minimum=Decimal("0.50"), per_event_maximum=Decimal("1.5"))
_package = PackageTerms(Decimal(3), Decimal(4), Decimal(2))
_commitment = PriceOffer(
    component="commitment",
    description="Commitment",
    timing=Timing.arrears,
    unit="month",
    terms={"EUR": CommitmentTerms(Decimal(10))},
)
SHOP = replace(
    DESK,
    plans=(
        *(plan(slug, replace(_tiers, aggregation=one, group_by=("region", "tier"))) for slug, one in COUNTS.items()),
        plan("package", replace(_tiers, terms={"EUR": _package}, group_by=("region", "tier"))),
        plan("bounded", replace(_tiers, terms={"EUR": _bounded}, group_by=("region", "tier"))),
        plan(
            "included",
            replace(
                _tiers,
                adjustments=Adjustments(included_units=Decimal(3), maximum_amount=Decimal(8)),
                group_by=("region", "tier"),
            ),
        ),
        plan("by-region", _by_region),
        plan("at-least", replace(_by_region, adjustments=Adjustments(minimum_amount=Decimal(4)))),
        plan("committed", _by_region, _commitment),
        plan(
            "minutes",
            replace(
                metered(CALLS, "minutes", "Minutes", EUR=each("0.10")), unit="minute", group_by=("direction", "agent")
            ),
        ),
    ),
)
_numbers = itertools.count()


async def subscribed(program: Program, slug: str) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [SHOP])
    return await stage(program, slug, billing_cycle_day=1)


async def tell(there: Stage, at: str, quantity: str = "1", **properties: Any) -> str:
    name = f"told-{next(_numbers)}"
    event = UsageEventInput("messages", name, utc(at), "test", Decimal(quantity), properties)
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        assert (await usage.record_events(scope, [event])).accepted == 1
    return name


async def the_price(there: Stage) -> Price:
    async with there.program.scope(TEST, write=False) as scope:
        subscribed = await catalogue.subscription(scope, there.subscription_id)
        found = (await catalogue.plan(scope, subscribed.plan_id)).prices
    return max((one for one in found if one.group_by), key=lambda one: one.version)


async def test_a_line_for_each_group_says_which_it_is(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "by-region")
    await tell(nordlicht, "2026-03-10 12:00", "7", region="us")
    await tell(nordlicht, "2026-03-11 12:00", "5", region="eu")
    await tell(nordlicht, "2026-03-12 12:00", "2", region=["no", "text"])
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    assert amounts(lines) == ["0.50", "0.70", "0.20"]
    assert [line.group for line in lines] == ['{"region":"eu"}', '{"region":"us"}', '{"region":null}']
    assert lines[2].description.endswith("Messages (region: (none))")
    assert lines[0].explain["group"] == [{"property": "region", "value": "eu"}]
    assert lines[0].explain["price"]["group_by"] == ["region"]
    assert await nordlicht.bill("2026-04-02") == []


async def test_the_preview_shows_what_is_issued(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-least")
    await tell(nordlicht, "2026-03-10 12:00", "70", region="us")
    await tell(nordlicht, "2026-03-10 12:00", "5", region="eu")
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (shown,) = (await billing.preview_invoices(scope, nordlicht.company_id)).invoices
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    # Each group is made up to 4 × 30 / 31 by itself.
    assert amounts(lines) == ["3.87", "7.00"]
    assert [(line.description, line.amount) for line in shown.lines] == [(one.description, one.amount) for one in lines]


async def test_nothing_is_due_for_groups_that_nobody_used(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-least")
    clock.move_to(utc("2026-04-02 12:00"))
    assert await nordlicht.bill("2026-04-02") == []


async def test_a_group_that_was_corrected_away_gives_all_back_with_its_minimum(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "at-least")
    name = await tell(nordlicht, "2026-03-10 12:00", "70", region="us")
    clock.move_to(utc("2026-04-02 12:00"))
    (first,) = await nordlicht.bill("2026-04-02")
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        moved = EventCorrection(name, "elsewhere", "test", properties={"region": "eu"})
        assert (await usage.correct_events(scope, [moved])).corrected == 1
    lines = await nordlicht.bill("2026-04-02")
    assert [(one.group, str(one.amount.major)) for one in lines] == [
        ('{"region":"eu"}', "7.00"),
        ('{"region":"us"}', "-7.00"),
    ]
    assert [one.corrects_line_id for one in lines] == [None, first.id]


async def test_a_commitment_counts_all_groups_by_their_names(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed")
    await tell(nordlicht, "2026-03-10 12:00", "20", region="us")
    await tell(nordlicht, "2026-03-10 12:00", "30", region="eu")
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    # 30 of the 31 days of March: 10 × 30 / 31 = 9.68, less 3.00 and 2.00
    assert amounts(lines) == ["3.00", "2.00", "4.68"]
    assert [step["label"] for step in lines[2].explain["steps"]][1:] == [
        "less Messages (region: eu)",
        "less Messages (region: us)",
    ]


async def test_minutes_of_calls_are_grouped_by_what_a_call_says(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "minutes")
    calls = [
        a_call(61, utc("2026-03-10 12:00")),
        msgspec.structs.replace(a_call(59, utc("2026-03-11 12:00")), agent="bob"),
    ]
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        assert (await usage.record_calls(scope, "pbx", "calls", calls)).accepted == 2
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    assert [(one.group, str(one.amount.major)) for one in lines] == [
        ('{"direction":"inbound","agent":"ada"}', "0.20"),
        ('{"direction":"inbound","agent":"bob"}', "0.10"),
    ]


@pytest.mark.parametrize(
    ("slug", "quantity", "amount"),
    [
        ("by-region", 15, "1.50"),  # 15 × 0.10
        ("tiers", 15, "10.36"),  # 5 × 1.005 + 2 + 10 × 0.333 = 10.355
        ("max", 9, "8.36"),  # 5 × 1.005 + 2 + 4 × 0.333 = 8.357
        ("latest", 4, "6.02"),  # 4 × 1.005 + 2
    ],
)
async def test_beyond_a_thousand_groups_the_rest_is_one_line_measured_as_one(
    program: Program, clock: ManualClock, slug: str, quantity: int, amount: str
) -> None:
    nordlicht = await subscribed(program, slug)
    # Of the three that come after the first thousand, the one that was used last is neither the highest nor the last to come.
    late = {1_000: ("2026-03-11 12:00", 2), 1_001: ("2026-03-13 12:00", 4), 1_002: ("2026-03-12 12:00", 9)}
    events = []
    for number in range(1_003):
        at, used = late.get(number, ("2026-03-10 12:00", 20))
        said = {"region": f"{number:04}"}
        events.append(UsageEventInput("messages", f"many-{number}", utc(at), "test", Decimal(used), said))
    for first, last in ((0, 1_000), (1_000, 1_003)):
        async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
            assert (await usage.record_events(scope, events[first:last])).accepted == last - first
        clock.advance(timedelta(seconds=1))
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    assert len(lines) == 1_001
    (rest,) = [line for line in lines if line.group == "{}"]
    assert (str(rest.amount.major), rest.quantity) == (amount, Decimal(quantity))
    assert rest.explain["group"] == []
    assert "(other groups)" in rest.description


async def test_a_value_that_is_too_long_is_refused_and_one_that_fits_is_cut_on_the_line(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "by-region")
    event = UsageEventInput("messages", "long", utc("2026-03-10 12:00"), "test", Decimal(1), {"region": "x" * 201})
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        result = await usage.record_events(scope, [event])
    assert (result.accepted, [one.code for one in result.problems]) == (0, ["group_too_long"])
    await tell(nordlicht, "2026-03-10 12:00", "10", region="ü\n" * 100)
    clock.move_to(utc("2026-04-02 12:00"))
    (line,) = await nordlicht.bill("2026-04-02")
    assert line.description.endswith(f"(region: {'ü�' * 29}ü…)")
    assert line.explain["group"][0]["value"] == "ü\n" * 100


@dataclass
class Ledger:
    """What was told, as it should count by now: the end that every order of telling, correcting and billing must come to."""

    events: dict[str, tuple[datetime, Decimal, dict[str, Any]]] = field(default_factory=dict)
    lines: list[InvoiceLine] = field(default_factory=list)

    def due(self, price: Price) -> Mapping[str, Money]:
        groups: dict[str, list[tuple[datetime, str, Decimal, Any]]] = defaultdict(list)
        for name, (at, quantity, said) in self.events.items():
            group = group_of((one, said.get(one)) for one in price.group_by)
            groups[group].append((at, name, quantity, said["agent"]))
        return {group: _due(price, told) for group, told in groups.items()}

    @property
    def booked(self) -> Mapping[str, Money]:
        found: dict[str, Money] = {}
        for line in self.lines:
            found[line.group] = found.get(line.group, Money.zero(line.amount.currency)) + line.amount
        return found


def _due(price: Price, told: list[tuple[datetime, str, Decimal, Any]]) -> Money:
    kind = AggregationKind.sum if price.aggregation is None else price.aggregation.kind
    values = [quantity for _, _, quantity, _ in told]
    quantity = {
        AggregationKind.sum: sum(values, Decimal(0)),
        AggregationKind.count: Decimal(len(told)),
        AggregationKind.max: max(values),
        AggregationKind.latest: max(told)[2],
    }[kind]
    if isinstance(price.terms, PercentageTerms):
        least, most = price.terms.per_event_minimum or Decimal(0), price.terms.per_event_maximum or Decimal(0)
        fees = [min(most, max(least, one * price.terms.percent / 100)) for one in values]
        return Money.rounded(sum(fees, Decimal(0)), price.currency)
    exact, _ = amount_so_far(price, quantity, events=len(told), calls=Decimal(0))
    return Money.rounded(exact, price.currency)


class Course:
    """A random course: events in batches with repetitions, corrections of all sorts, runs, and sometimes a corrected price."""

    def __init__(self, there: Stage, clock: ManualClock, seed: int) -> None:
        self.there, self.clock, self.dice, self.ledger = there, clock, random.Random(seed), Ledger()

    async def tell(self) -> None:
        batch = [self._event() for _ in range(self.dice.randint(1, 6))]
        again = [self._told(self.dice.choice(list(self.ledger.events)))] if self.ledger.events else []
        async with self.there.program.scope(TEST, company_id=self.there.company_id) as scope:
            result = await usage.record_events(scope, [*batch, *again, batch[0]])
        assert (result.accepted, result.duplicate) == (len(batch), 1 + len(again))

    def _event(self) -> UsageEventInput:
        name, said = f"event-{next(_numbers):06}", self._said()
        at = utc("2026-03-03 00:00") + timedelta(minutes=self.dice.randrange(27 * 24 * 60), seconds=next(_numbers) % 60)
        self.ledger.events[name] = at, self._quantity(), said
        return self._told(name)

    def _told(self, name: str) -> UsageEventInput:
        at, quantity, said = self.ledger.events[name]
        return UsageEventInput("messages", name, at, "test", quantity, said)

    def _quantity(self) -> Decimal:
        return Decimal(self.dice.randrange(0, 4_000)) / 1_000

    def _said(self) -> dict[str, Any]:
        said = {"agent": self.dice.choice(["ada", "bob", "eve"])}
        if self.dice.random() < 0.8:
            said["region"] = self.dice.choice(["eu", "us", "Eu"])
        return said | ({"tier": "1"} if self.dice.random() < 0.3 else {})

    async def correct(self) -> None:
        if not self.ledger.events:
            return
        name = self.dice.choice(list(self.ledger.events))
        at, quantity, said = self.ledger.events[name]
        match self.dice.randrange(3):
            case 0:
                changes: dict[str, Any] = {"void": True}
                del self.ledger.events[name]
            case 1:
                changes = {"properties": self._said()}
                self.ledger.events[name] = at, quantity, changes["properties"]
            case _:
                changes = {"quantity": self._quantity()}
                self.ledger.events[name] = at, changes["quantity"], said
        async with self.there.program.scope(TEST, company_id=self.there.company_id) as scope:
            result = await usage.correct_events(scope, [EventCorrection(name, "told wrongly", "test", **changes)])
        assert not result.problems

    async def run(self) -> None:
        self.clock.move_to(max(self.clock.now(), utc("2026-04-02 12:00")))
        summary = await bill(self.there.program, "2026-04-02")
        for one in summary.invoices:
            self.ledger.lines += (await read(self.there.program, one.invoice_id))[1]

    async def correct_price(self) -> None:
        price = await the_price(self.there)
        async with self.there.program.scope(TEST) as scope:
            made = await marketplace.correct_price(
                scope,
                price.id,
                price.terms,
                corrects_from=utc("2026-03-01 00:00"),
                reason="agreed",
                adjustments=UNADJUSTED,
            )
        begin = self.there.program.begin_as(TEST)
        await usage.rate_anew(begin, self.there.company_id, made.id, page_size=3)

    async def play(self) -> None:
        deeds = [self.tell, self.tell, self.correct, self.correct, self.run]
        price_at = self.dice.randrange(12)
        for number in range(12):
            await self.dice.choice(deeds)()
            if number == price_at:
                await self.correct_price()
            self.clock.advance(timedelta(minutes=1))
        await self.run()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("slug", [*COUNTS, "package", "bounded", "included"])
async def test_what_is_booked_of_each_group_is_the_rating_of_its_usage(
    program: Program, clock: ManualClock, slug: str, seed: int
) -> None:
    course = Course(await subscribed(program, slug), clock, seed)
    await course.play()
    due = course.ledger.due(await the_price(course.there))
    booked = {group: amount for group, amount in course.ledger.booked.items() if amount}
    assert booked == {group: amount for group, amount in due.items() if amount}
    for line in course.ledger.lines:
        assert recombined(line.explain) == Decimal(line.explain["rounding"]["exact"])
    async with course.there.program.scope(TEST, company_id=course.there.company_id, write=False) as scope:
        totals = await usages.totals_for_period(scope, course.there.subscription_id, utc("2026-03-01 23:00"))
        counted = await usages.recount_totals(scope)
    for total in totals:
        sums = counted.get((total.subscription_id, total.price_id, total.period_start))  # type: ignore[call-overload]
        assert sum(one.events for one in total.groups) == total.events == (sums.events if sums else 0)
        assert sum(one.quantity_e6 for one in total.groups) == total.quantity_e6
