"""A small shop to bill in: one module with a plan for everything that can be priced, and short ways to use and to bill it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.factories import make_company
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import Invoice, InvoiceLine, RunSummary
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import Cancellation, Change, FlatTerms, Grain, Terms, Timing
from trunkline.domains.marketplace.model.offers import ModuleOffer, PlanOffer, PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import (
    MeterOffer,
    calls,
    each,
    graduated,
    metered,
    platform_fee,
    seats,
    volume,
)
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import CallRecordInput, Direction, Disposition, UsageEventInput
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId, InvoiceId, PlanId, SubscriptionId
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import Cycle, Interval

TEST = system_actor("test")
MESSAGES = MeterOffer("messages", "Messages", "message", "sum")
CALLS = MeterOffer("calls", "Calls", "call", "calls")
YEARLY = Cycle(Interval.year)

_numbers = itertools.count(1)


def in_arrears(**by_currency: str) -> PriceOffer:
    """A flat fee that is billed after the period."""
    terms: dict[str, Terms] = {code: FlatTerms(Decimal(amount)) for code, amount in by_currency.items()}
    return PriceOffer(component="care", description="Care", timing=Timing.arrears, unit="month", terms=terms)


def plan(slug: str, *prices: PriceOffer, grain: Grain = Grain.day, cycle: Cycle | None = None) -> PlanOffer:
    return PlanOffer(
        slug=slug,
        name=slug.capitalize(),
        description="",
        prices=prices,
        proration=grain,
        cycle=cycle or Cycle(Interval.month),
    )


BY_STEPS = calls("0.05", (0, 60, "0.12"), (60, 6, "0.10"))
DESK = ModuleOffer(
    slug="desk",
    name="AI receptionist",
    summary="",
    description="",
    category="voice",
    icon="phone",
    meters=(MESSAGES, CALLS),
    plans=(
        plan("starter", platform_fee(EUR="29.00", USD="32.00", JPY="3100", KWD="8.750")),
        plan("pro", platform_fee(EUR="59.00", USD="65.00", JPY="6200", KWD="17.500")),
        plan("seats", seats("Seat", "seat", EUR="12.50")),
        plan("each", metered(MESSAGES, "messages", "Messages", EUR=each("0.035"), JPY=each("1.9"), KWD=each("0.0125"))),
        plan(
            "tiers", metered(MESSAGES, "messages", "Messages", EUR=graduated(("100", "0.10", "5"), (None, "0.05", "0")))
        ),
        plan(
            "bulk", metered(MESSAGES, "messages", "Messages", EUR=volume(("1000", "0.02", "15"), (None, "0.01", "0")))
        ),
        plan("calls", metered(CALLS, "calls", "Calls", EUR=BY_STEPS, JPY=calls("7", (0, 1, "13")), KWD=BY_STEPS)),
        plan("full", platform_fee(EUR="49.00"), metered(CALLS, "calls", "Calls", EUR=BY_STEPS)),
        plan("seconds", platform_fee(EUR="44.64"), grain=Grain.second),
        plan("thirty", platform_fee(EUR="30.00"), grain=Grain.day30),
        plan("fixed", platform_fee(EUR="40.00"), grain=Grain.none),
        plan("fixed-big", platform_fee(EUR="90.00"), grain=Grain.none),
        plan("postpaid", in_arrears(EUR="31.00")),
        plan("free", platform_fee(EUR="0.00")),
        plan("yearly", platform_fee(EUR="365.00"), cycle=YEARLY),
        plan("yearly-each", metered(MESSAGES, "messages", "Messages", EUR=each("0.02")), cycle=YEARLY),
        plan("yearly-seconds", platform_fee(EUR="365.00"), grain=Grain.second, cycle=YEARLY),
    ),
)


@dataclass(frozen=True)
class Stage:
    """A company on a plan, and what one does with it."""

    program: Program
    company: Company
    subscription_id: SubscriptionId

    @property
    def company_id(self) -> CompanyId:
        return self.company.id

    async def use(self, quantity: str, at: datetime, meter: str = "messages") -> None:
        event = UsageEventInput(meter=meter, event_id=f"evt-{next(_numbers)}", used_at=at, quantity=Decimal(quantity))
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            result = await usage.record_events(scope, [event])
        assert result.accepted == 1, result

    async def call(self, seconds: int, at: datetime) -> None:
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            result = await usage.record_calls(scope, "pbx", "calls", [a_call(seconds, at)])
        assert result.accepted == 1, result

    async def change(self, slug: str, quantity: int | None = None, when: Change = Change.now) -> None:
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            plan_id = await plan_id_of(self.program, slug)
            await marketplace.change_subscription(
                scope, self.subscription_id, plan_id=plan_id, quantity=quantity, when=when
            )

    async def revise(self, component: str, terms: Terms, effective_from: datetime) -> None:
        """A further version of a price of the company's plan."""
        async with self.program.scope(TEST) as scope:
            subscribed = await catalogue.subscription(scope, self.subscription_id)
            plan = await catalogue.plan(scope, subscribed.plan_id)
            (price,) = [
                one for one in plan.prices if one.component == component and one.currency == self.company.currency
            ]
            await marketplace.revise_price(scope, price.id, terms, effective_from=effective_from)

    async def cancel(self, when: Cancellation = Cancellation.now) -> None:
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            await marketplace.cancel_subscription(scope, self.subscription_id, when=when)

    async def bill(self, through: str) -> list[InvoiceLine]:
        """Run billing for everybody through a day; the lines of this company's new invoices, all totals checked on the way."""
        summary = await bill(self.program, through)
        mine = [one.invoice_id for one in summary.invoices if one.company_id == self.company_id]
        return [line for invoice_id in mine for line in (await read(self.program, invoice_id))[1]]

    async def invoices(self) -> list[Invoice]:
        """All invoices of the company, by number."""
        async with self.program.scope(TEST, company_id=self.company_id, write=False) as scope:
            found = await queries.invoices(scope, PageRequest(100))
        return sorted(found.items, key=lambda one: one.number or "")


