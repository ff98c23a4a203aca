"""The adapter against the simulated Stripe, without a network between; what passes is held against Stripe's own description."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from tests.providers.stripe.openapi import SPECIFICATION, Description
from tests.shared_data import FOLDER
from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard, SetupRequest
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator import World
from trunkline.providers.simulator.stripe_api import Drills, InProcess, StripeApi
from trunkline.providers.stripe import StripePayments

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EUR = Currency.of("EUR")
SECRETS = ("whsec_the_new_one", "whsec_the_old_one")
BROWSER_BACK = "https://console.test/pay?invoice=7"
SECRET_KEY = "sk_test_a_key_that_nobody_may_see"
COMPANY = CompanyId.new(NOW, random.Random(1))


class Watched(httpx2.AsyncBaseTransport):
    """Holds every request and answer that passes against Stripe's description, where that is at hand."""

    def __init__(self, api: StripeApi, description: Description | None) -> None:
        self._inner = InProcess(api)
        self._description = description
        self.requests: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self._description and not request.headers.get("content-type", "").startswith("multipart/"):
            sent = request.content.decode() if request.method == "POST" else request.url.query.decode()
            self._description.check_request(request.method, request.url.path, sent)
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        if self._description:
            self._description.check_answer(request.method, request.url.path, answer.status_code, json.loads(body))
        return httpx2.Response(answer.status_code, headers=answer.headers, content=body)


@dataclass
class Counter:
    """Stripe as a test sees it: the adapter, what stands behind it, and the clock."""

    stripe: StripePayments
    api: StripeApi
    drills: Drills
    clock: ManualClock
    watched: Watched

    @property
    def world(self) -> World:
        return self.api.world

    async def attach(self, card: str = "pm_card_visa") -> AttachedMethod:
        return await self.stripe.attach_method(PresentedCard(card))

    async def request(
        self, card: str = "pm_card_visa", key: str = "pay_1-1", minor: int = 1234, currency: Currency = EUR
    ) -> ChargeRequest:
        return request_of(await self.attach(card), key, minor, currency)

    async def request_with_return(self, card: str, key: str) -> ChargeRequest:
        """A payer sits at the screen."""
        return replace(await self.request(card, key), return_url=BROWSER_BACK)


def request_of(
    method: AttachedMethod, key: str = "pay_1-1", minor: int = 1234, currency: Currency = EUR
) -> ChargeRequest:
    labels = {"company": "com_1", "payment": "pay_1"}
    amount = Money(minor, currency)
    return ChargeRequest(key, method.token, amount, "Invoice 7", customer_token=method.customer_token, labels=labels)


def setup_request(key: str = "setup_1", customer: str | None = None) -> SetupRequest:
    return SetupRequest(
        key, COMPANY, "Nordlicht", "pay@example.com", "https://x.test/back", "https://x.test/no", customer
    )


@pytest.fixture(scope="session")
def description(request: pytest.FixtureRequest) -> Description | None:
    """None where the shared data are not at hand; tests that are about it skip then."""
    path = FOLDER / SPECIFICATION
    if not path.is_file():
        return None
    return Description(path, Path(request.config.cache.mkdir("stripe")) / f"{path.name}.{path.stat().st_mtime_ns}.json")


@pytest.fixture
def counter(tmp_path: Path, description: Description | None) -> Counter:
    clock = ManualClock(NOW)
    api = StripeApi(World(tmp_path / "simulator.sqlite3"), clock, pages_at="https://pages.test")
    watched = Watched(api, description)
    stripe = StripePayments(StripeSettings(SECRET_KEY, SECRETS), clock, transport=watched)
    return Counter(stripe, api, Drills(api), clock, watched)
