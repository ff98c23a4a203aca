"""Two companies that have everything there is: people, cards, subscriptions, calls, invoices, payments. For tests of all routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.conftest import run_jobs
from trunkline.domains.access import actions as access
from trunkline.domains.access import queries as people
from trunkline.domains.access.model import Permission
from trunkline.domains.access.model.sessions import Device
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditReason, CreditWish, Invoice, NewItem
from trunkline.domains.billing.queries import OpenSum, invoices
from trunkline.domains.currencies import actions as currencies
from trunkline.domains.currencies.model import ConversionWish
from trunkline.domains.notifications import actions as notifications
from trunkline.domains.notifications.model import Answer, HandedOver, Letter, Reply
from trunkline.domains.notifications.ports import MailSender, WebhookSender
from trunkline.domains.payments import actions as paying
from trunkline.domains.payments.model import DisputeNow, DisputeState, FileKind, FileLimits, ManualMethod, RefundWish
from trunkline.domains.payments.model.arrangements import Arrangement, ArrangementState, Interval
from trunkline.domains.payments.model.instalments import InstalmentWish
from trunkline.domains.payments.ports import HostedSetup, PaymentProviders
from trunkline.domains.payments.queries import payments
from trunkline.domains.payments.store.arrangements import insert_arrangement
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model.alerts import Measure, NewAlert, Threshold
from trunkline.entrypoints.demo.calls import calls_of_day
from trunkline.entrypoints.demo.founding import found_company, found_operator
from trunkline.entrypoints.demo.people import COMPANIES, DemoCompany, people_of
from trunkline.entrypoints.demo.usage import record
from trunkline.infra.columns import IdType
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.infra.ratelimit import Limit, Verdict
from trunkline.infra.scope import Actor, ActorKind, Scope, system_actor
from trunkline.kernel.ids import CompanyId, Id, MethodSetupId, PaymentArrangementId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator, World

ACTOR = system_actor("test")
CALL_DAY = date(2026, 3, 2)
EURO = Currency.of("EUR")


class Unlimited:
    """A limiter for tests that knock at every door: the limits have tests of their own."""

    async def check(self, key: str, limit: Limit, now: datetime) -> Verdict:
        return Verdict(True, limit.count, 0, 0)

    async def forget(self, key: str) -> None:
        pass


class Listening:
    """Receivers of webhooks that take everything: nothing leaves the machine."""

    reaches_loopback = False

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return Answer(204)


class Collecting:
    """A mail server that takes everything: nothing leaves the machine."""

    sends = True
    sender = "Trunkline <billing@trunkline.example>"

    async def send(self, letter: Letter) -> HandedOver:
        return HandedOver(Reply.accepted, 250, "queued")


def unhindered(program: Program) -> Program:
    """The program without rate limits, with a provider and receivers of webhooks that answer at once."""
    simulator = PaymentSimulator(World(program.config.data_dir / "simulator.sqlite3"), program.clock)
    ports = dict(program.ports) | {
        PaymentProviders: Connected(simulator),
        WebhookSender: Listening(),
        MailSender: Collecting(),
    }
    return replace(program, limiter=Unlimited(), ports=ports)


async def settle(program: Program) -> tuple[CompanyId, CompanyId]:
    """Fill an empty database. The second company is a mirror of the first, so that each has one of every kind."""
    await found_operator(program)
    mine, theirs = COMPANIES[0], COMPANIES[1]
    made = (await _found(program, mine), await _found(program, theirs))
    await billing.run_billing(program.begin_as(ACTOR), CALL_DAY)
    await run_jobs(program)
    for company_id in made:
        async with program.scope(ACTOR, company_id=company_id) as scope:
            first = (await invoices(scope, PageRequest(1))).items[0]
            await billing.issue_credit_note(scope, first.id, CreditWish(reason=CreditReason.goodwill))
            debt = OpenSum(1, Money(11900, Currency.of("EUR")))
            await paying.open_case(scope, await tenants.company(scope, company_id), debt)
            await _give_back(scope, first)
            await _pay_in_parts(scope)
    await run_jobs(program)
    return made


async def _give_back(scope: Scope, invoice: Invoice) -> None:
    """Something of each kind that comes after a payment."""
    paid = next(one.payment for one in (await payments(scope, PageRequest(10))).items if one.payment.settled_at)
    await paying.refund_payment(scope, paid.id, RefundWish(amount=Decimal(1), reason=CreditReason.goodwill))
    page = HostedSetup(f"page of {scope.company}", None, None)
    await paying.keep_setup(scope, scope.new_id(MethodSetupId), "stripe", page, make_default=False)
    complaint = DisputeNow(paid.id, "ch_1", DisputeState.warning, paid.amount, "general", scope.now)
    disputed = await paying.record_dispute(scope, paid.id, complaint, scope.now)
    proof = paying.read_upload("proof.pdf", FileKind.receipt, b"%PDF-1.7\n%%EOF\n")
    await paying.add_dispute_file(scope, disputed.id, FileLimits(1000, 1000, one_of_a_kind=True), proof)
    by_hand = paying.MoneyByHand(
        amount=Decimal(1),
        currency=invoice.currency.code,
        method=ManualMethod.cash,
        reference="In the office",
        received_at=scope.now,
    )
    await paying.record_manual_payment(scope, invoice.id, by_hand)
    await insert_arrangement(scope, _standing(scope))


def _standing(scope: Scope) -> Arrangement:
    """Of a provider that nobody is connected to: nothing is asked of it."""
    return Arrangement(
        id=scope.new_id(PaymentArrangementId),
        company_id=scope.company,
        provider="stripe",
        payment_method_id=None,
        amount=Money(10000, Currency.of("EUR")),
        interval=Interval.month,
        interval_count=1,
        starts_at=scope.now,
        charges_max=None,
        state=ArrangementState.active,
        made_at=scope.now,
        made_by="test",
        reference=f"sub of {scope.company}",
    )


async def _pay_in_parts(scope: Scope) -> None:
    item = NewItem(currency=Currency.of("EUR"), description="Training", quantity=Decimal(1), unit_amount=Decimal(900))
    invoice_id = await billing.issue_items(scope, scope.company, [item])
    await paying.make_plan(scope, invoice_id, InstalmentWish(count=3))


async def _found(program: Program, company: DemoCompany) -> CompanyId:
    company_id = await found_company(program, company)
    async with program.scope(ACTOR, company_id=company_id) as scope:
        await record(scope, company, calls_of_day(company.profile, CALL_DAY, CALL_DAY, until=scope.now))
        admin = await people.user_by_email(scope, people_of(company)[0].email)
        assert admin is not None
        await access.start_session(scope, admin, Device("127.0.0.1", "test"))
    person = Actor(ActorKind.user, admin.id, admin.name)
    async with program.scope(person, company_id=company_id, permissions=frozenset(Permission)) as scope:
        await access.create_api_key(scope, "A key", [Permission.usage_write])
        item = NewItem(currency=Currency.of("EUR"), description="Setup", quantity=Decimal(1), unit_amount=Decimal(250))
        await billing.add_item(scope, company_id, item)
        await billing.open_wallet(scope, billing.NewWallet(name="Prepaid", currency=Currency.of("EUR")))
        thresholds = (Threshold(value=Decimal(1_000_000)),)
        alert = NewAlert(name="Many", meter="x", measure=Measure.events, limit=None, thresholds=thresholds)
        await usage.set_alert(scope, alert)
        heard = await notifications.create_endpoint(scope, "https://hooks.nordlicht.example/facts", ["invoice.*"])
        await notifications.test_endpoint(scope, heard.endpoint.id)
        await currencies.convert(scope, ConversionWish(operation_key="a", amount=Money(1, EURO), target=EURO))
    return company_id


async def ids_of(connection: AsyncConnection, kind: type[Id], company_id: CompanyId) -> list[str]:
    """Real ids of a kind that belong to the company. Empty for kinds that belong to nobody, such as modules."""
    for table, column in _homes(kind):
        belongs = _belongs(table, company_id)
        if belongs is not None:
            chosen = select(table.c[column]).where(belongs).order_by(table.c[column])
            return [str(one) for one in (await connection.execute(chosen)).scalars()]
    return []


def has_owner(kind: type[Id]) -> bool:
    """Whether things of this kind belong to companies."""
    return any(_belongs(table, CompanyId("")) is not None for table, _ in _homes(kind))


def _homes(kind: type[Id]) -> Iterator[tuple[Table, str]]:
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column.name == "id" and isinstance(column.type, IdType) and column.type.kind is kind:
                yield table, column.name


def _belongs(table: Table, company_id: CompanyId) -> ColumnElement[bool] | None:
    """By its own column, or through the row that it hangs on (a session through its user)."""
    if table.name == "company":
        return table.c.id == company_id
    if "company_id" in table.c:
        return table.c.company_id == company_id
    for key in table.foreign_keys:
        parent = key.column.table
        if "company_id" in parent.c:
            return key.parent.in_(select(key.column).where(parent.c.company_id == company_id))
    return None


async def contents(connection: AsyncConnection) -> dict[str, list[str]]:
    """Every row of every table, to compare before and after."""
    found = {}
    for table in metadata.sorted_tables:
        rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
        found[table.name] = [repr(tuple(row)) for row in rows]
    return found