async def open_shop(program: Program) -> None:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [DESK])


async def plan_id_of(program: Program, slug: str) -> PlanId:
    async with program.scope(TEST, write=False) as scope:
        module = await catalogue.module_by_slug(scope, "desk")
        return (await catalogue.plan_by_slug(scope, module.id, slug)).id


async def stage(
    program: Program,
    slug: str,
    *,
    company: str = "nordlicht",
    zone: str = "Europe/Berlin",
    currency: str = "EUR",
    billing_cycle_day: int | None = None,
    tax_rate: str = "0.19",
    quantity: int = 1,
) -> Stage:
    """A company that has just subscribed to a plan of the module."""
    await open_shop(program)
    async with program.scope(TEST) as scope:
        made = await make_company(
            scope, company, zone=zone, currency=currency, billing_cycle_day=billing_cycle_day, tax_rate=tax_rate
        )
    plan_id = await plan_id_of(program, slug)
    async with program.scope(TEST, company_id=made.id) as scope:
        subscription = await marketplace.start_subscription(scope, plan_id, quantity=quantity)
    return Stage(program, made, subscription.id)


async def bill(program: Program, through: str) -> RunSummary:
    summary = await actions.run_billing(program.begin_as(TEST), date.fromisoformat(through))
    assert not summary.failed, summary.failed
    return summary


async def read(program: Program, invoice_id: InvoiceId) -> tuple[Invoice, list[InvoiceLine]]:
    """An invoice and its lines; totals are sums, whatever else a test looks at."""
    async with program.scope(TEST, write=False) as scope:
        invoice = await queries.invoice(scope, invoice_id)
        lines = await queries.lines_of(scope, invoice_id)
    assert sum(line.amount.minor for line in lines) == invoice.subtotal.minor
    assert sum(line.tax.minor for line in lines) == invoice.tax.minor
    assert invoice.subtotal + invoice.tax == invoice.total
    return invoice, lines


def amounts(lines: list[InvoiceLine]) -> list[str]:
    return [str(line.amount.major) for line in lines]


def a_call(seconds: int, at: datetime) -> CallRecordInput:
    return CallRecordInput(
        external_id=f"call-{next(_numbers)}",
        direction=Direction.inbound,
        caller="+49301234567",
        callee="+49407654321",
        agent="ada",
        started_at=at,
        answered_at=at,
        ended_at=at + timedelta(seconds=seconds),
        duration_seconds=seconds,
        billable_seconds=seconds,
        disposition=Disposition.answered if seconds else Disposition.no_answer,
    )


def utc(text: str) -> datetime:
    """`2026-03-02 12:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
