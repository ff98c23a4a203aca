"""Reconciliation over both simulated providers: what agrees is silent, what is planted is found, and each remedy settles what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from tests.clients import client_as
from tests.domains.payments.desk import EUR, TESTER, Desk, eur
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules as posting
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.model import Finding, Payment, Reconciliation, Succeeded
from trunkline.domains.payments.ports import ChargeRequest, PaymentProviders, RefundRequest
from trunkline.domains.payments.queries import FindingFilter
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.queue import job_table
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.simulator.stripe_api import Drills
from trunkline.providers.simulator.stripe_api.ledger import enter

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MAY = ("reconciliation.read", "reconciliation.manage", "payments.refund")


@dataclass
class Office:
    """A desk whose books are held against its provider's."""

    desk: Desk
    began: datetime
    operator: httpx2.AsyncClient

    @property
    def provider(self) -> str:
        return self.desk.provider

    @property
    def adapter(self) -> Any:
        return self.desk.hostile

    async def reconcile(self, *, book_fees: bool = True) -> Reconciliation:
        async with self.desk.program.scope(TESTER) as scope:
            span = (self.began - DAY, self.desk.now)
            run = await actions.start_reconciliation(scope, self.provider, *span, book_fees=book_fees, running=True)
        return await actions.reconcile(self.desk.begin(), self.desk.program.port(PaymentProviders), run)

    async def findings(self, **wanted: Any) -> list[Finding]:
        async with self.desk.program.scope(TESTER, write=False) as scope:
            return list((await queries.findings(scope, PageRequest(100), FindingFilter(**wanted))).items)

    async def only(self) -> dict[str, Any]:
        found = await self.operator.get("/reconciliation-findings", params={"state": "open"})
        (one,) = found.json()["items"]
        return dict(one)

    async def remedy(self, finding_id: str, remedy: str, note: str = "") -> httpx2.Response:
        path = f"/reconciliation-findings/{finding_id}/remedies"
        return await self.operator.post(path, json={"remedy": remedy, "note": note})

    async def token(self) -> tuple[str, str | None]:
        async with self.desk.program.scope(TESTER, company_id=self.desk.company_id, write=False) as scope:
            method = await queries.default_method(scope, self.desk.company_id)
        assert method is not None
        return method.token, method.customer_token

    async def charge(self, key: str, amount: Money, reference: str) -> str:
        """A charge that our books know nothing of, with a key of one's choice."""
        token, customer = await self.token()
        if self.provider == "stripe":
            with self.desk.both.stripe.books() as books:
                books.connection.execute("DELETE FROM stripe_key")  # as Stripe forgets keys after a day
        else:
            with self.desk.both.paypal.writing() as page:
                page.sql.execute("DELETE FROM paypal_request")
        request = ChargeRequest(key, token, amount, "Elsewhere", customer_token=customer, labels={"at": reference})
        outcome = await self.adapter.charge(request)
        assert isinstance(outcome, Succeeded), outcome
        return outcome.reference

    async def charge_again(self, payment: Payment) -> str:
        """A second charge for what a payment asked for, with the key of its attempt."""
        if self.provider == "stripe":
            async with self.desk.program.scope(TESTER, company_id=payment.company_id, write=False) as scope:
                key = (await queries.payment(scope, payment.id)).attempts[0].idempotency_key
            return await self.charge(key, payment.amount, "again")
        first = await self.reference(
            payment
        )  # PayPal finds it by its invoice id: that it took another is its own mistake
        with self.desk.both.paypal.writing() as page:
            capture = page.get("capture", first)
            assert capture is not None
            page.add("capture", capture | {"id": "0SECOND0000000001"}, None, page.parent("capture", first))
        return "0SECOND0000000001"

    def forget(self, reference: str) -> None:
        """The provider's books lose a charge."""
        if self.provider == "stripe":
            with self.desk.both.stripe.books() as books:
                (charge,) = books.every("charge", payment_intent=reference)
                books.connection.execute("DELETE FROM stripe_object WHERE id = ?", (charge["balance_transaction"],))
        else:
            with self.desk.both.paypal.writing() as page:
                page.sql.execute("DELETE FROM paypal_object WHERE kind = 'capture' AND id = ?", (reference,))

    async def change_ours(self, payment: Payment, **values: object) -> None:
        async with self.desk.program.scope(TESTER) as scope:
            await scope.tx.execute(update(store.payment).where(store.payment.c.id == payment.id).values(**values))

    async def reference(self, payment: Payment) -> str:
        return await self.desk.charge_reference(payment.id)


