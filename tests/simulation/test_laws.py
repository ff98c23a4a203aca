"""Each law can fail: what contradicts it is planted in a life at rest, by the providers' levers or in our rows, and the seed is named."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, text, update

from tests.conftest import NOON
from tests.simulation import planted
from tests.simulation.books import LAWS, PROOF, RECONCILED
from tests.simulation.installation import Installation
from tests.simulation.life import TESTER, Life, Unrest
from tests.simulation.paying_steps import plan, plan_canceled
from tests.simulation.picking import Step
from tests.simulation.reconciled import discrepancies
from tests.simulation.seeds import Failed, Sqlite, judged, quiet
from tests.simulation.steps import issue
from tests.simulation.turns import run
from trunkline.domains.billing import store as billing
from trunkline.domains.ledger import store as ledger
from trunkline.domains.notifications import store as notifications
from trunkline.domains.payments import actions, store
from trunkline.domains.payments.model import FindingKind
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard
from trunkline.domains.payments.store import instalments
from trunkline.infra.config import Config
from trunkline.infra.journal import event_log
from trunkline.infra.queue.tables import job_table
from trunkline.kernel.errors import Problem
from trunkline.providers.simulator.stripe_api import refunds

pytestmark = pytest.mark.sqlite
SEED = 7


@pytest.fixture(autouse=True)
def silence(plain_logs: None) -> Iterator[None]:
    quiet()
    yield
    logging.disable(logging.NOTSET)


class Rested:
    """A life at rest, kept as files: each test has them as they were."""

    def __init__(self, template: Sqlite) -> None:
        self.config: Config = template.fresh()
        self.life: Life = run(SEED, _calm_life(self.config))
        self._kept = self.config.data_dir.with_name("kept")
        shutil.copytree(self.config.data_dir, self._kept)

    def after(self, change: Callable[[Life], Awaitable[object]], *, judge: bool = True) -> str:
        """What is said in the end when `change` was made before."""
        folder = Path(self.config.data_dir)
        shutil.rmtree(folder)
        shutil.copytree(self._kept, folder)

        async def tell() -> str:
            await self.life.where.open()
            try:
                await change(self.life)
                return await judged(self.life) if judge else ""
            finally:
                await self.life.where.close()

        return run(SEED, tell())


async def _calm_life(config: Config) -> Life:
    """One company with a good card: invoices that are paid, one by parts, of which the last are released."""
    where = Installation(config, SEED)
    await where.open()
    life = Life(where)
    await life.begin()
    where.fate.calm()
    del life.companies[1:]
    attached = await where.stripe.attach_method(PresentedCard("pm_card_visa"))
    life.owners[attached.token] = life.companies[0]
    async with where.program.scope(TESTER, company_id=life.companies[0]) as scope:
        await actions.add_method(scope, "stripe", attached, make_default=True)
    for _ in range(2):
        await issue(life)
        await where.work()
    await issue(life)
    await _made(plan, life)
    where.time.advance(timedelta(minutes=6))
    await where.work()
    await _made(plan_canceled, life)
    await life.come_to_rest()
    assert await discrepancies(life) == []
    await where.close()
    return life


async def _made(step: Step, life: Life) -> None:
    """It picks what it is about by chance: until it is what it can be done with."""
    for _ in range(50):
        with suppress(Problem):
            await step(life)
            return
    raise AssertionError(f"{step.__name__} was refused each time")


@pytest.fixture(scope="module")
def rested() -> Iterator[Rested]:
    logging.disable(logging.ERROR)
    template = Sqlite.begin()
    yield Rested(template)
    template.end()


Change = Callable[[Life], Awaitable[object]]


def rows(table: Table, where: str, **values: Any) -> Change:
    """One of our rows says something else."""

    async def change(life: Life) -> None:
        async with life.where.program.database.write() as connection:
            key = table.primary_key.columns
            one = (await connection.execute(select(*key).where(text(where)).order_by(*key).limit(1))).one()
            mine = [column == value for column, value in zip(key, one, strict=True)]
            await connection.execute(update(table).where(*mine).values(**values))

    return change


def gone(table: Table, where: str) -> Change:
    async def change(life: Life) -> None:
        async with life.where.program.database.write() as connection:
            await connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            done = await connection.execute(table.delete().where(text(where)))
            assert done.rowcount > 0

    return change


async def charged_again(life: Life) -> None:
    """Its provider has forgotten a key, and takes the money once more."""
    charge = next(one for one in life.where.both.world.charges() if one.succeeded)
    again = ChargeRequest(f"{charge.idempotency_key}#again", charge.method_token, charge.amount, "Again")
    life.where.both.world.charge(again, life.where.time.now())


async def given_back_there(life: Life) -> None:
    """By the provider's own screen, and we do not look."""
    with life.where.both.stripe.books() as books:
        charge = next(one for one in books.every("charge") if one["captured"])
        asked = {"charge": charge["id"], "amount": str(charge["amount"])}
        refunds.create_refund(books, asked)


