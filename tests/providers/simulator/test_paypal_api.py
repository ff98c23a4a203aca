"""The simulated PayPal itself: what it refuses, how its deliveries go astray, and that its books survive."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from trunkline.domains.payments.model import Succeeded
from trunkline.domains.payments.ports import ChargeRequest, SetupRequest
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator import CARDS, World
from trunkline.providers.simulator.paypal_api import PAYERS, Delivery, Faults, PayPalSimulator
from trunkline.providers.simulator.paypal_api.authority import Authority
from trunkline.providers.simulator.paypal_api.events import tell

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
EUR = Currency.of("EUR")
ORDER = {"intent": "CAPTURE", "purchase_units": [{"amount": {"currency_code": "EUR", "value": "12.34"}}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One authority for all: its keys take a second."""
    return tmp_path_factory.mktemp("paypal")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def sim(folder: Path, clock: ManualClock, request: pytest.FixtureRequest) -> PayPalSimulator:
    return PayPalSimulator(World(folder / f"{abs(hash(request.node.name))}.sqlite3"), clock)


@pytest.fixture
async def http(sim: PayPalSimulator) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {sim.access_token()}"}
    transport = httpx2.ASGITransport(app=sim.app)
    async with httpx2.AsyncClient(transport=transport, base_url=sim.base, headers=headers) as client:
        yield client


async def _vault(sim: PayPalSimulator, account: str = "visa@wallet.example") -> str:
    paypal = sim.payments()
    company = CompanyId("com_01h455vb4pex5vsknk084sn02q")
    begun = await paypal.begin_setup(SetupRequest("s", company, "A", None, "https://t.example", "https://t.example"))
    sim.approve_setup(begun.reference, account)
    method = await paypal.complete_setup(begun.reference)
    assert method is not None
    return method.token


async def _charge(sim: PayPalSimulator) -> Succeeded:
    outcome = await sim.payments().charge(ChargeRequest("pay_1", await _vault(sim), Money(1234, EUR), "Invoice"))
    assert isinstance(outcome, Succeeded)
    return outcome


def _issue(response: httpx2.Response) -> str:
    return str(response.json()["details"][0]["issue"])


async def test_credentials_are_checked(sim: PayPalSimulator) -> None:
    transport = httpx2.ASGITransport(app=sim.app)
    async with httpx2.AsyncClient(transport=transport, base_url=sim.base) as client:
        wrong = {"Authorization": "Basic " + base64.b64encode(b"simulator:guess").decode()}
        assert (await client.post("/v1/oauth2/token", headers=wrong)).status_code == 401
        assert (await client.get("/v2/checkout/orders/1")).status_code == 401
        guess = {"Authorization": "Bearer SIM-guess"}
        assert (await client.get("/v2/checkout/orders/1", headers=guess)).status_code == 401


async def test_a_token_expires_and_may_be_revoked(
    sim: PayPalSimulator, http: httpx2.AsyncClient, clock: ManualClock
) -> None:
    assert (await http.get("/v2/checkout/orders/1")).status_code == 404
    paypal = sim.payments()
    assert await paypal.charge_now("1") is None
    sim.revoke_tokens()
    assert (await http.get("/v2/checkout/orders/1")).status_code == 401
    assert await paypal.charge_now("1") is None
    clock.advance(timedelta(days=2))
    assert await paypal.charge_now("1") is None


async def test_a_refusal_may_be_asked_for_by_header(http: httpx2.AsyncClient) -> None:
    for issue, status in (("INSTRUMENT_DECLINED", 422), ("DUPLICATE_INVOICE_ID", 422), ("INTERNAL_SERVER_ERROR", 500)):
        asked = {"PayPal-Mock-Response": f'{{"mock_application_codes": "{issue}"}}'}
        answer = await http.post("/v2/checkout/orders", json=ORDER, headers=asked)
        assert (answer.status_code, _issue(answer)) == (status, issue)
        assert answer.headers["paypal-debug-id"]


