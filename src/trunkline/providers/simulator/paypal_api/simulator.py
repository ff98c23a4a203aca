"""The simulated PayPal as a whole: its records over the world, its clock and authority, and the levers of whoever drives it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import httpx2

from trunkline.domains.payments.ports import ChargeRequest
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import Clock
from trunkline.providers.paypal.adapter import SIMULATOR_BASE, PayPalPayments
from trunkline.providers.paypal.certificates import ChainTrust
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.paypal_api import authorizations, captures, disputes, orders, subscriptions, vault
from trunkline.providers.simulator.paypal_api.app import TOKEN_SECONDS, paypal_app, token_of
from trunkline.providers.simulator.paypal_api.authority import Authority
from trunkline.providers.simulator.paypal_api.books import Page, PayPalBooks
from trunkline.providers.simulator.paypal_api.deliveries import Delivery, Send, deliver_due, due_deliveries
from trunkline.providers.simulator.paypal_api.events import Faults
from trunkline.providers.simulator.world import World

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class PayPalSimulator:
    """`app` is the ASGI application. `pages` is where a person's browser reaches it, `books_late_by` how late its books are (PayPal's are
    up to three hours)."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        *,
        faults: Faults | None = None,
        base: str = SIMULATOR_BASE,
        pages: str | None = None,
        verification: str = "offline",
        books_late_by: timedelta = timedelta(0),
    ) -> None:
        self.world = world
        self.base = base
        self.pages = pages or base
        self.faults = faults or Faults()
        self.books_late_by = books_late_by
        self.settings = PayPalSettings("simulator", "simulated-secret", "SIMULATEDWEBHOOK1", base, verification)
        self.authority = Authority(world.path.parent)
        self._clock = clock
        self._books = PayPalBooks(world.path)
        self._revoked = 0
        self.app = paypal_app(self)

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def trust(self) -> ChainTrust:
        """Trusts the simulator's authority and no other."""
        return ChainTrust([self.authority.root])

    def payments(self) -> PayPalPayments:
        """The real adapter, connected to this PayPal without a socket."""
        return PayPalPayments(self.settings, self._clock, httpx2.ASGITransport(app=self.app), self.trust)

    def reading(self) -> AbstractContextManager[Page]:
        return self._books.reading(self.now)

    def writing(self) -> AbstractContextManager[Page]:
        return self._books.writing(self.now)

    def access_token(self) -> str:
        return token_of(self.settings.client_secret, self._epoch())

    def is_token(self, given: str) -> bool:
        """A token holds for the span in which it was given and the one after."""
        return given in {token_of(self.settings.client_secret, self._epoch() - age) for age in (0, 1)} and given != ""

    def revoke_tokens(self) -> None:
        """What was given so far is accepted no more."""
        self._revoked += 2

    def approve_setup(self, setup_token: str, account: str = "visa@wallet.example") -> None:
        """As its payer does on the page, with one of `payers.PAYERS`."""
        assert vault.approve_setup(self, setup_token, account) is not None, "this setup waits for nobody"

    def approve_order(self, order_id: str) -> None:
        assert orders.approve_order(self, order_id) is not None, "this order waits for nobody"

    def expire_authorizations(self, order_id: str) -> None:
        authorizations.expire_authorizations(self, order_id)

    def approve_subscription(self, reference: str, account: str = "visa@wallet.example") -> None:
        assert subscriptions.approve_subscription(self, reference, account) is not None, "this one waits for nobody"

    def run_due(self) -> int:
        """Charge the subscriptions that have become due; how many charges were tried."""
        return subscriptions.run_due(self)

    def settle_capture(self, capture_id: str, status: str) -> None:
        """A pending capture is COMPLETED (the world takes the money) or DECLINED."""
        if status == "COMPLETED":
            self._take(capture_id)
        captures.settle_capture(self, capture_id, status)

    def settle_refund(self, refund_id: str, status: str) -> None:
        captures.settle_refund(self, refund_id, status)

    def open_dispute(
        self, capture_id: str, reason: str = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", stage: str = "CHARGEBACK"
    ) -> str:
        return disputes.open_dispute(self, capture_id, reason, stage)

    def decide_dispute(self, dispute_id: str, outcome: str) -> None:
        disputes.decide_dispute(self, dispute_id, outcome)

    def due(self, channel: str | None = None) -> list[Delivery]:
        return due_deliveries(self, channel)

    async def deliver_due(self, send: Send, channel: str = "webhook") -> int:
        """Post what is due; `ipn` is for whoever has an address for those."""
        return await deliver_due(self, send, channel)

    def _take(self, capture_id: str) -> None:
        with self.reading() as page:
            capture = page.get("capture", capture_id)
            token = page.private("order", str(page.parent("capture", capture_id))).get("payment_token")
        assert capture is not None and token is not None, "a capture is of an order with a method"
        amount = money_of(capture["amount"])
        self.world.charge(ChargeRequest(capture["invoice_id"], token, amount, "PayPal"), self.now)

    def _epoch(self) -> int:
        return (self.now - _EPOCH) // timedelta(seconds=TOKEN_SECONDS) + self._revoked