async def disputed_there(life: Life) -> None:
    with life.where.both.stripe.books() as books:
        intent = next(one["payment_intent"] for one in books.every("charge") if one["captured"])
    life.where.drills.decide(life.where.drills.dispute(intent), "lost")


async def fee_too_high(life: Life) -> None:
    """What is taken from the cash of a payment goes to its fee."""
    c = ledger.ledger_posting.c
    for purpose, more in (("fees", 5), ("cash", -5)):
        of_fee = "transaction_id IN (SELECT id FROM ledger_transaction WHERE event = 'fee_charged')"
        async with life.where.program.database.write() as connection:
            changed = update(ledger.ledger_posting).where(text(of_fee), c.purpose == purpose)
            assert (await connection.execute(changed.values(amount_minor=c.amount_minor + more))).rowcount > 0


async def reminded_of_what_was_paid(life: Life) -> None:
    async with life.where.program.database.write() as connection:
        c = event_log.c
        paid = (await connection.execute(select(c.stream, c.subject, c.seq).where(c.kind == "invoice.paid"))).first()
        assert paid is not None
        later = select(c.id).where(c.stream == paid.stream, c.seq > paid.seq).order_by(c.seq).limit(1)
        chosen = (await connection.execute(later)).scalar_one()
        told = update(event_log).where(c.id == chosen)
        await connection.execute(told.values(kind="invoice.past_due", subject=paid.subject))


PAID = "state = 'succeeded'"
BREAKS: dict[str, Change] = {
    "No invoice is charged twice": charged_again,
    "No attempt has another result than its charge": rows(store.payment_attempt, PAID, state="declined"),
    "Money at the providers is money in our ledger": rows(
        ledger.ledger_posting, "purpose = 'cash' AND provider = 'stripe' AND amount_minor > 0", amount_minor=1
    ),
    "No more fees are booked than were kept": fee_too_high,
    "Each notice is read and handled, and was sent": gone(store.payment_notice, "provider = 'stripe'"),
    "Nobody is told of a payment that was not made, and of each that was": rows(store.payment, PAID, state="failed"),
    "Nobody is told of a refund that was not made, and of each that was": given_back_there,
    "Nobody is told of a dispute that was not lost, and of each that was": disputed_there,
    "An invoice is said to be paid, void or given up when it is, once": rows(
        billing.invoice, "state = 'paid'", state="void"
    ),
    "Nobody is reminded of what is not owed": reminded_of_what_was_paid,
    "The parts of a plan come to what was owed, and each plan ends once": rows(
        instalments.instalment, "number = 1", amount_minor=1
    ),
    "Nobody is told of a part that was not paid, and of each that was": rows(
        instalments.instalment, "paid_at IS NULL", paid_at=NOON
    ),
    "Each notification is about a fact, and of its company": rows(
        notifications.notification, "id <> ''", told_of="fct_01kjq6psg0f9bajjadsp2rvc82"
    ),
    "No job has been given up or stands still": rows(job_table, PAID, state="dead"),
    PROOF: rows(ledger.ledger_posting, "purpose = 'receivable'", amount_minor=1),
    RECONCILED: rows(store.payment, PAID, amount_minor=1),
}


def test_nothing_is_wrong_with_this_life(rested: Rested) -> None:
    async def nothing(_life: Life) -> None: ...

    assert "digest" in rested.after(nothing)


def test_every_law_has_something_that_contradicts_it() -> None:
    assert set(BREAKS) == {sentence for sentence, _ in LAWS} | {PROOF, RECONCILED}


@pytest.mark.parametrize("law", sorted(BREAKS))
def test_a_law_that_is_broken_is_named_with_the_seed(rested: Rested, law: str) -> None:
    with pytest.raises(Failed) as failed:
        rested.after(BREAKS[law])
    told = str(failed.value)
    assert f"{law}: [" in told
    assert told.startswith(f"seed {SEED}: Broken:")
    assert told.endswith(f"make simulate FIRST={SEED} SEEDS=1")


def test_what_goes_on_for_ever_is_unrest(rested: Rested) -> None:
    """A payment that nobody will ever look at again."""

    async def forgotten(life: Life) -> None:
        await rows(store.payment, PAID, state="pending", next_attempt_at=None)(life)
        life.turns_max = 2
        with pytest.raises(Unrest, match=r"after 2 turns there is still \['pay_\w+ pending'\]"):
            await life.come_to_rest()

    with pytest.raises(Failed, match="payment that was not made"):
        rested.after(forgotten)


@pytest.mark.parametrize("kind", sorted(planted.PLANTS))
def test_what_is_planted_is_found(rested: Rested, kind: FindingKind) -> None:
    async def plant_it(life: Life) -> None:
        assert await planted.plant(life, kind) == f"{kind} was planted and found"

    rested.after(plant_it, judge=False)


def test_what_is_planted_and_not_found_is_said(rested: Rested) -> None:
    """Here something else is wrong as well."""

    async def plant_two(life: Life) -> None:
        await disputed_there(life)
        with pytest.raises(planted.NotFound, match="finds what was planted, charge_not_ours, and nothing else"):
            await planted.plant(life, FindingKind.charge_not_ours)

    rested.after(plant_two, judge=False)