@pytest.fixture
def make_office(program: Program, clock: ManualClock) -> Callable[[str], Any]:
    async def make(provider: str) -> Office:
        began = clock.now()
        return Office(await Desk.open(program, clock, provider), began, None)  # type: ignore[arg-type]

    return make


@pytest.fixture(params=["stripe", "paypal"])
async def office(request: pytest.FixtureRequest, make_office: Callable[[str], Any]) -> AsyncIterator[Office]:
    made: Office = await make_office(request.param)
    async with client_as(made.desk.program, *MAY) as operator:
        made.operator = operator
        yield made


async def test_what_agrees_is_silent_and_fees_are_booked_once(office: Office) -> None:
    desk = office.desk
    first, second, third = [await desk.paid(amount) for amount in ("100", "50", "25")]
    await desk.refund(first.id, "10")
    await desk.run()
    desk.clock.advance(DAY)
    run = await office.reconcile()
    assert (run.found, run.open_left, run.matched) == (0, 0, 4)
    assert run.fees_booked == (3 if office.provider == "stripe" else 0), "PayPal tells of its fees at once"
    again = await office.reconcile()
    assert (again.found, again.matched, again.fees_booked) == (0, 4, 0)
    assert await desk.wrong() == []
    if office.provider == "stripe":
        assert desk.cash().major == (await _cash(desk)), "to the cent what the provider has"
    assert {first.state, second.state, third.state} == {"succeeded"}


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_run_whose_command_was_killed_is_taken_over_and_none_stays_running(office: Office) -> None:
    desk = office.desk
    await desk.paid()
    desk.clock.advance(HOUR)
    span = (office.began - DAY, desk.now)
    async with desk.program.scope(TESTER) as scope:
        run = await actions.start_reconciliation(scope, "stripe", *span, running=True)
    for minutes, state in ((0, "running"), (59, "running"), (1, "finished")):
        desk.clock.advance(timedelta(minutes=minutes))
        await desk.run()
        assert (await office.operator.get(f"/reconciliations/{run.id}")).json()["state"] == state
    async with desk.program.scope(TESTER) as scope:
        left = await actions.start_reconciliation(scope, "stripe", *span, running=True)
        mine = update(job_table).where(job_table.c.kind == "payments.reconcile")
        await scope.tx.execute(mine.values(state="succeeded"))  # as it was before
    desk.clock.advance(2 * DAY)
    await actions.start_nightly(desk.begin(), desk.program.port(PaymentProviders))
    ended = (await office.operator.get(f"/reconciliations/{left.id}")).json()
    assert (ended["state"], ended["error"]) == ("failed", "Whoever was at it has left it.")


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_long_run_that_gives_signs_of_life_is_left_alone(office: Office) -> None:
    desk = office.desk
    await desk.paid()
    desk.clock.advance(HOUR)
    async with desk.program.scope(TESTER) as scope:
        run = await actions.start_reconciliation(scope, "stripe", office.began - DAY, desk.now, running=True)
    desk.clock.advance(timedelta(minutes=50))

    async def killed(done: int, of: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await actions.reconcile(desk.begin(), desk.program.port(PaymentProviders), run, killed)
    for minutes, state in ((59, "running"), (1, "finished")):
        desk.clock.advance(timedelta(minutes=minutes))
        await desk.run()
        assert (await office.operator.get(f"/reconciliations/{run.id}")).json()["state"] == state


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_run_that_was_taken_over_concludes_nothing(office: Office) -> None:
    desk = office.desk
    await desk.paid()
    desk.clock.advance(HOUR)
    async with desk.program.scope(TESTER) as scope:
        slow = await actions.start_reconciliation(scope, "stripe", office.began - DAY, desk.now, running=True)
    desk.clock.advance(2 * HOUR)
    taken = await actions.claim_reconciliation(desk.begin(), slow.id)
    assert taken is not None
    providers = desk.program.port(PaymentProviders)
    after = await actions.reconcile(desk.begin(), providers, slow)
    assert (after.state, after.started_at) == ("running", taken.started_at)
    assert (await actions.reconcile(desk.begin(), providers, taken)).state == "finished"


async def _cash(desk: Desk) -> Any:
    return Money.exact((await desk.books())[f"cash:{desk.provider}"], EUR).major


async def test_each_planted_discrepancy_is_found_and_nothing_else(office: Office) -> None:
    desk, is_stripe = office.desk, office.provider == "stripe"
    payments = [await desk.paid(str(20 + number)) for number in range(8)]
    lost, amount, currency, twice, back, disputed, *others = payments
    desk.clock.advance(HOUR)
    await office.reconcile()
    planted = await _plant(office, lost, amount, currency, twice, back, disputed)
    if is_stripe:
        planted |= _plant_at_stripe(office, await office.reference(others[0]))
    desk.clock.advance(8 * DAY)
    if is_stripe:
        planted |= _plant_payouts(office, others[1].id, await office.reference(others[1]))
        desk.clock.advance(DAY)
    run = await office.reconcile(book_fees=False)
    found = {(one.kind.value, one.our_reference, one.their_reference) for one in await office.findings()}
    assert found == planted
    again = await office.reconcile(book_fees=False)
    assert (again.found, again.new, again.open_left) == (run.found, 0, len(planted))
    told = (await _facts(desk, "reconciliation.finished"))[-1]
    assert (told.payload["open_left"], bool(told.payload["first"])) == (len(planted), True)


async def _plant(
    office: Office, lost: Payment, amount: Payment, currency: Payment, twice: Payment, back: Payment, disputed: Payment
) -> set[tuple[str, str, str]]:
    desk = office.desk
    elsewhere = await office.charge("elsewhere-1", eur("12"), "elsewhere")
    duplicate = await office.charge_again(twice)
    charge = await office.reference(back)
    refunded = await office.adapter.refund(RefundRequest("by-hand", charge, eur("3")))
    dispute = await desk.dispute(disputed.id)
    gone = await office.reference(lost)
    office.forget(gone)
    await office.change_ours(amount, amount_minor=amount.amount.minor + 1)
    await office.change_ours(currency, currency="USD")
    async with desk.program.scope(TESTER, company_id=desk.company_id) as scope:
        legs = posting.fee_charged(eur("1"), office.provider)
        ledger.post(scope, desk.company_id, Booking(event=Event.fee_charged, source="adjustment:1", postings=legs))
    return {
        ("charge_not_ours", "", elsewhere),
        ("duplicate_charge", twice.id, duplicate),
        ("refund_not_ours", "", refunded.reference),
        ("dispute_not_ours", "", dispute),
        ("not_at_provider", lost.id, gone),
        ("other_amount", amount.id, await office.reference(amount)),
        ("other_currency", currency.id, await office.reference(currency)),
        ("ledger_differs", "adjustment:1", ""),
    }


def _plant_at_stripe(office: Office, intent: str) -> set[tuple[str, str, str]]:
    """A fee of its own."""
    with office.desk.both.stripe.books() as books:
        (charge,) = books.every("charge", payment_intent=intent)
        entry = enter(books, charge, -200, fee=0, kind="stripe_fee", category="fee")
    return {("fee_not_ours", "", entry["id"])}


def _plant_payouts(office: Office, payment_id: str, intent: str) -> set[tuple[str, str, str]]:
    """A charge is left out of the payout, and the payout sends a cent too much."""
    with office.desk.both.stripe.books() as books:
        (charge,) = books.every("charge", payment_intent=intent)
        held = books.get("balance_transaction", charge["balance_transaction"])
        books.save(held | {"available_on": held["available_on"] + 90 * 86400})
    (payout,) = Drills(office.desk.both.stripe).pay_out()
    with office.desk.both.stripe.books() as books:
        books.save(held)
        (out,) = books.every("balance_transaction", source=payout)
        books.save(out | {"amount": out["amount"] - 1, "net": out["net"] - 1})
    ours = [("payout_differs", "", payout)]
    return {*ours, ("not_settled", payment_id, intent)}


async def _facts(desk: Desk, kind: str) -> list[journal.Entry]:
    async with desk.program.database.read() as connection:
        entries = await journal.read_range(connection, journal.stream_of(None), 0, 1000)
    return [entry for entry in entries if entry.kind == kind]


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_charge_whose_answer_was_lost_is_fetched_with_one_click(office: Office) -> None:
    """It is booked as its notice would have had it booked; the next run has nothing to say."""
    desk = office.desk
    await desk.add_method("timesOutAfterCharge")
    invoice = await desk.issue("100")
    await desk.run()
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert (finding["kind"], finding["remedies"]) == ("charge_not_ours", ["fetch", "explain"])
    settled = await office.remedy(finding["id"], "fetch")
    assert settled.status_code == 200, settled.text
    assert (settled.json()["state"], settled.json()["remedy"], settled.json()["resolved_by"]) == (
        "resolved",
        "fetch",
        "test",
    )
    (payment,) = await desk.payments()
    assert (payment.state, payment.invoice_id) == ("succeeded", invoice)
    again = await office.reconcile()
    assert (again.found, again.open_left, again.fees_booked) == (0, 0, 1)
    assert await desk.wrong() == []


async def test_a_dispute_that_nobody_told_of_is_fetched(office: Office) -> None:
    desk = office.desk
    payment = await desk.paid()
    await desk.dispute(payment.id)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert finding["kind"] == "dispute_not_ours"
    assert (await office.remedy(finding["id"], "fetch")).status_code == 200
    (dispute,) = await desk.disputes()
    assert dispute.held
    again = await office.reconcile()
    assert (again.found, again.open_left) == (0, 0)
    assert await desk.wrong() == []


async def test_a_dispute_that_was_won_before_it_was_read_has_come_to_nothing_on_both_sides(office: Office) -> None:
    """The provider took the money and gave it back while nobody was here; what it has kept as its fee is in our books."""
    desk = office.desk
    payment = await desk.paid()
    reference = await desk.dispute(payment.id)
    desk.decide(reference, won=True)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert finding["kind"] == "dispute_not_ours"
    assert (await office.remedy(finding["id"], "fetch")).status_code == 200
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.held) == ("won", False)
    again = await office.reconcile()
    assert (again.found, again.open_left) == (0, 0)
    assert await desk.wrong() == []


