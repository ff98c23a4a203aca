"""The room over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.conftest import NOON, run_jobs
from tests.domains.currencies.stage import ACTOR, ECB, OXR, Told, keep, quoted, with_sources
from tests.factories import make_company
from trunkline.domains.currencies.model import RatePolicy
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import CURRENCIES

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)  # what the databases make of it is asked in the tests of rates and conversions
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
READ, MANAGE, MAKE, LOG = "rates.read", "rates.manage", "conversions.make", "conversions.read"
AS_RECORDED = "2026-03-02T11:59:00Z"


@pytest.fixture
def told() -> Told:
    return Told(RatePolicy(order=(OXR, ECB), age_max=7 * DAY), {OXR: quoted(NOON - MINUTE)})


@pytest.fixture
async def program(program: Program, told: Told) -> Program:
    made = with_sources(program, told)
    await keep(made, quoted(NOON - MINUTE))
    return made


@pytest.fixture
async def company(program: Program) -> CompanyId:
    async with program.scope(ACTOR) as scope:
        return (await make_company(scope)).id


async def get(client: httpx2.AsyncClient, path: str, status: int = 200) -> Any:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def post(client: httpx2.AsyncClient, path: str, body: object = None, status: int = 200) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_the_currencies_with_names_digits_and_who_takes_them(program: Program) -> None:
    async with client_as(program, READ) as client:
        english = await get(client, "/currencies")
        german = await get(client, "/currencies?locale=de")
        assert (await get(client, "/currencies?locale=klingon", 422))["errors"][0]["pointer"] == "query:locale"
    assert (english["locale"], german["locale"]) == ("en", "de")
    by_code = {one["code"]: one for one in english["items"]}
    assert len(by_code) == len(CURRENCIES) >= 150
    assert {code: one["exponent"] for code, one in by_code.items()} == {
        code: one.exponent for code, one in CURRENCIES.items()
    }
    assert by_code["JPY"] == {
        "code": "JPY",
        "exponent": 0,
        "name": "Japanese Yen",
        "symbol": "¥",
        "providers": [
            {"provider": "stripe", "exponent": 0, "step": "1", "payout_step": "1"},
            {"provider": "paypal", "exponent": 0, "step": "1", "payout_step": "1"},
        ],
    }
    # The providers' own: forints by PayPal whole, by Stripe with hundredths that are not paid out; dinars to the hundredth.
    assert by_code["HUF"]["providers"] == [
        {"provider": "stripe", "exponent": 2, "step": "0.01", "payout_step": "1.00"},
        {"provider": "paypal", "exponent": 0, "step": "1", "payout_step": "1"},
    ]
    assert by_code["KWD"]["providers"] == [
        {"provider": "stripe", "exponent": 3, "step": "0.010", "payout_step": "0.010"}
    ]
    assert (by_code["ISK"]["exponent"], by_code["ISK"]["providers"][0]["exponent"]) == (0, 2)
    assert by_code["KPW"]["providers"] == []
    assert {one["code"]: one["name"] for one in german["items"]}["USD"] == "US-Dollar"


async def test_the_names_are_in_the_companys_language(program: Program, company: CompanyId) -> None:
    async with client_as(program, READ, company_id=company) as client:
        assert (await get(client, "/currencies"))["locale"] == "en"


async def test_a_rate_with_where_it_is_from(program: Program) -> None:
    async with client_as(program, READ) as client:
        found = await get(client, "/exchange-rate?from=EUR&to=JPY")
        sheet = await get(client, f"/rate-sheets/{found['sheet_id']}")
        assert [one["id"] for one in (await get(client, "/rate-sheets?source=open_exchange_rates"))["items"]] == [
            found["sheet_id"]
        ]
        assert (await get(client, "/exchange-rate?from=EUR&to=EUR"))["rate"] == "1"
    assert found == {
        "from": "EUR",
        "to": "JPY",
        "rate": "184.305882353",
        "source": "open_exchange_rates",
        "source_name": "Open Exchange Rates",
        "base": "USD",
        "source_rate": "0.85",
        "target_rate": "156.66",
        "sheet_id": found["sheet_id"],
        "as_of": AS_RECORDED,
        "fetched_at": "2026-03-02T12:00:00Z",
        "stale": False,
        "held": False,
    }
    assert (sheet["rates"]["EUR"], sheet["carried"], sheet["currencies"]) == ("0.85", {}, 4)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("from=EUR&to=JPY&at=2026-03-02", 200, None),
        ("from=EUR&to=JPY&at=2026-03-02T12:59:30%2B01:00", 200, None),
        ("from=EUR&to=JPY&at=2026-03-01", 409, "rate_unknown"),
        ("from=EUR&to=BHD", 409, "rate_unknown"),
        ("from=EUR&to=JPY&at=2026-03-03", 422, "invalid"),
        ("from=EUR&to=JPY&at=yesterday", 422, "invalid"),
        ("from=EUR&to=JPY&at=20260302", 422, "invalid"),
        ("from=EUR&to=JPY&at=2026-02-30", 422, "invalid"),
        ("from=EUR&to=BTC", 422, "invalid"),
        ("from=EUR", 422, "invalid"),
        ("from=eur&to=JPY", 422, "invalid"),
    ],
)
async def test_what_is_asked_for(program: Program, query: str, status: int, code: str | None) -> None:
    async with client_as(program, READ) as client:
        assert (await get(client, f"/exchange-rate?{query}", status)).get("code") == code


async def test_a_rate_too_old_is_a_clear_refusal(program: Program, clock: Any) -> None:
    async with client_as(program, READ) as client:
        clock.advance(8 * DAY)
        refused = await get(client, "/exchange-rate?from=EUR&to=JPY", 503)
        (first, *_) = (await get(client, "/rate-sources"))["items"]
    assert refused["code"] == "rates_too_old"
    assert "TRUNKLINE_RATES_AGE_MAX_DAYS" in refused["detail"]
    assert first["freshness"] == "too_old"


async def test_the_course_of_a_pair(program: Program) -> None:
    await keep(program, quoted(NOON - 3 * DAY, EUR="0.86"))
    async with client_as(program, READ) as client:
        found = await get(client, "/exchange-rate-series?from=USD&to=EUR&since=2026-02-26&until=2026-03-02")
        assert [(one["day"], one["rate"]) for one in found["points"]] == [
            ("2026-02-27", "0.86"),
            ("2026-03-02", "0.85"),
        ]
        usual = await get(client, "/exchange-rate-series?from=USD&to=EUR")
        assert (usual["since"], usual["until"], len(usual["points"])) == ("2025-12-02", "2026-03-02", 2)
        await get(client, "/exchange-rate-series?from=USD&to=EUR&since=2020-01-01", 422)
        await get(client, "/exchange-rate-series?from=USD&to=EUR&until=0001-01-01", 422)
        await get(client, "/exchange-rate-series?from=USD&to=XXX", 422)


async def test_a_conversion_is_made_once_and_kept(program: Program, company: CompanyId) -> None:
    body = {"amount": "100.01", "from": "USD", "to": "KWD", "operation_key": "order-1"}
    async with client_as(program, MAKE, LOG, company_id=company) as client:
        made = await post(client, "/convert", body)
        assert await post(client, "/convert", body) == made
        assert (await post(client, "/convert", body | {"amount": "100.02"}, 409))["code"] == "operation_key_used"
        assert await get(client, f"/conversions/{made['id']}") == made
        assert (await get(client, "/conversions"))["items"] == [made]
    assert {name: made[name] for name in ("amount", "converted", "exact", "rate", "as_of", "stale")} == {
        "amount": {"amount": "100.01", "currency": "USD"},
        "converted": {"amount": "30.713", "currency": "KWD"},
        "exact": "30.7131",
        "rate": "0.3071",
        "as_of": AS_RECORDED,
        "stale": False,
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount": "1.005"}, "/amount"),
        ({"amount": "a lot"}, "/amount"),
        ({"amount": "99999999999999999"}, "/amount"),
        ({"from": "XXX"}, "/from"),
        ({"to": "EEK"}, "/to"),
        ({"operation_key": "with blanks in it"}, "/operation_key"),
        ({"operation_key": ""}, "/operation_key"),
        ({"operation_key": "x" * 121}, "/operation_key"),
        ({"at": "yesterday"}, "/at"),
        ({"at": "2026-03-03T12:00:00Z"}, "/at"),
        ({"fee": "1"}, "/fee"),
    ],
)
async def test_a_conversion_that_cannot_stand(
    program: Program, company: CompanyId, changes: dict[str, str], pointer: str
) -> None:
    body = {"amount": "1", "from": "USD", "to": "EUR", "operation_key": "order-1"} | changes
    async with client_as(program, MAKE, LOG, company_id=company) as client:
        refused = await post(client, "/convert", body, 422)
        assert [one["pointer"] for one in refused["errors"]] == [pointer]
        assert (await get(client, "/conversions"))["items"] == []


async def test_the_operator_says_which_company(program: Program) -> None:
    body = {"amount": "1", "from": "USD", "to": "EUR", "operation_key": "order-1"}
    async with client_as(program, MAKE) as client:
        assert "Say which company" in (await post(client, "/convert", body, 422))["detail"]


async def test_the_sources_and_asking_them_now(program: Program, told: Told) -> None:
    async with client_as(program, READ, MANAGE) as client:
        before = await get(client, "/rate-sources")
        told.answers = {ECB: quoted(NOON - MINUTE, "EUR", {"USD": "1.2"})}
        assert await post(client, "/rate-fetches", status=202) == {"sources": ["open_exchange_rates", "ecb"]}
        await run_jobs(program)
        first, second, third = (await get(client, "/rate-sources"))["items"]
    assert {name: before[name] for name in before if name != "items"} == {
        "interval_minutes": 4,
        "fresh_hours": 24,
        "age_max_days": 7,
        "band_percent": "10",
        "next_round_at": "2026-03-02T12:00:00Z",
    }
    assert (first["source"], first["place"], first["failures"], first["failure"]) == (
        "open_exchange_rates",
        1,
        1,
        "unreachable",
    )
    assert (first["detail"], first["again_at"], first["freshness"]) == ("It is down.", "2026-03-02T12:04:00Z", "fresh")
    assert (second["source"], second["name"], second["currencies"]) == ("ecb", "European Central Bank", 1)
    assert (third["source"], third["place"], third["as_of"], third["freshness"]) == ("fixer", None, None, None)


async def test_nobody_can_be_asked_where_nobody_is_named(program: Program) -> None:
    async with client_as(with_sources(program, Told()), READ, MANAGE) as client:
        assert (await post(client, "/rate-fetches", status=409))["code"] == "no_rate_sources"
        found = await get(client, "/rate-sources")
    assert (found["next_round_at"], found["age_max_days"]) == (None, None)
    assert {one["place"] for one in found["items"]} == {None}


async def test_a_held_rate_is_decided_by_somebody_who_may(program: Program) -> None:
    await keep(program, quoted(NOON, EUR="1.7"))
    async with client_as(program, READ) as client:
        (held,) = (await get(client, "/rate-holds?state=open"))["items"]
        assert (await get(client, "/exchange-rate?from=USD&to=EUR"))["held"] is True
        path = f"/rate-holds/{held['id']}"
        await post(client, f"{path}/decisions", {"decision": "accept", "rate": "1.7"}, 403)
    assert (held["currency"], held["rate"], held["previous"], held["change_percent"]) == (
        "EUR",
        "1.7",
        "0.85",
        "100.0000",
    )
    async with client_as(program, READ, MANAGE) as client:
        for blind in ({}, {"rate": "much"}):
            refused = await post(client, f"{path}/decisions", {"decision": "accept", **blind}, 422)
            assert [one["pointer"] for one in refused["errors"]] == ["/rate"]
        decided = await post(client, f"{path}/decisions", {"decision": "accept", "rate": "1.70", "note": "Devalued."})
        assert (await get(client, path)) == decided
        assert (await post(client, f"{path}/decisions", {"decision": "refuse"}, 409))["code"] == "hold_decided"
        assert (await get(client, "/exchange-rate?from=USD&to=EUR"))["rate"] == "1.7"
        await get(client, "/rate-holds/rhd_01h455vb4pex5vsknk084sn02q", 404)
    assert (decided["state"], decided["note"], decided["decided_by"]) == ("accepted", "Devalued.", "test")


async def test_nobody_accepts_a_rate_that_was_not_seen(program: Program, clock: Any) -> None:
    await keep(program, quoted(NOON, EUR="1.7"))
    clock.advance(4 * MINUTE)
    await keep(program, quoted(NOON + 4 * MINUTE, EUR="3.4"))
    async with client_as(program, READ, MANAGE) as client:
        (held,) = (await get(client, "/rate-holds?state=open"))["items"]
        path = f"/rate-holds/{held['id']}/decisions"
        for decision in ("accept", "refuse"):
            changed = await post(client, path, {"decision": decision, "rate": "1.7"}, 409)
            assert (changed["code"], changed["rate"]) == ("hold_changed", "3.4")
            assert "3.4 EUR" in changed["detail"]
        assert (await get(client, "/exchange-rate?from=USD&to=EUR"))["rate"] == "0.85"
        assert (await post(client, path, {"decision": "refuse"}))["state"] == "refused"
        assert (await post(client, path, {"decision": "accept", "rate": held["rate"]}))["state"] == "accepted"
        assert (await get(client, "/exchange-rate?from=USD&to=EUR"))["rate"] == "3.4"
        assert (await post(client, path, {"decision": "accept", "rate": "3.4"}, 409))["code"] == "hold_decided"
