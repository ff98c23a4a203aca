"""What providers tell, from their signed delivery to what it changes: through the real adapters, over the simulator's two dialects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import DUE, Till
from trunkline.domains.payments import actions, jobs, queries
from trunkline.domains.payments.model import Outage, Outcome, PaymentMethod, PaymentState, Succeeded
from trunkline.domains.payments.ports import ChargeRequest, PaymentProviders, PresentedCard
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.infra import journal
from trunkline.infra.queue import Job
from trunkline.infra.scope import system_actor
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.ids import MethodSetupId
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected
from trunkline.providers.simulator.stripe_api import Drills, InProcess
from trunkline.providers.simulator.stripe_api.webhooks import signed
from trunkline.providers.stripe import StripePayments

TESTER = system_actor("test")


@dataclass
class Shop:
    """The room, connected to both simulated providers; their notices come by its own door."""

    till: Till
    both: SimulatedProviders
    operator: httpx2.AsyncClient

    async def add(self, token: str) -> PaymentMethod:
        stripe = self.both.connected.of("stripe")
        attached = await stripe.attach_method(PresentedCard(token))
        async with self.till.program.scope(TESTER, company_id=self.till.company_id) as scope:
            return await actions.add_method(scope, "stripe", attached, make_default=True)

    async def deliver(self) -> int:
        at = httpx2.AsyncClient(transport=self.operator._transport, base_url="http://testserver")
        return await self.both.deliver(at, self.till.clock.now())

    async def notices(self, **chosen: str) -> list[dict[str, Any]]:
        found = await self.operator.get("/payment-notices", params=chosen)
        assert found.status_code == 200, found.text
        return list(found.json()["items"])

    async def post(self, body: bytes, **headers: str) -> httpx2.Response:
        return await self.operator.post("/webhooks/stripe", content=body, headers=headers)

    def sign(self, body: bytes) -> str:
        return signed(body, ("whsec_simulated",), self.till.clock.now())


@pytest.fixture
async def shop(till: Till) -> AsyncIterator[Shop]:
    both = SimulatedProviders(till.world, till.clock, pages_at="http://testserver")
    ports: Any = till.program.ports
    ports[PaymentProviders] = both.connected
    ports[SimulatedProviders] = both
    may = ("notices.read", "notices.manage", "payments.read", "payments.manage")
    async with client_as(till.program, *may) as operator:
        yield Shop(till, both, operator)


async def test_a_payment_is_made_through_stripe_and_its_notices_change_nothing_more(shop: Shop) -> None:
    await shop.add("pm_card_visa")
    invoice = await shop.till.issue()
    await shop.till.run()
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded
    assert await shop.deliver() > 0
    await shop.till.run()
    told = {one["kind"]: one for one in await shop.notices(provider="stripe")}
    paid = told["payment_intent.succeeded"]
    assert (paid["state"], paid["about"], paid["deliveries"]) == ("done", "charge", 1)
    assert "was succeeded already" in paid["effect"]
    payment_id = (await shop.till.payment(invoice)).payment.id
    about = await shop.notices(payment=payment_id)
    assert paid["payment_id"] == payment_id
    assert {one["id"] for one in about} == {one["id"] for one in told.values() if payment_id in one["effect"]}
    assert await shop.notices(payment=payment_id, state="failed") == []
    assert shop.till.money_at_the_provider() == DUE


async def test_a_payment_whose_answer_was_lost_is_settled_by_the_notice(shop: Shop) -> None:
    await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.unknown
    await shop.deliver()
    await shop.till.run()
    paid = await shop.till.payment(invoice)
    assert (paid.payment.state, len(paid.attempts)) == (PaymentState.succeeded, 1)
    (notice,) = [one for one in await shop.notices() if one["kind"] == "payment_intent.succeeded"]
    assert (notice["state"], notice["effect"]) == ("done", f"{paid.payment.id} is succeeded.")
    assert shop.till.money_at_the_provider() == DUE


async def test_a_notice_that_comes_a_hundred_times_at_once_is_kept_and_handled_once(shop: Shop) -> None:
    event = {"id": "evt_1", "object": "event", "type": "customer.created", "created": _now(shop)}
    body = json.dumps(event | {"data": {"object": {"id": "cus_1", "object": "customer"}}}).encode()
    header = {"stripe-signature": shop.sign(body)}
    answers = await asyncio.gather(*(shop.post(body, **header) for _ in range(100)))
    assert {one.status_code for one in answers} == {200}
    assert sorted(one.json()["duplicate"] for one in answers) == [False] + [True] * 99
    await shop.till.run()
    (notice,) = await shop.notices()
    assert notice["state"] == "ignored"
    # On the servers those that came together with the first are not counted.
    assert notice["deliveries"] == 100 if shop.till.program.database.dialect == "sqlite" else notice["deliveries"] >= 1


async def test_what_is_not_signed_by_the_provider_is_refused_and_leaves_nothing(shop: Shop) -> None:
    body = json.dumps({"id": "evt_2", "object": "event", "type": "charge.updated", "created": _now(shop)}).encode()
    good = shop.sign(body)
    old = signed(body, ("whsec_simulated",), shop.till.clock.now() - timedelta(minutes=6))
    for refused in (
        await shop.post(body),
        await shop.post(body + b" ", **{"stripe-signature": good}),
        await shop.post(body, **{"stripe-signature": old}),
        await shop.post(body, **{"stripe-signature": signed(body, ("whsec_other",), shop.till.clock.now())}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert "whsec" not in refused.text
    assert (await shop.operator.post("/webhooks/nobody", content=body)).status_code == 404
    assert await shop.notices() == []


async def test_paypal_tells_by_form_as_well_and_each_is_confirmed_before_it_is_kept(shop: Shop) -> None:
    paypal = shop.both.paypal
    setup = await shop.operator.post(
        "/payment-method-setups", params={"company": str(shop.till.company_id)}, json={"provider": "paypal"}
    )
    paypal.approve_setup(await _reference(shop, setup.json()["id"]))
    path = f"/payment-method-setups/{setup.json()['id']}/complete"
    await shop.operator.post(path, params={"company": str(shop.till.company_id)})
    invoice = await shop.till.issue()
    await shop.till.run()
    (form,) = [one for one in paypal.due("ipn") if b"payment_status=Completed" in one.body]
    for duplicate in (False, True):
        taken = await shop.operator.post("/webhooks/paypal/ipn", content=form.body, headers=dict(form.headers))
        assert (taken.status_code, taken.json()["duplicate"]) == (200, duplicate), taken.text
    forged = await shop.operator.post("/webhooks/paypal/ipn", content=form.body + b"0", headers=dict(form.headers))
    assert forged.status_code == 403
    assert (await shop.operator.post("/webhooks/stripe/ipn", content=form.body)).status_code == 404
    await shop.till.run()
    (notice,) = await shop.notices(provider="paypal")
    assert (notice["state"], notice["about"]) == ("done", "charge")
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded


async def test_a_notice_about_what_is_not_here_yet_waits_and_is_given_up_in_the_end(shop: Shop) -> None:
    method = await shop.add("pm_card_visa")
    stripe = shop.both.connected.of("stripe")
    asked = ChargeRequest("pay_elsewhere-1", method.token, DUE, "not ours", customer_token=method.customer_token)
    await stripe.charge(asked)
    await shop.deliver()
    await shop.till.run()
    (early,) = [one for one in await shop.notices() if one["kind"] == "payment_intent.succeeded"]
    assert early["state"] == "waiting"
    assert "pay_elsewhere-1" in early["effect"]
    for _ in range(20):
        shop.till.clock.advance(timedelta(minutes=1))
        await shop.till.run()
    late = (await shop.operator.get(f"/payment-notices/{early['id']}")).json()
    assert late["state"] == "failed"
    assert late["body"]["type"] == "payment_intent.succeeded"
    again = await shop.operator.post(f"/payment-notices/{early['id']}/replay")
    assert (again.status_code, again.json()["state"]) == (202, "received")


async def test_a_notice_that_was_lost_is_found_in_the_providers_list(shop: Shop) -> None:
    await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    begin = shop.till.program.begin_as(TESTER)
    found = await actions.poll_notices(begin, shop.both.connected, "stripe")
    assert found > 0
    assert await actions.poll_notices(begin, shop.both.connected, "stripe") == 0
    await shop.till.run()
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded
    assert all(one["polled"] and one["deliveries"] == 0 for one in await shop.notices())


@pytest.mark.parametrize("provider", ["stripe", "paypal"])
async def test_a_method_is_saved_on_the_providers_page(shop: Shop, provider: str) -> None:
    till, company = shop.till, {"company": str(shop.till.company_id)}
    begun = await shop.operator.post("/payment-method-setups", params=company, json={"provider": provider})
    assert begun.status_code == 201, begun.text
    setup = begun.json()
    assert setup["state"] == "open"
    assert setup["url"].startswith(f"http://testserver/simulator/{provider}/")
    path = f"/payment-method-setups/{setup['id']}"
    assert (await shop.operator.post(f"{path}/complete", params=company)).json()["state"] == "open"
    reference = await _reference(shop, setup["id"])
    if provider == "stripe":
        Drills(shop.both.stripe).save_card(reference)
    else:
        shop.both.paypal.approve_setup(reference)
    done = (await shop.operator.post(f"{path}/complete", params=company)).json()
    assert done["state"] == "completed", done
    again = (await shop.operator.post(f"{path}/complete", params=company)).json()
    assert again["method_id"] == done["method_id"]
    invoice = await till.issue()
    await till.run()
    assert (await till.payment(invoice)).payment.state is PaymentState.succeeded
    await shop.deliver()
    await till.run()
    assert (await shop.operator.get("/payment-methods", params=company)).json()["items"][0]["id"] == done["method_id"]


def _now(shop: Shop) -> int:
    return int(shop.till.clock.now().timestamp())


async def _reference(shop: Shop, setup_id: str) -> str:
    async with shop.till.program.scope(TESTER, company_id=shop.till.company_id, write=False) as scope:
        return (await queries.method_setup(scope, MethodSetupId.parse(setup_id))).reference


async def test_a_cent_pays_no_invoice(shop: Shop) -> None:
    """Whatever the provider says was taken under our key: another amount is no success of the attempt."""
    method = await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    details = await shop.till.payment(invoice)
    assert details.payment.state is PaymentState.unknown
    async with shop.till.program.scope(TESTER, company_id=shop.till.company_id) as scope:
        cent = Succeeded("pi_cent", amount=Money(1, DUE.currency))
        after = await actions.record_outcome(scope, details.payment.id, details.attempts[0].id, cent)
    assert after.state is PaymentState.unknown
    told = (await shop.till.payment(invoice)).attempts[0].message
    assert told == "The provider took 0.01 EUR instead of 119.00 EUR."
    assert (await shop.till.invoice(invoice)).paid == Money.zero(DUE.currency)
    async with shop.till.program.scope(TESTER, write=False) as scope:
        key = details.attempts[0].idempotency_key
        assert await queries.attempt_by_key(scope, "paypal", key) is None, "a key that is shown at another provider"
        assert await queries.attempt_by_key(scope, method.provider, key) is not None


async def test_a_quiet_provider_is_polled_and_a_broken_one_does_not_keep_the_others_from_it(shop: Shop) -> None:
    begin = shop.till.program.begin_as(TESTER)
    for _ in range(2):
        assert await actions.poll_notices(begin, shop.both.connected, "paypal") == 0
        shop.till.clock.advance(timedelta(days=3))


async def test_an_outage_of_ten_days_ends_no_notice(shop: Shop) -> None:
    await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    await shop.deliver()
    shop.till.world.begin_outage(shop.till.clock.now())
    handled = next(one for one in jobs.__dict__.values() if isinstance(one, Job) and one.kind.endswith("handle_notice"))
    for _ in range(handled.retry.attempts_max + 5):
        shop.till.clock.advance(timedelta(days=1))
        await shop.till.run()
    waiting = {one["id"] for one in await shop.notices() if one["state"] == "waiting"}
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"waiting"}
    assert sorted(await _told(shop)) == sorted(waiting), "each once"
    shop.till.world.end_outage()
    shop.till.clock.advance(timedelta(hours=2))
    await shop.till.run()
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"done"}
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded


class Refusing(StripePayments):
    """It shows everything but charges; of those it says neither."""

    async def charge_now(self, reference: str) -> Outcome | None:
        return Outage("Stripe refused the request: this object is not for you.", is_out=False)


async def test_a_charge_that_the_provider_refuses_to_show_is_given_up_and_told(shop: Shop) -> None:
    await shop.add("pm_card_timesOutAfterCharge")
    await shop.till.issue()
    await shop.till.run()
    await shop.deliver()
    keys = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")
    ports: Any = shop.till.program.ports
    ports[PaymentProviders] = Connected(Refusing(keys, shop.till.clock, transport=InProcess(shop.both.stripe)))
    await shop.till.run()
    charges = [one["id"] for one in await shop.notices() if one["about"] == "charge"]
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"waiting"}
    shop.till.clock.advance(timedelta(days=5))
    await shop.till.run()
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"failed"}
    assert sorted(await _told(shop)) == sorted(charges)


async def _told(shop: Shop) -> list[str]:
    async with shop.till.program.database.read() as connection:
        entries = await journal.read_range(connection, journal.stream_of(None), 0, 1000)
    return [str(one.subject) for one in entries if one.kind == "notice.failed"]


async def test_a_first_reading_goes_back_to_what_was_asked_for_first(shop: Shop) -> None:
    """The door was shut for two weeks: what happened then is still in the provider's list."""
    await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    shop.till.clock.advance(timedelta(days=14))
    found = await actions.poll_notices(shop.till.program.begin_as(TESTER), shop.both.connected, "stripe")
    assert found > 0
    await shop.till.run()
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded


async def test_a_first_reading_begins_at_the_last_notice(shop: Shop) -> None:
    await shop.add("pm_card_visa")
    await shop.till.issue()
    await shop.till.run()
    await shop.deliver()
    begin = shop.till.program.begin_as(TESTER)
    async with begin(None, write=False) as scope:
        last = max(one.told_at for one in (await queries.notices(scope, PageRequest(100))).items)
        shop.till.clock.advance(timedelta(days=20))
        assert await queries.seen_of(scope, "stripe", last - timedelta(days=1)) == last
        assert await queries.seen_of(scope, "stripe", shop.till.clock.now()) is None
        assert await queries.seen_of(scope, "paypal", last - timedelta(days=1)) is None


async def test_an_outage_of_the_provider_does_not_lose_what_it_told(shop: Shop) -> None:
    await shop.add("pm_card_timesOutAfterCharge")
    invoice = await shop.till.issue()
    await shop.till.run()
    await shop.deliver()
    shop.till.world.begin_outage(shop.till.clock.now())
    for _ in range(8):
        await shop.till.run()
        shop.till.clock.advance(timedelta(minutes=30))
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"waiting"}
    shop.till.world.end_outage()
    shop.till.clock.advance(timedelta(hours=2))
    await shop.till.run()
    assert {one["state"] for one in await shop.notices() if one["about"] == "charge"} == {"done"}
    assert (await shop.till.payment(invoice)).payment.state is PaymentState.succeeded