async def test_a_duplicate_is_given_back_once_and_the_charge_that_paid_never(office: Office) -> None:
    desk = office.desk
    payment = await desk.paid()
    await office.charge_again(payment)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert (finding["kind"], finding["theirs"]["amount"]) == ("duplicate_charge", str(payment.amount.major))
    first = await office.remedy(finding["id"], "refund_duplicate")
    assert first.status_code == 200, first.text
    assert desk.given_back() == payment.amount
    second = await office.remedy(finding["id"], "refund_duplicate")
    assert (second.status_code, second.json()["code"]) == (409, "remedy_refused")
    assert desk.given_back() == payment.amount
    desk.clock.advance(HOUR)
    again = await office.reconcile()
    assert again.open_left == 0, await office.findings(state="open")
    assert (await desk.payment(payment.id)).refunded_minor == 0


def _refunds(desk: Desk) -> list[Any]:
    with desk.both.stripe.books() as books:
        return list(books.every("refund"))


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_duplicate_whose_refund_comes_back_weeks_later_is_open_again_and_given_back_by_another(
    office: Office,
) -> None:
    desk = office.desk
    await desk.add_method("refundFail")
    await office.charge_again(await desk.paid())
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert (await office.remedy(finding["id"], "refund_duplicate")).json()["state"] == "resolved"
    desk.clock.advance(DAY)
    assert (await office.reconcile()).found == 0, "the refund stands"
    desk.clock.advance(15 * DAY)
    await desk.settle_refunds()
    desk.clock.advance(DAY)
    await actions.start_nightly(desk.begin(), desk.program.port(PaymentProviders))
    await desk.run()
    (again,) = await office.findings(state="open", kind="duplicate_charge")
    assert (again.id, again.remedy) == (finding["id"], None)
    second = await office.remedy(finding["id"], "refund_duplicate")
    assert second.json()["state"] == "resolved", second.text
    tried = [one for one in _refunds(desk) if one["metadata"]["trunkline_key"].startswith("reconciliation:")]
    assert sorted(one["metadata"]["trunkline_key"].count(":") for one in tried) == [1, 2], "another request, once"
    assert (await office.remedy(finding["id"], "refund_duplicate")).status_code == 409
    await desk.settle_refunds()
    desk.clock.advance(DAY)
    await office.reconcile()
    assert (await office.only())["id"] == finding["id"], "that has failed as well"
    assert (await office.remedy(finding["id"], "explain", "Sent by bank transfer")).status_code == 200
    assert (await office.reconcile()).open_left == 0


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_duplicate_whose_refund_is_pending_stays_open_until_it_is_carried_out(office: Office) -> None:
    desk = office.desk
    await desk.add_method("pendingRefund")
    payment = await desk.paid()
    await office.charge_again(payment)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    pending = (await office.remedy(finding["id"], "refund_duplicate")).json()
    assert (pending["state"], pending["remedy"]) == ("open", None)
    desk.clock.advance(HOUR)
    await office.reconcile()
    assert (await office.only())["id"] == finding["id"], "and its refund is known as ours"
    await desk.settle_refunds()
    settled = (await office.remedy(finding["id"], "refund_duplicate")).json()
    assert (settled["state"], desk.given_back()) == ("resolved", payment.amount)
    again = await office.reconcile()
    assert (again.found, again.open_left) == (0, 0)


