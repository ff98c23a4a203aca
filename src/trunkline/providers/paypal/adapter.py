"""`PayPalPayments`: everything the room of payments asks of a provider, each method handed to the module of its port."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import httpx2

from trunkline.domains.payments.model import (
    About,
    AttachedMethod,
    DisputeNow,
    EvidenceFile,
    FileLimits,
    Outcome,
    ProviderTransactionPage,
    RefundOutcome,
)
from trunkline.domains.payments.model.arrangements import ArrangementNow, ArrangeOutcome
from trunkline.domains.payments.ports import (
    ArrangementRequest,
    ChargeRequest,
    HostedSetup,
    NoticePage,
    PresentedCard,
    ReceivedNotice,
    RefundRequest,
    SetupRequest,
)
from trunkline.infra.paypal_settings import PAYPAL_SANDBOX, PayPalSettings
from trunkline.kernel.clock import Clock
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal import (
    arrangements,
    authorising,
    books,
    charging,
    disputing,
    evidence_files,
    ipn,
    keys,
    methods,
    notices,
    refunding,
)
from trunkline.providers.paypal.certificates import SECONDS_MAX, Certificates, ChainTrust, Trust
from trunkline.providers.paypal.client import PayPalApi
from trunkline.providers.paypal.currencies import refusal_of

# Where the simulator answers when it is reached without a socket.
SIMULATOR_BASE = "https://paypal.simulator"
_NOT_LIVE = frozenset({"paypal.simulator", "localhost", "127.0.0.1", "::1", urlsplit(PAYPAL_SANDBOX).hostname})
ORDERS_REMEMBERED = 10_000


class PayPalPayments:
    """A `PaymentProvider`, `PayerActions`, `Authorisations`, `HostedSetups`, `Refunds`,
    `NoticeSource`, `Disputes`, `Arrangements` and `ProviderBooks`.

    `transport` and `trust` are given for the simulator: the way to it, and the authority that signs its notices. The orders of late are
    remembered by key, so that asking after a charge costs one request; it works without the memory, which no other process shares.
    """

    name = "paypal"
    arranges_by_method = False

    def __init__(
        self,
        settings: PayPalSettings,
        clock: Clock,
        transport: httpx2.AsyncBaseTransport | None = None,
        trust: Trust | None = None,
    ) -> None:
        self.api = PayPalApi(settings, clock, transport)
        self.is_live = urlsplit(settings.api_base).hostname not in _NOT_LIVE
        self._settings = settings
        self._transport = transport
        self._orders: OrderedDict[str, str] = OrderedDict()
        simulated = not self.is_live and settings.api_base != PAYPAL_SANDBOX
        self._certificates = Certificates(
            self._fetcher, trust or ChainTrust(), settings.api_base if simulated else None
        )
        self._ipn_postback = f"{settings.api_base}{ipn.PATH}" if simulated else ipn.postback_of(self.is_live)

    def __repr__(self) -> str:
        return f"PayPalPayments({self._settings.api_base})"

    async def close(self) -> None:
        await self.api.close()

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        """`card.token` is a setup token that its payer has approved."""
        attached = await methods.complete_setup(self.api, card.token)
        if attached is None:
            raise Invalid("The payer has not approved this setup at PayPal yet.")
        return attached

    async def detach_method(self, method_token: str) -> None:
        await methods.detach(self.api, method_token)

    async def begin_setup(self, request: SetupRequest) -> HostedSetup:
        return await methods.begin_setup(self.api, request)

    async def complete_setup(self, reference: str) -> AttachedMethod | None:
        return await methods.complete_setup(self.api, reference)

    async def billing_portal(self, customer_token: str, return_url: str) -> str | None:
        """None: payers look after what they allowed in their own PayPal account."""
        return None

    async def charge(self, request: ChargeRequest) -> Outcome:
        outcome, order_id = await charging.charge(self.api, request)
        if order_id is not None:
            self._orders[request.idempotency_key] = order_id
            while len(self._orders) > ORDERS_REMEMBERED:
                self._orders.popitem(last=False)
        return outcome

    async def look_up(self, request: ChargeRequest) -> Outcome | None:
        """None when neither our memory nor PayPal's books know of the key: then `charge` may ask again with it (see `charging`)."""
        return await charging.look_up(self.api, request, request.reference or self._orders.get(request.idempotency_key))

    def unwritable(self, amount: Money) -> str | None:
        refusal = refusal_of(amount)
        return None if refusal is None else refusal.message

    async def capture(self, reference: str, amount: Money, idempotency_key: str) -> Outcome:
        return await authorising.capture(self.api, reference, amount, idempotency_key)

    async def void(self, reference: str, idempotency_key: str) -> Outcome:
        return await authorising.void(self.api, reference)

    async def let_go(self, reference: str, idempotency_key: str) -> Outcome:
        """PayPal takes an order's money only when we ask for it: one that is not asked about any more expires."""
        return await charging.let_go(self.api, reference)

    async def refund(self, request: RefundRequest) -> RefundOutcome:
        return await refunding.refund(self.api, request)

    async def look_up_refund(self, request: RefundRequest) -> RefundOutcome | None:
        return await refunding.look_up_refund(self.api, request)

    async def charge_now(self, reference: str) -> Outcome | None:
        return await charging.charge_now(self.api, reference)

    async def refund_now(self, reference: str) -> RefundOutcome | None:
        return await refunding.refund_now(self.api, reference)

    async def key_of(self, about: About, reference: str) -> str | None:
        return await keys.key_of(self.api, about, reference)

    async def verify_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ReceivedNotice:
        webhook_id = self._settings.webhook_id
        if webhook_id is None:
            raise Unavailable("TRUNKLINE_PAYPAL_WEBHOOK_ID is not set: PayPal's notices cannot be verified.")
        if self._settings.verification == "postback":
            return await notices.verify_by_postback(self.api, webhook_id, body, headers, now)
        return await notices.verify_offline(self._certificates, webhook_id, body, headers, now)

    async def verify_ipn(self, body: bytes, now: datetime) -> tuple[ReceivedNotice, ...]:
        """The notices in an IPN message, a mass payment's many. Raises as `verify_notice` does."""
        await ipn.check_with_paypal(self._fetcher, self._ipn_postback, body)
        return ipn.notices_in(body, now)

    async def notices_since(self, since: datetime, cursor: str | None = None) -> NoticePage:
        return await notices.notices_since(self.api, since, cursor)

    async def dispute_now(self, reference: str) -> DisputeNow | None:
        return await disputing.dispute_now(self.api, reference)

    @property
    def file_limits(self) -> FileLimits:
        return evidence_files.LIMITS

    async def upload_evidence(self, file: EvidenceFile) -> str | None:
        return None  # files go with the evidence

    async def submit_evidence(
        self, reference: str, evidence: Mapping[str, str], idempotency_key: str, files: Sequence[EvidenceFile] = ()
    ) -> DisputeNow:
        return await disputing.submit_evidence(self.api, reference, evidence, idempotency_key, files)

    async def accept_dispute(self, reference: str, idempotency_key: str) -> DisputeNow:
        return await disputing.accept_dispute(self.api, reference, idempotency_key)

    async def transactions(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> ProviderTransactionPage:
        return await books.transactions(self.api, since, until, cursor)

    async def arrange(self, request: ArrangementRequest) -> ArrangeOutcome:
        return await arrangements.arrange(self.api, request)

    async def look_up_arrangement(self, request: ArrangementRequest) -> ArrangeOutcome | None:
        """None: it is asked for again, see `arrangements`."""
        return None

    async def arrangement_now(self, reference: str) -> ArrangementNow | None:
        return await arrangements.arrangement_now(self.api, reference)

    async def cancel_arrangement(self, reference: str, idempotency_key: str) -> None:
        await arrangements.cancel(self.api, reference)

    def _fetcher(self) -> httpx2.AsyncClient:
        """For what is fetched without credentials: certificates, and the verdict on an IPN message."""
        transport = None if self._transport is None else _Lent(self._transport)
        return httpx2.AsyncClient(transport=transport, follow_redirects=False, timeout=SECONDS_MAX)


class _Lent(httpx2.AsyncBaseTransport):
    """A transport that several clients use and none of them closes."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._inner.handle_async_request(request)
