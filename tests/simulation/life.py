"""The lives of some companies: a seed draws what they are, how they pay, and everything that happens to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from tests.factories import make_company
from tests.simulation.installation import Installation
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.model import AttachedMethod, DisputeState, NoticeState, PaymentState, RefundState
from trunkline.domains.payments.model.instalments import PlanState
from trunkline.domains.payments.ports import PresentedCard, SetupRequest
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.domains.payments.store.instalments import instalment_plan
from trunkline.infra.queue.tables import job_table
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId, NoticeId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest
from trunkline.providers.simulator.cards import CARDS
from trunkline.providers.simulator.paypal_api.payers import PAYERS

TESTER = system_actor("simulation")
CURRENCIES = ("EUR", "EUR", "USD", "JPY", "KWD", "HUF")
# Half of all methods pay, so that there is money to be refunded and disputed.
GOOD = ("pm_card_visa", "pm_card_mastercard", "pm_card_pendingRefund", "pm_card_refundFail", "pm_card_deliveredTwice")
GOOD_PAYERS = ("visa@wallet.example", "visa@card.example", "refund_pends@wallet.example")
# A gateway that is closed to a card for ever leaves a charge unknown for ever: the providers' outages here come to an end.
BAD = [one for one in CARDS if one != "pm_card_gatewayOutage"]
BAD_PAYERS = [one for one in PAYERS if not one.startswith("gatewayOutage@")]
REST_TURNS_MAX = 60


class Unrest(AssertionError):
    """Something goes on for ever."""


@dataclass
class Life:
    """`owners` knows whose each method is from the one who presented it, not from our books. `told` is the trace of all steps."""

    where: Installation
    chance: Random = field(init=False)
    companies: list[CompanyId] = field(default_factory=list)
    currency: dict[CompanyId, Currency] = field(default_factory=dict)
    owners: dict[str, CompanyId] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    numbers: int = 0
    death_rate: float = 0.0
    turns_max: int = REST_TURNS_MAX
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=30))

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.where.seed}/life")

    async def begin(self) -> None:
        """Before anything goes wrong: companies, with a method each."""
        self.death_rate = self.chance.choice([0.0, 0.1, 0.3])
        for number in range(self.chance.randint(2, 4)):
            code, rate = self.chance.choice(CURRENCIES), self.chance.choice(["0.19", "0", "0.27"])
            async with self.where.program.scope(TESTER) as scope:
                made = await make_company(scope, f"payer-{number}", currency=code, tax_rate=rate)
            self.companies.append(made.id)
            self.currency[made.id] = Currency.of(code)
            await self.attach(made.id)
            async with self.where.program.scope(TESTER, company_id=made.id) as scope:
                await actions.choose_rotation(scope, allowed=self.chance.random() < 0.5)
        for _ in range(2):  # schedules are set, and the providers' lists are read for the first time
            self.where.time.advance(timedelta(minutes=5))
            await self.where.work()
        self.where.fate.begin()

    def tell(self, step: str) -> None:
        line = f"{len(self.told):3} {self.where.time.now():%m-%d %H:%M:%S} {step}"
        self.told.append(line)
        self.recent.append(line)

    def number(self) -> int:
        """Counts whatever needs a name of its own."""
        self.numbers += 1
        return self.numbers

    def company(self) -> CompanyId:
        return self.chance.choice(self.companies)

    def amount(self, company_id: CompanyId) -> Decimal:
        """Something to ask for, in major units of the company's currency; at times in steps that a provider cannot express."""
        exponent = self.currency[company_id].exponent
        minor = self.chance.randint(1, 20_000) * 10 ** max(exponent - 2, 0) + self.chance.choice([0, 0, 0, 1])
        if self.chance.random() < 0.5:
            minor = max(minor // 10**exponent, 1) * 10**exponent
        return Decimal(minor).scaleb(-exponent)

    async def attach(self, company_id: CompanyId) -> str:
        """Another method, at either provider, good or bad."""
        by_card, is_good = self.chance.random() < 0.5, self.chance.random() < 0.5
        if by_card:
            card = self.chance.choice(GOOD if is_good else BAD)
            attached = await self.where.stripe.attach_method(PresentedCard(card))
        else:
            card = self.chance.choice(GOOD_PAYERS if is_good else BAD_PAYERS)
            attached = await self._wallet(company_id, card)
        self.owners[attached.token.rpartition(":")[2]] = company_id  # PayPal's own name stands behind a colon
        is_default = self.chance.random() < 0.6
        async with self.where.program.scope(TESTER, company_id=company_id) as scope:
            provider = "stripe" if by_card else "paypal"
            await actions.add_method(scope, provider, attached, make_default=is_default)
        return card

    async def _wallet(self, company_id: CompanyId, payer: str) -> AttachedMethod:
        back = "http://testserver/"
        key = f"setup-{self.number()}"
        asked = SetupRequest(key, company_id, "Nordlicht", "billing@nordlicht.example", back, back)
        begun = await self.where.paypal.begin_setup(asked)
        self.where.both.paypal.approve_setup(begun.reference, payer)
        done = await self.where.paypal.complete_setup(begun.reference)
        assert isinstance(done, AttachedMethod), done
        return done

    async def invoices(self, company_id: CompanyId) -> Sequence[Invoice]:
        async with self.where.program.scope(TESTER, company_id=company_id, write=False) as scope:
            return (await billing.invoices(scope, PageRequest(100))).items

    async def payments(self, company_id: CompanyId) -> Sequence[PaymentDetails]:
        async with self.where.program.scope(TESTER, company_id=company_id, write=False) as scope:
            return (await queries.payments(scope, PageRequest(100))).items

    # ------------------------------------------------------------------------------------------------------- the end
    async def come_to_rest(self) -> None:
        """Nothing goes wrong any more, time passes, and everything has to come to its end. Raises `Unrest`."""
        where = self.where
        where.fate.calm()
        where.both.world.end_outage()
        where.clock.error = timedelta(0)
        quiet_turns = 0  # two of them: what the first still makes the providers tell is read in the second
        for turn in range(self.turns_max):
            where.settle()
            where.drills.pay_out()
            self.decide_all()
            where.time.advance(timedelta(hours=3 if turn < 6 else 36))
            while await where.deliver():
                await where.work()
            await where.work()
            open_yet = await self.open_yet()
            quiet_turns = 0 if open_yet or await self.replay() else quiet_turns + 1
            if quiet_turns == 2:
                return self.tell(f"at rest after {turn + 1} turns")
        raise Unrest(f"after {self.turns_max} turns there is still {open_yet[:5]}")

    async def replay(self) -> int:
        """What an operator does with notices that were given up because their provider was out for days."""
        c = store.payment_notice.c
        out = select(c.id).where(c.state == str(NoticeState.failed), c.effect.contains("not available at the moment"))
        async with self.where.program.database.read() as connection:
            given_up = (await connection.scalars(out.order_by(c.id))).all()
        for notice_id in given_up:
            async with self.where.program.scope(TESTER) as scope:
                await actions.replay_notice(scope, NoticeId.parse(notice_id))
        return len(given_up)

    def decide_all(self) -> None:
        for reference in self.undecided():
            self.decide(reference)

    def undecided(self) -> list[str]:
        """Disputes at the providers that wait for somebody's word."""
        both, closed = self.where.both, {"won", "lost", "warning_closed"}
        with both.stripe.books() as books:
            found = [str(one["id"]) for one in books.every("dispute") if one["status"] not in closed]
        with both.paypal.reading() as page:
            return found + [str(one["id"]) for one in page.all("dispute") if one["status"] != "RESOLVED"]

    def decide(self, reference: str) -> None:
        """The bank's word; an inquiry at Stripe's closes without one."""
        won = self.chance.random() < 0.5
        if reference.startswith("dp_"):
            with self.where.both.stripe.books() as books:
                is_inquiry = books.get("dispute", reference)["status"].startswith("warning_")
            self.where.drills.decide(reference, "warning_closed" if is_inquiry else "won" if won else "lost")
        else:
            outcome = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
            self.where.both.paypal.decide_dispute(reference, outcome)

    async def open_yet(self) -> list[str]:
        """What has not come to its end in our database."""
        payment, refund, dispute, notice = store.payment, store.refund, store.dispute, store.payment_notice
        ended = (
            (payment, [PaymentState.succeeded, PaymentState.failed, PaymentState.canceled]),
            (refund, [RefundState.succeeded, RefundState.failed]),
            (dispute, [DisputeState.won, DisputeState.lost, DisputeState.accepted]),
            (notice, [NoticeState.done, NoticeState.ignored, NoticeState.failed]),
            (instalment_plan, [one for one in PlanState if one is not PlanState.active]),
        )
        found = []
        async with self.where.program.database.read() as connection:
            for table, states in ended:
                c = table.c
                rows = await connection.execute(
                    select(c.id, c.state).where(c.state.not_in([str(one) for one in states]))
                )
                found += [f"{row.id} {row.state}" for row in rows]
            jobs = select(job_table.c.id, job_table.c.kind, job_table.c.state, job_table.c.error).where(
                job_table.c.state.in_(["queued", "running"]), job_table.c.run_at <= self.where.clock.now()
            )
            found += [f"{row.id} {row.kind} {row.state} {row.error}" for row in await connection.execute(jobs)]
        return found