@pytest.mark.parametrize(
    ("amount", "issue"),
    [
        ({"currency_code": "KWD", "value": "1.000"}, "CURRENCY_NOT_SUPPORTED"),
        ({"currency_code": "HUF", "value": "1.50"}, "DECIMALS_NOT_SUPPORTED"),
        ({"currency_code": "EUR", "value": "1.505"}, "DECIMAL_PRECISION"),
        ({"currency_code": "EUR", "value": "0.00"}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
    ],
)
async def test_amounts_are_refused_as_paypal_does(http: httpx2.AsyncClient, amount: dict[str, str], issue: str) -> None:
    answer = await http.post("/v2/checkout/orders", json=ORDER | {"purchase_units": [{"amount": amount}]})
    assert (answer.status_code, _issue(answer)) == (422, issue)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v2/checkout/orders", {}, 400),
        ("/v2/checkout/orders", ORDER | {"payment_source": {"paypal": {"vault_id": "v"}}}, 400),
        ("/v2/checkout/orders/none/capture", {}, 404),
        ("/v2/payments/captures/none/refund", {}, 404),
        ("/v3/vault/setup-tokens", {}, 400),
        ("/v3/vault/payment-tokens", {}, 404),
        ("/v1/customer/disputes/none/accept-claim", {}, 404),
        ("/v1/customer/disputes/none/provide-evidence", {}, 400),
        ("/v2/checkout/orders", [], 400),
    ],
)
async def test_what_is_wrong_is_refused(http: httpx2.AsyncClient, path: str, body: object, status: int) -> None:
    assert (await http.post(path, json=body)).status_code == status


async def test_what_is_too_large_or_no_json_is_refused(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/v2/checkout/orders", content=b"{")).status_code == 400
    assert (await http.post("/v2/checkout/orders", content=b"x" * 300_000)).status_code == 413


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-02T00:00:00Z", "page_size": "501"},
        {"start_date": "x", "end_date": "y"},
    ],
)
async def test_the_books_answer_for_31_days_and_500_rows(http: httpx2.AsyncClient, query: dict[str, str]) -> None:
    assert (await http.get("/v1/reporting/transactions", params=query)).status_code == 400


async def test_the_list_of_events_wants_a_span(http: httpx2.AsyncClient, sim: PayPalSimulator) -> None:
    await _charge(sim)
    assert (await http.get("/v1/notifications/webhooks-events")).status_code == 400


async def test_an_order_waits_for_its_payer_on_its_page(sim: PayPalSimulator, http: httpx2.AsyncClient) -> None:
    order = (await http.post("/v2/checkout/orders", json=ORDER)).json()
    assert _issue(await http.post(f"/v2/checkout/orders/{order['id']}/capture", json={})) == "ORDER_NOT_APPROVED"
    page = next(one["href"] for one in order["links"] if one["rel"] == "payer-action")
    assert order["id"] in (await http.get(page)).text
    assert (await http.post(page, data={"token": order["id"]})).status_code == 200
    assert (await http.post(page, data={"token": order["id"]})).status_code == 409
    assert (await http.get(f"/v2/checkout/orders/{order['id']}")).json()["status"] == "APPROVED"


async def test_a_page_does_not_repeat_what_it_is_given_as_markup(http: httpx2.AsyncClient) -> None:
    for page in ("/agreements/approve?approval_session_id=", "/checkoutnow?token="):
        assert "<script>" not in (await http.get(f'{page}"><script>')).text


def test_every_test_card_is_an_account_of_both_kinds() -> None:
    for token in CARDS:
        name = token.removeprefix("pm_card_")
        assert PAYERS[f"{name}@wallet.example"].is_wallet
        assert not PAYERS[f"{name}@card.example"].is_wallet


def _tell(sim: PayPalSimulator, number: int, faults: Faults) -> None:
    with sim.writing() as page:
        for one in range(number):
            tell(page, faults, "BILLING.PLAN.CREATED", "plan", {"id": f"P-{one}"})


