"""Walking through the past, day by day: calls, bill runs, collections, and some things that go wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import queries as invoices
from trunkline.domains.billing.model import CreditAsk, CreditReason, CreditWish, InvoiceState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.tenants import queries as tenants
from trunkline.entrypoints.demo.calls import calls_of_day, days_between
from trunkline.entrypoints.demo.founding import ACTOR, found_company, found_operator, present_card
from trunkline.entrypoints.demo.people import COMPANIES, DemoCompany
from trunkline.entrypoints.demo.usage import record
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator

MONTHS = 4
SEED = 20260302
# The companies' cycles begin on the 1st and the 15th; a day more, because theirs may begin before ours. In between nothing is due.
BILLING_DAYS = frozenset({1, 2, 15, 16})
END_OF_DAY = time(20, 0, tzinfo=UTC)

Story = Callable[[Program, CompanyId], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Episode:
    """Something that happens to a company so many days before the present."""

    company: str
    days_ago: int
    happens: Story


async def load_demo(program: Program, say: Console) -> bool:
    """Make the demo world, unless it is there. Returns whether it was made. Shows its progress on `say`."""
    if await _is_loaded(program):
        return False
    say.print(f"Making the demo world: {MONTHS} months of calls, invoices and payments.")
    now = program.clock.now()
    first = _first_day(now.date())
    past, clock = _in_the_past(program, datetime.combine(first, time(1, 0), tzinfo=UTC))
    await found_operator(past)
    founded = [(company, await found_company(past, company)) for company in COMPANIES]
    days = list(days_between(first, now.date()))
    with Progress(console=say, transient=True) as bar:
        task = bar.add_task("Day by day", total=len(days))
        for day in days:
            await _live_through(past, clock, founded, day, first, now)
            bar.advance(task)
    return True


async def _is_loaded(program: Program) -> bool:
    async with program.scope(ACTOR, write=False) as scope:
        try:
            await tenants.company_by_slug(scope, COMPANIES[0].slug)
        except NotFound:
            return False
        return True


def _first_day(today: date) -> date:
    months = today.year * 12 + today.month - 1 - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _in_the_past(program: Program, start: datetime) -> tuple[Program, ManualClock]:
    """The same program with a clock that we move, seeded ids, and a provider that answers at once."""
    clock = ManualClock(start)
    simulated, provider = program.ports.get(SimulatedProviders), program.port(PaymentProviders).first
    ports = dict(program.ports)
    if isinstance(simulated, SimulatedProviders):
        ports[PaymentProviders] = simulated.in_the_past(clock)
    elif isinstance(provider, PaymentSimulator):
        ports[PaymentProviders] = Connected(PaymentSimulator(provider.world, clock, entropy=Random(SEED)))
    return replace(program, clock=clock, entropy=Random(SEED), ports=ports), clock


async def _live_through(
    past: Program,
    clock: ManualClock,
    founded: list[tuple[DemoCompany, CompanyId]],
    day: date,
    first: date,
    now: datetime,
) -> None:
    clock.move_to(max(clock.now(), min(datetime.combine(day, END_OF_DAY), now)))
    for company, company_id in founded:
        yesterday = clock.now().astimezone(ZoneInfo(company.zone)).date() - timedelta(days=1)
        calls = calls_of_day(company.profile, yesterday, first)
        if day == now.date():
            calls += calls_of_day(company.profile, yesterday + timedelta(days=1), first, until=now)
        async with past.scope(ACTOR, company_id=company_id) as scope:
            await record(scope, company, calls)
        for episode in EPISODES:
            if episode.company == company.slug and (now.date() - day).days == episode.days_ago:
                await episode.happens(past, company_id)
    begin = past.begin_as(ACTOR)
    if day.day in BILLING_DAYS or day == now.date():
        await billing.run_due_billing(begin)
    await billing.mark_past_due(begin)
    await Worker(past, side_by_side=1).run_until_idle()


def _card(token: str) -> Story:
    async def change(past: Program, company_id: CompanyId) -> None:
        await present_card(past, company_id, token)

    return change


async def _void_the_newest(past: Program, company_id: CompanyId) -> None:
    """The operator made a mistake and takes an open invoice back."""
    async with past.scope(ACTOR, company_id=company_id) as scope:
        for state in (InvoiceState.issued, InvoiceState.past_due):
            page = await invoices.invoices(scope, PageRequest(1), invoices.InvoiceFilter(state=state))
            if page.items:
                await billing.void_invoice(scope, page.items[0].id)
                return


async def _credit_a_week(past: Program, company_id: CompanyId) -> None:
    """A week of bad lines: a fifth of the newest paid invoice's first line is given back, and drawn by the next invoice."""
    async with past.scope(ACTOR, company_id=company_id) as scope:
        page = await invoices.invoices(scope, PageRequest(1), invoices.InvoiceFilter(state=InvoiceState.paid))
        if not page.items:
            return
        line = next(one for one in await invoices.lines_of(scope, page.items[0].id) if one.amount.minor > 0)
        ask = CreditAsk(line_id=line.id, amount=Money(max(1, line.amount.minor // 5), line.amount.currency).major)
        memo = "A week in which calls were cut off."
        await billing.issue_credit_note(
            scope, page.items[0].id, CreditWish(lines=(ask,), reason=CreditReason.service_quality, memo=memo)
        )


async def _write_off_the_oldest(past: Program, company_id: CompanyId) -> None:
    """Nobody expects this money any more."""
    async with past.scope(ACTOR, company_id=company_id) as scope:
        wanted = invoices.InvoiceFilter(state=InvoiceState.past_due)
        page = await invoices.invoices(scope, PageRequest(100), wanted)
        if page.items:
            await billing.write_off(scope, page.items[-1].id)


# Harbor's card runs dry, is replaced, and runs dry again; Sakura's is lost, one invoice is taken back, one given up and the last
# one is past due. Nordlicht has a bad week and gets credit for it.
EPISODES = (
    Episode("harbor", 80, _card("pm_card_chargeDeclinedInsufficientFunds")),
    Episode("harbor", 60, _card("pm_card_mastercard")),
    Episode("harbor", 12, _card("pm_card_chargeDeclinedInsufficientFunds")),
    Episode("sakura", 100, _card("pm_card_chargeDeclinedLostCard")),
    Episode("sakura", 75, _void_the_newest),
    Episode("sakura", 70, _card("pm_card_visa")),
    Episode("sakura", 55, _card("pm_card_chargeDeclinedExpiredCard")),
    Episode("nordlicht", 40, _credit_a_week),
    Episode("nordlicht", 25, _card("pm_card_chargeDeclinedInsufficientFunds")),
    Episode("sakura", 20, _write_off_the_oldest),
)