async def test_a_duplicate_that_has_paid_meanwhile_is_not_given_back(office: Office) -> None:
    desk = office.desk
    payment = await desk.paid()
    second = await office.charge_again(payment)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    async with desk.program.scope(TESTER) as scope:
        attempts = store.payment_attempt
        mine = update(attempts).where(attempts.c.payment_id == payment.id)
        await scope.tx.execute(mine.values(reference=second))
    refused = await office.remedy(finding["id"], "refund_duplicate")
    assert (refused.status_code, refused.json()["code"]) == (409, "remedy_refused")
    assert desk.given_back() == eur("0")
    assert (await office.only())["id"] == finding["id"]


async def _paid_after_a_decline(office: Office) -> Payment:
    """The first attempt was declined, the second has paid."""
    desk = office.desk
    await desk.add_method("chargeDeclinedInsufficientFunds")
    invoice = await desk.issue("100")
    await desk.run()
    await desk.add_method("visa")
    async with desk.program.scope(TESTER, company_id=desk.company_id) as scope:
        method = await queries.default_method(scope, desk.company_id)
        assert method is not None
        await actions.pay_invoice(scope, invoice, method.id)
    await desk.run()
    (payment,) = await desk.payments()
    assert payment.state == "succeeded"
    return payment


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_the_belated_charge_of_a_declined_attempt_is_fetched_and_not_given_back(office: Office) -> None:
    """It is a payment of its own, and the company's credit: a refund besides would give the money twice."""
    desk = office.desk
    payment = await _paid_after_a_decline(office)
    await office.charge_again(payment)
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert (finding["kind"], finding["remedies"]) == ("charge_not_ours", ["fetch", "explain"])
    settled = await office.remedy(finding["id"], "fetch")
    assert settled.status_code == 200, settled.text
    assert (await desk.credit(), desk.given_back()) == (payment.amount, eur("0"))
    again = await office.reconcile()
    assert (again.found, again.open_left) == (0, 0)
    assert await desk.wrong() == []


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_a_duplicate_written_down_for_a_declined_attempt_is_not_given_back(office: Office) -> None:
    desk = office.desk
    await office.charge_again(await _paid_after_a_decline(office))
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    async with desk.program.scope(TESTER) as scope:  # as it was written before
        await scope.tx.execute(update(store.reconciliation_finding).values(kind="duplicate_charge"))
    refused = await office.remedy(finding["id"], "refund_duplicate")
    assert (refused.status_code, refused.json()["code"]) == (409, "remedy_refused")
    assert desk.given_back() == eur("0")
    again = await office.reconcile()
    assert (again.closed, (await office.only())["kind"]) == (1, "charge_not_ours")


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_the_fee_of_a_refund_is_told_and_cannot_be_booked_as_that_of_a_payment(office: Office) -> None:
    desk = office.desk
    payment = await desk.paid()
    await desk.refund(payment.id, "10")
    await desk.run()
    with desk.both.stripe.books() as books:
        (entry,) = [one for one in books.every("balance_transaction") if one["type"] == "refund"]
        books.save(entry | {"fee": 35, "net": entry["net"] - 35})
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert (finding["kind"], finding["remedies"], finding["theirs"]["amount"]) == (
        "fee_not_booked",
        ["explain"],
        "-0.35",
    )
    assert (await office.remedy(finding["id"], "book_fee")).status_code == 409