@pytest.mark.parametrize(
    ("faults", "least", "most"),
    [
        (Faults(), 200, 200),
        (Faults(lost=1.0), 0, 0),
        (Faults(lost=0.3), 110, 170),
        (Faults(duplicated=1.0), 400, 400),
        (Faults(duplicated=0.3), 230, 290),
    ],
)
def test_deliveries_are_lost_and_doubled_as_often_as_asked_for(
    sim: PayPalSimulator, clock: ManualClock, faults: Faults, least: int, most: int
) -> None:
    _tell(sim, 200, faults)
    clock.advance(timedelta(hours=2))
    assert least <= len(sim.due()) <= most


def test_deliveries_come_late_and_out_of_order_as_the_seed_says(sim: PayPalSimulator, clock: ManualClock) -> None:
    faults = Faults(seed=7, late=0.3, reordered=0.5)
    _tell(sim, 100, faults)
    at_once = len(sim.due())
    clock.advance(timedelta(minutes=2))
    soon = [one.event_id for one in sim.due()]
    clock.advance(timedelta(hours=2))
    assert 0 < at_once < len(soon) < len(sim.due()) == 100
    with sim.reading() as page:
        told = [one["id"] for one in page.all("event")]
    assert soon != [one for one in told if one in soon]
    assert [faults.delays(one) for one in told] == [Faults(7, late=0.3, reordered=0.5).delays(one) for one in told]
    assert [faults.delays(one) for one in told] != [Faults(8, late=0.3, reordered=0.5).delays(one) for one in told]


async def test_what_is_not_answered_comes_again_until_it_is(sim: PayPalSimulator, clock: ManualClock) -> None:
    _tell(sim, 1, Faults())
    answers = [500, 0, 200]
    seen: list[Delivery] = []

    async def take(delivery: Delivery) -> int:
        seen.append(delivery)
        status = answers[len(seen) - 1]
        if status == 0:
            raise httpx2.ConnectError("no route")
        return status

    for _ in range(6):
        await sim.deliver_due(take)
        clock.advance(timedelta(minutes=5))
    assert len(seen) == 3
    assert len({one.body for one in seen}) == 1


async def test_nobody_is_told_for_ever(sim: PayPalSimulator, clock: ManualClock) -> None:
    _tell(sim, 1, Faults())
    tries = 0

    async def refuse(delivery: Delivery) -> int:
        nonlocal tries
        tries += 1
        return 503

    for _ in range(60):
        await sim.deliver_due(refuse)
        clock.advance(timedelta(hours=3))
    assert tries == 25


async def test_the_books_are_there_for_whoever_opens_the_file_next(sim: PayPalSimulator, clock: ManualClock) -> None:
    charge = await _charge(sim)
    other = PayPalSimulator(World(sim.world.path), clock)
    assert await other.payments().charge_now(charge.reference) == charge
    assert other.world.balance(EUR) == Money(1234, EUR)
    assert other.authority.root == sim.authority.root


async def test_many_requests_with_one_id_make_one_order(sim: PayPalSimulator, http: httpx2.AsyncClient) -> None:
    headers = {"PayPal-Request-Id": "one"}
    answers = await asyncio.gather(*(http.post("/v2/checkout/orders", json=ORDER, headers=headers) for _ in range(6)))
    assert len({one.json()["id"] for one in answers}) == 1
    with sim.reading() as page:
        assert page.count("order") == 1


async def test_over_a_socket_an_answer_that_is_lost_is_a_gateways_time_out(sim: PayPalSimulator) -> None:
    method = (await _vault(sim, "timesOutAfterCharge@wallet.example")).removeprefix("paypal:")
    headers = {"Authorization": f"Bearer {sim.access_token()}", "PayPal-Request-Id": "pay_2"}
    order = ORDER | {"payment_source": {"paypal": {"vault_id": method}}}
    transport = httpx2.ASGITransport(app=sim.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8421", headers=headers) as client:
        assert (await client.post("/v2/checkout/orders", json=order)).status_code == 504


def test_two_processes_that_make_the_authority_at_once_agree(tmp_path: Path) -> None:
    first, second = Authority(tmp_path), Authority(tmp_path)
    assert first.certificate == second.certificate
    assert (tmp_path / "simulated-paypal.pem").stat().st_mode & 0o077 == 0
