"""Arrangements that the provider holds although they were given up here: they are ended there, and what they took is booked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2

from tests.domains.payments.conftest import EUR, TESTER
from tests.domains.payments.test_arrangements import Account
from tests.domains.payments.test_arrangements import account as account
from trunkline.domains.payments import actions
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.ids import PaymentArrangementId
from trunkline.kernel.money import Money
from trunkline.providers.connected import Connected
from trunkline.providers.simulator.stripe_api import InProcess
from trunkline.providers.stripe import StripePayments

KEYS = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Line(InProcess):
    """The way to Stripe. What happens `meanwhile` a subscription is first asked for. With `loses` the first such request is `lost` on the
    way; with `is_cut` nothing else of a subscription gets through."""

    lost: httpx2.Request | None = None
    loses = is_cut = False
    meanwhile: Callable[[str], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST" and request.url.path == "/v1/subscriptions":
            if self.loses and self.lost is None:
                self.lost = request
                raise httpx2.ReadTimeout("No answer came in time.", request=request)
            if (happens := self.meanwhile) is not None:
                self.meanwhile = None
                await happens(request.headers["idempotency-key"])
        elif self.is_cut and request.url.path.startswith("/v1/subscriptions/"):
            raise httpx2.ConnectError("The line is cut.", request=request)
        return await super().handle_async_request(request)

    async def finish_late(self) -> None:
        assert self.lost is not None, "it was sent"
        assert (await super().handle_async_request(self.lost)).status_code == 200


def line_of(account: Account) -> Line:
    """Stripe is reached by it from now on."""
    line = Line(account.both.stripe)
    ports: Any = account.till.program.ports
    stripe = StripePayments(KEYS, account.till.clock, transport=line)
    ports[PaymentProviders] = Connected(stripe, account.both.connected.of("paypal"))
    return line


async def advance(account: Account, arrangement_id: str) -> str:
    """What another worker does, and how it leaves the arrangement."""
    program = account.till.program
    found = await actions.advance_arrangement(
        program.begin_as(TESTER),
        program.port(PaymentProviders),
        account.till.company_id,
        PaymentArrangementId(arrangement_id),
    )
    return found.state.value


async def cancelled_there(account: Account, arrangement_id: str) -> None:
    """It took once, no more ever, and what it took is in our books."""
    over = await account.show(arrangement_id)
    assert (over["state"], [one["state"] for one in over["charges"]]) == ("cancelled", ["paid"])
    with account.both.stripe.books() as books:
        assert [(one["id"], one["status"]) for one in books.every("subscription")] == [(over["reference"], "canceled")]
    await account.pass_days(31)
    assert account.till.money_at_the_provider() == Money(10000, EUR) == await account.gross()
    assert await account.show(arrangement_id) == over


async def test_cancelled_while_another_worker_is_asking_it_waits_for_what_comes_of_that(account: Account) -> None:
    await account.owe()
    await account.save_method()
    left: list[str] = []

    async def meanwhile(key: str) -> None:
        assert (await account.api.post(f"/payment-arrangements/{key}/cancel")).status_code == 202
        left.append(await advance(account, key))

    line_of(account).meanwhile = meanwhile
    made = await account.make()
    assert left == ["starting"]
    await cancelled_there(account, made["id"])


async def test_given_up_before_the_answer_comes_it_is_ended_there(account: Account) -> None:
    await account.owe()
    await account.save_method()
    left: list[str] = []

    async def meanwhile(key: str) -> None:
        assert (await account.api.post(f"/payment-arrangements/{key}/cancel")).status_code == 202
        account.till.clock.advance(26 * 60 * MINUTE)
        left.append(await advance(account, key))

    line_of(account).meanwhile = meanwhile
    made = await account.make()
    assert left == ["cancelled"]
    await cancelled_there(account, made["id"])


async def test_a_request_that_is_finished_late_is_found_and_ended_there(account: Account) -> None:
    await account.owe()
    await account.save_method()
    line = line_of(account)
    line.loses = True
    made = await account.make()
    waiting = await account.cancel(made["id"])
    assert (waiting["state"], waiting["cancelling"], waiting["reference"]) == ("starting", True, None)
    await line.finish_late()
    await account.till.sweep(3 * MINUTE)
    await cancelled_there(account, made["id"])


async def test_what_is_told_of_after_it_was_given_up_is_ended_there(account: Account) -> None:
    await account.owe()
    await account.save_method()
    line = line_of(account)
    line.loses = True
    made = await account.make()
    await account.cancel(made["id"])
    account.till.clock.advance(26 * 60 * MINUTE)
    assert await advance(account, made["id"]) == "cancelled"
    await line.finish_late()
    await account.hear()
    await cancelled_there(account, made["id"])


async def test_what_is_ended_there_waits_for_a_provider_that_is_out(account: Account) -> None:
    """The answer came, and nobody could say yet that it is to end: it is asked about until it has."""
    await account.owe()
    await account.save_method()

    async def meanwhile(key: str) -> None:
        assert (await account.api.post(f"/payment-arrangements/{key}/cancel")).status_code == 202
        account.till.clock.advance(26 * 60 * MINUTE)
        await advance(account, key)

    line = line_of(account)
    line.meanwhile = meanwhile
    line.is_cut = True
    made = await account.make()
    assert (made["state"], made["charges"]) == ("cancelled", [])
    line.is_cut = False
    await account.till.sweep(3 * MINUTE)
    await cancelled_there(account, made["id"])