async def test_what_has_settled_itself_is_closed_and_opens_again_when_it_comes_back(office: Office) -> None:
    desk = office.desk
    payment = await desk.paid()
    minor = payment.amount.minor
    await office.change_ours(payment, amount_minor=minor + 5)
    desk.clock.advance(HOUR)
    assert (await office.reconcile(book_fees=False)).new == 1
    await office.change_ours(payment, amount_minor=minor)
    closed = await office.reconcile()
    assert (closed.closed, closed.open_left) == (1, 0)
    (finding,) = await office.findings(kind="other_amount")
    assert (finding.state, finding.remedy) == ("resolved", "settled_itself")
    await office.change_ours(payment, amount_minor=minor + 5)
    again = await office.reconcile()
    assert (again.new, again.open_left) == (1, 1)


async def test_what_is_explained_stays_so_until_the_amounts_change(office: Office) -> None:
    desk = office.desk
    await office.charge("elsewhere-1", eur("12"), "elsewhere")
    desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    assert finding["remedies"] == ["explain"], "nothing of ours asked for it"
    for remedy, note, status in (("fetch", "", 409), ("explain", " ", 422), ("explain", "A test of the shop", 200)):
        assert (await office.remedy(finding["id"], remedy, note)).status_code == status
    run = await office.reconcile()
    assert (run.found, run.new, run.open_left) == (1, 0, 0)
    (told,) = await _facts(desk, "reconciliation.finding_resolved")
    assert (told.actor_name, told.payload["note"]) == ("test", "A test of the shop")
    report = await office.operator.get(f"/reconciliations/{run.id}/report")
    header, line = report.text.splitlines()
    assert header.startswith("at,provider,kind,state,reason")
    assert (",charge_not_ours,resolved," in line, ",12.00,EUR," in line, "A test of the shop" in line) == (True,) * 3
    async with desk.program.scope(TESTER) as scope:
        table = store.reconciliation_finding
        await scope.tx.execute(update(table).values(theirs_minor=1))
    assert (await office.reconcile()).open_left == 1


