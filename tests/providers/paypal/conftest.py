"""The real adapter, connected to the simulated PayPal; every request and answer is held against PayPal's documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from tests.providers.paypal.contract import JudgedTransport
from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import ChargeRequest, SetupRequest
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PayPalSimulator
from trunkline.providers.simulator.paypal_api.authority import KEPT_AS, Authority

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
EUR = Currency.of("EUR")
COMPANY = CompanyId("com_01h455vb4pex5vsknk084sn02q")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture(scope="session")
def authority_pem(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Made once: its keys take a second."""
    folder = tmp_path_factory.mktemp("authority")
    Authority(folder)
    return (folder / KEPT_AS).read_bytes()


@pytest.fixture
def world(tmp_path: Path, authority_pem: bytes) -> World:
    (tmp_path / KEPT_AS).write_bytes(authority_pem)
    return World(tmp_path / "simulator.sqlite3")


@pytest.fixture
def sim(world: World, clock: ManualClock) -> PayPalSimulator:
    return PayPalSimulator(world, clock)


@pytest.fixture
def judged(sim: PayPalSimulator) -> JudgedTransport:
    return JudgedTransport(httpx2.ASGITransport(app=sim.app))


@pytest.fixture
def paypal(sim: PayPalSimulator, clock: ManualClock, judged: JudgedTransport) -> PayPalPayments:
    return PayPalPayments(sim.settings, clock, judged, sim.trust)


def setup_request(key: str = "setup-1") -> SetupRequest:
    return SetupRequest(
        key, COMPANY, "Alpha GmbH", "pay@alpha.example", "https://t.example/back", "https://t.example/cancel"
    )


async def vaulted(sim: PayPalSimulator, paypal: PayPalPayments, account: str = "visa@wallet.example") -> AttachedMethod:
    """A method that its payer approved on the simulated page."""
    begun = await paypal.begin_setup(setup_request(f"setup-{account}"))
    sim.approve_setup(begun.reference, account)
    attached = await paypal.complete_setup(begun.reference)
    assert attached is not None
    return attached


def request(
    token: str, key: str = "pay_1-1", minor: int = 1234, currency: Currency = EUR, return_url: str | None = None
) -> ChargeRequest:
    return ChargeRequest(key, token, Money(minor, currency), "Invoice INV-000001", return_url=return_url)
