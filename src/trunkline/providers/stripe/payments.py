"""`StripePayments`: all that payments ask of a provider, over Stripe. Each verb is a function of one of the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

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
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import Clock
from trunkline.kernel.money import Money
from trunkline.providers.stripe import (
    arrangements,
    charges,
    disputes,
    evidence_files,
    methods,
    notices,
    refunds,
    setups,
)
from trunkline.providers.stripe.books import Books
from trunkline.providers.stripe.client import API_BASE, TIMEOUT_SECONDS, Http, stripe_client

_TEST_KEYS = ("sk_test_", "rk_test_")


class StripePayments:
    """A `PaymentProvider` with `PayerActions`, `Authorisations`, `HostedSetups`, `Refunds`, `NoticeSource`, `Disputes`, `Arrangements` and
    `ProviderBooks`.

    `transport` takes the network's place, to reach the simulator in the same process. A test key takes no real money, whoever is asked.
    """

    name = "stripe"
    arranges_by_method = True

    def __init__(
        self,
        settings: StripeSettings,
        clock: Clock,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        base = settings.api_base or API_BASE
        self.is_live = transport is None and not settings.secret_key.startswith(_TEST_KEYS)
        self.publishable_key = settings.publishable_key
        self._clock = clock
        self._webhook_secrets = settings.webhook_secrets
        self._http = Http(timeout_seconds, transport)
        self._client = stripe_client(settings.secret_key, base, self._http)
        self._books = Books(self._client)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close_async()

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        return await methods.attach_method(self._client, card)

    async def detach_method(self, method_token: str) -> None:
        await methods.detach_method(self._client, method_token)

    async def begin_setup(self, request: SetupRequest) -> HostedSetup:
        return await setups.begin_setup(self._client, request)

    async def complete_setup(self, reference: str) -> AttachedMethod | None:
        return await setups.complete_setup(self._client, reference)

    async def billing_portal(self, customer_token: str, return_url: str) -> str | None:
        return await methods.billing_portal(self._client, customer_token, return_url)

    async def charge(self, request: ChargeRequest) -> Outcome:
        return await charges.charge(self._client, request, self._clock.now())

    async def look_up(self, request: ChargeRequest) -> Outcome | None:
        return await charges.look_up(self._client, request, self._clock.now())

    def unwritable(self, amount: Money) -> str | None:
        return charges.unwritable(amount)

    async def capture(self, reference: str, amount: Money, idempotency_key: str) -> Outcome:
        return await charges.capture(self._client, reference, amount, idempotency_key, self._clock.now())

    async def void(self, reference: str, idempotency_key: str) -> Outcome:
        return await charges.cancel(self._client, reference, idempotency_key, self._clock.now())

    async def let_go(self, reference: str, idempotency_key: str) -> Outcome:
        return await self.void(reference, idempotency_key)

    async def refund(self, request: RefundRequest) -> RefundOutcome:
        return await refunds.refund(self._client, request)

    async def look_up_refund(self, request: RefundRequest) -> RefundOutcome | None:
        return await refunds.look_up_refund(self._client, request)

    async def verify_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ReceivedNotice:
        return notices.verify_notice(body, headers, self._webhook_secrets, now)

    async def notices_since(self, since: datetime, cursor: str | None = None) -> NoticePage:
        return await notices.notices_since(self._client, since, cursor)

    async def charge_now(self, reference: str) -> Outcome | None:
        return await charges.charge_now(self._client, reference, self._clock.now())

    async def refund_now(self, reference: str) -> RefundOutcome | None:
        return await refunds.refund_now(self._client, reference)

    async def key_of(self, about: About, reference: str) -> str | None:
        return await notices.key_of(self._client, about, reference)

    async def dispute_now(self, reference: str) -> DisputeNow | None:
        return await disputes.dispute_now(self._client, reference)

    @property
    def file_limits(self) -> FileLimits:
        return evidence_files.LIMITS

    async def upload_evidence(self, file: EvidenceFile) -> str | None:
        return await evidence_files.upload_evidence(self._client, file)

    async def submit_evidence(
        self, reference: str, evidence: Mapping[str, str], idempotency_key: str, files: Sequence[EvidenceFile] = ()
    ) -> DisputeNow:
        return await disputes.submit_evidence(self._client, reference, evidence, idempotency_key, files)

    async def accept_dispute(self, reference: str, idempotency_key: str) -> DisputeNow:
        return await disputes.accept_dispute(self._client, reference, idempotency_key)

    async def transactions(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> ProviderTransactionPage:
        return await self._books.transactions(since, until, cursor)

    async def arrange(self, request: ArrangementRequest) -> ArrangeOutcome:
        return await arrangements.arrange(self._client, request)

    async def look_up_arrangement(self, request: ArrangementRequest) -> ArrangeOutcome | None:
        return await arrangements.look_up(self._client, request)

    async def arrangement_now(self, reference: str) -> ArrangementNow | None:
        return await arrangements.arrangement_now(self._client, reference)

    async def cancel_arrangement(self, reference: str, idempotency_key: str) -> None:
        await arrangements.cancel(self._client, reference, idempotency_key)