async def test_a_run_that_is_asked_for_is_done_by_its_job_and_every_night_by_itself(office: Office) -> None:
    desk = office.desk
    await office.charge("elsewhere-1", eur("12"), "elsewhere")
    desk.clock.advance(DAY)
    span = {"from": f"{office.began:%Y-%m-%dT%H:%M:%SZ}", "to": f"{desk.now:%Y-%m-%dT%H:%M:%SZ}"}
    begun = await office.operator.post("/reconciliations", json={"provider": office.provider, **span})
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting"), begun.text
    await desk.run()
    run = (await office.operator.get(f"/reconciliations/{begun.json()['id']}")).json()
    assert (run["state"], run["found"], run["new"], run["from"]) == ("finished", 1, 1, span["from"])
    nothing, twelve = ({"amount": amount, "currency": "EUR"} for amount in ("0.00", "12.00"))
    assert run["totals"] == [{"ours": nothing, "theirs": twelve, "difference": twelve}]
    await desk.sweep()  # the schedule is known from its first look on
    await desk.sweep(DAY)
    listed = (await office.operator.get("/reconciliations", params={"provider": office.provider})).json()["items"]
    assert [(one["state"], one["found"], one["new"]) for one in listed] == [("finished", 1, 0), ("finished", 1, 1)]
    assert [one["totals"] for one in listed] == [run["totals"]] * 2
    seen = await office.operator.get("/reconciliation-findings", params={"reconciliation": run["id"]})
    assert [one["kind"] for one in seen.json()["items"]] == ["charge_not_ours"]


@pytest.mark.parametrize("office", ["stripe"], indirect=True)
async def test_what_the_provider_does_not_have_stays_open_when_its_moment_is_the_first_of_the_night(
    office: Office,
) -> None:
    desk = office.desk
    payment = await desk.paid()
    assert payment.settled_at is not None
    async with desk.program.scope(TESTER) as scope:
        mine = update(store.payment_attempt).where(store.payment_attempt.c.payment_id == payment.id)
        await scope.tx.execute(mine.values(started_at=payment.settled_at - timedelta(seconds=1)))
    office.forget(await office.reference(payment))
    for days in (1, 11, 1):
        desk.clock.advance(days * DAY)
        await actions.start_nightly(desk.begin(), desk.program.port(PaymentProviders))
        await desk.run()
        (finding,) = await office.findings(kind="not_at_provider")
        assert (finding.state, finding.remedy) == ("open", None), days


async def test_a_span_that_cannot_be_is_refused(office: Office) -> None:
    now = office.desk.now
    for since, until in ((now, now), (now, now - DAY), (now, now + DAY), (now - 101 * DAY, now)):
        body = {"provider": office.provider, "from": since.isoformat(), "to": until.isoformat()}
        assert (await office.operator.post("/reconciliations", json=body)).status_code == 422
    body = {"provider": "nobody", "from": (now - DAY).isoformat(), "to": now.isoformat()}
    assert (await office.operator.post("/reconciliations", json=body)).status_code == 404
    assert (await office.operator.get("/reconciliations")).json()["items"] == []


async def test_nobody_gives_back_who_may_not_refund(office: Office) -> None:
    payment = await office.desk.paid()
    await office.charge_again(payment)
    office.desk.clock.advance(HOUR)
    await office.reconcile()
    finding = await office.only()
    async with client_as(office.desk.program, "reconciliation.read", "reconciliation.manage") as clerk:
        path = f"/reconciliation-findings/{finding['id']}/remedies"
        refused = await clerk.post(path, json={"remedy": "refund_duplicate"})
    assert (refused.status_code, refused.json()["permission"]) == (403, "payments.refund")
    assert office.desk.given_back() == eur("0")
