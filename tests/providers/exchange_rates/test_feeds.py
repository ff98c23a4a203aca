"""What each source's answers become: the recorded ones, and those that nobody should believe."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.shared_data import shared_file
from trunkline.domains.currencies.model import FailureKind, NotQuoted, Outcome, Quoted, Source
from trunkline.domains.currencies.ports import RateFeed
from trunkline.infra.rates_settings import RatesSettings
from trunkline.infra.telemetry import configure_logging
from trunkline.kernel.money import CURRENCIES
from trunkline.providers.exchange_rates import ConnectedRates, http

KEY = "0123456789abcdef0123456789abcdef"
SETTINGS = RatesSettings(
    sources=("open_exchange_rates", "fixer", "ecb"), open_exchange_rates_key=KEY, fixer_key=KEY, age_max_days=7
)
OXR, FIXER, ECB = Source.open_exchange_rates, Source.fixer, Source.ecb
Answer = Callable[[httpx2.Request], httpx2.Response]


def feed(source: Source, answer: Answer, settings: RatesSettings = SETTINGS) -> RateFeed:
    return ConnectedRates(settings, httpx2.MockTransport(answer)).feed(source)


async def said(source: Source, body: bytes | str, status: int = 200) -> Outcome:
    content = body.encode() if isinstance(body, str) else body
    return await feed(source, lambda _: httpx2.Response(status, content=content)).latest()


async def told(source: Source, **changes: Any) -> Outcome:
    """A good answer of the source's, but for the changes."""
    good = {"base": "EUR", "timestamp": 1767189600, "rates": {"USD": 1.175, "JPY": 184.09}} | changes
    return await said(source, json.dumps({name: value for name, value in good.items() if value is not None}))


def quoted(outcome: Outcome) -> Quoted:
    assert isinstance(outcome, Quoted), outcome
    return outcome


def refused(outcome: Outcome, kind: FailureKind) -> str:
    assert isinstance(outcome, NotQuoted), outcome
    assert outcome.kind is kind, outcome
    assert KEY not in outcome.detail
    return outcome.detail


# ------------------------------------------------------------------------------------------------------------ as recorded
async def test_open_exchange_rates_as_recorded() -> None:
    found = quoted(await said(OXR, shared_file("fx/OpenExchangeRates__latest_full.json").read_bytes()))
    assert (found.base, found.as_of) == ("USD", datetime(2014, 10, 22, 20, 0, 44, tzinfo=UTC))
    assert (found.rates["EUR"], found.rates["KWD"]) == (Decimal("0.79085"), Decimal("0.289201"))
    # 168 rates: the base itself, and those of what is no currency of ours (bitcoin, gold …), are not among them.
    assert (len(found.rates), found.left_out) == (168 - 1 - found.left_out, 16)
    assert "BTC" not in found.rates
    assert {code for code in found.rates if code not in CURRENCIES} == {"EEK", "HRK", "LTL", "LVL", "MTL"}


async def test_fixer_as_recorded() -> None:
    found = quoted(await said(FIXER, shared_file("fx/Fixer__latest.json").read_bytes()))
    assert (found.base, found.as_of, len(found.rates)) == ("EUR", datetime(2016, 8, 26, tzinfo=UTC), 31)
    assert (found.rates["USD"], found.rates["IDR"]) == (Decimal("1.129"), Decimal("14906.0"))
    newer = quoted(await said(FIXER, shared_file("fx/FixerApiLayer__latest.json").read_bytes()))
    assert newer.as_of == datetime(2022, 5, 25, 13, 19, 3, tzinfo=UTC), "the moment is better than the day"


async def test_the_european_central_bank_as_recorded() -> None:
    found = quoted(await said(ECB, shared_file("fx/EuropeanCentralBank__success.xml").read_bytes()))
    assert (found.base, found.as_of) == ("EUR", datetime(2015, 1, 7, 13, 15, tzinfo=UTC))
    assert (found.rates["USD"], found.rates["GBP"]) == (Decimal("1.1831"), Decimal("0.78230"))
    assert (len(found.rates), found.left_out) == (31, 0)


@pytest.mark.parametrize(
    ("source", "name", "status", "kind", "word"),
    [
        (OXR, "OpenExchangeRates__app_id_inactive.json", 401, FailureKind.refused, "app_id_inactive"),
        (OXR, "OpenExchangeRates__error.json", 403, FailureKind.refused, "not_allowed"),
        (FIXER, "Fixer__error.json", 200, FailureKind.refused, "base_currency_access_restricted"),
        (FIXER, "ExchangeRatesApi__invalid_access_key.json", 401, FailureKind.refused, "invalid_access_key"),
        (FIXER, "CurrencyLayer__error.json", 200, FailureKind.refused, "invalid_access_key"),
    ],
)
async def test_refusals_as_recorded(source: Source, name: str, status: int, kind: FailureKind, word: str) -> None:
    outcome = await said(source, shared_file(f"fx/{name}").read_bytes(), status)
    assert refused(outcome, kind) == f"It refuses: {word} (status {status})."


# --------------------------------------------------------------------------------------------------- not to be believed
@pytest.mark.parametrize("source", [OXR, FIXER])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rates": {"USD": 0}}, "its rate of USD is 0"),
        ({"rates": {"USD": 1.1, "JPY": -184}}, "its rate of JPY is -184"),
        ({"rates": {"USD": "1.1x"}}, "its rate of USD is no number that can be kept exactly"),
        ({"rates": {"USD": 1e40}}, "its rate of USD is no number that can be kept exactly"),
        ({"rates": {"USD": True}}, "its rate of USD is no number"),
        ({"rates": {"USD": None}}, "its rate of USD is no number"),
        ({"rates": {"USD": [1]}}, "its rate of USD is no number"),
        ({"rates": {"EUR": 2, "USD": 1}}, "1 EUR is 2 EUR in it"),
        ({"rates": {"BTC": 3, "usd": 1, "XX1": 1}}, "it has no rate of any currency that is known here"),
        ({"rates": {}}, "it has no rates, or more than 400"),
        ({"rates": {f"A{i}": 1 for i in range(500)}}, "it has no rates, or more than 400"),
        ({"rates": [1]}, "it has no rates, or more than 400"),
        ({"base": "BTC"}, "its base is no currency"),
        ({"base": None}, "its base is no currency"),
        ({"timestamp": None}, "it does not say of when it is"),
        ({"timestamp": -5}, "it does not say of when it is"),
        ({"timestamp": "now"}, "it does not say of when it is"),
        ({"timestamp": 1e300}, "it does not say of when it is"),
    ],
)
async def test_a_wrong_answer_is_refused_as_a_whole(source: Source, changes: dict[str, Any], words: str) -> None:
    detail = refused(await told(source, **changes), FailureKind.unreadable)
    assert detail == f"Its answer cannot be used: {words}."


@pytest.mark.parametrize("source", [OXR, FIXER])
@pytest.mark.parametrize("body", ["", "<html>", "[]", "{", '{"rates": {"USD": NaN}}', "\xff" * 9, "[" * 9000])
async def test_what_is_no_json_object_is_refused(source: Source, body: str) -> None:
    assert "it is not" in refused(await said(source, body), FailureKind.unreadable)


CUBE = "<e xmlns='x'><Cube><Cube time='2026-03-02'><Cube currency='USD' rate='1.1'/>{}</Cube></Cube></e>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("nothing", "it is not XML"),
        ("<a/>", "it is not the rates of one day"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "it declares a document type"),
        (CUBE.format("<Cube currency='USD' rate='1'/>"), "it names a currency twice, or too many"),
        (CUBE.format("<Cube time='2026-03-03'/>"), "it is not the rates of one day"),
        (CUBE.replace("2026-03-02", "2.3.26").format(""), "it is not the rates of one day"),
        (CUBE.format("<Cube currency='JPY' rate='0'/>"), "its rate of JPY is 0"),
        (CUBE.format("<Cube currency='JPY'/>"), "its rate of JPY is no number that can be kept exactly"),
        (CUBE.format("<Cube currency='JPY' rate='NaN'/>"), "its rate of JPY is no number that can be kept exactly"),
    ],
)
async def test_a_wrong_day_of_the_bank_is_refused(body: str, words: str) -> None:
    assert refused(await said(ECB, body), FailureKind.unreadable) == f"Its answer cannot be used: {words}."


async def test_rates_are_kept_digit_for_digit() -> None:
    body = (
        '{"base": "USD", "timestamp": 1767189600, "rates": {"EUR": 0.85106382978723404, "VND": 26300, "KWD": 3.07e-1}}'
    )
    found = quoted(await said(OXR, body))
    assert {code: format(rate, "f") for code, rate in found.rates.items()} == {
        "EUR": "0.85106382978723404",
        "VND": "26300",
        "KWD": "0.307",
    }


# ------------------------------------------------------------------------------------------------------------ the network
@pytest.mark.parametrize("source", list(Source))
async def test_a_body_without_end_is_not_read_to_it(source: Source) -> None:
    sent = 0

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            nonlocal sent
            while True:
                sent += 65_536
                yield b" " * 65_536

    outcome = await feed(source, lambda _: httpx2.Response(200, stream=Endless())).latest()
    assert refused(outcome, FailureKind.unreadable) == "Its answer is longer than 1048576 bytes."
    assert sent <= http.BODY_BYTES_MAX + 2 * 65_536


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, FailureKind.unreachable),
        (503, FailureKind.unreachable),
        (429, FailureKind.limited),
        (401, FailureKind.refused),
        (403, FailureKind.refused),
        (404, FailureKind.unreadable),
        (302, FailureKind.unreadable),
    ],
)
async def test_a_status_without_a_word(source: Source, status: int, kind: FailureKind) -> None:
    assert f"status {status}" in refused(await said(source, "<html>", status), kind)


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    "error", [httpx2.ConnectTimeout, httpx2.ReadTimeout, httpx2.ConnectError, httpx2.DecodingError]
)
async def test_no_answer_is_an_outcome(source: Source, error: type[httpx2.RequestError]) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise error(f"while asking {request.url}")

    detail = refused(await feed(source, fail).latest(), FailureKind.unreachable)
    assert detail == f"No whole answer came ({error.__name__})."


async def test_an_answer_that_is_packed_is_not_unpacked() -> None:
    packed = httpx2.ByteStream(gzip.compress(b" " * 10_000_000))
    answer = httpx2.Response(200, stream=packed, headers={"content-encoding": "gzip"})
    assert "packed" in refused(await feed(ECB, lambda _: answer).latest(), FailureKind.unreadable)


async def test_an_answer_that_drips_is_given_up() -> None:
    class Dripping(httpx2.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            while True:
                await asyncio.sleep(0.01)
                yield b" "

    answer = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=Dripping()))
    outcome = await http.get(http.Request("https://rates.example/", {}, {}), answer, whole_seconds_max=0)
    assert isinstance(outcome, NotQuoted)
    assert outcome.kind is FailureKind.unreachable


# --------------------------------------------------------------------------------------------------------------- the keys
async def test_the_key_goes_where_the_source_wants_it_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(500)

    by_header = RatesSettings(sources=("fixer",), fixer_key=KEY, fixer_base="https://api.apilayer.com/fixer")
    with caplog.at_level(logging.WARNING):
        for source in Source:
            await feed(source, answer).latest()
        await feed(FIXER, answer, by_header).latest()
    assert [str(one.url).replace(KEY, "…") for one in asked] == [
        "https://openexchangerates.org/api/latest.json",
        "https://data.fixer.io/api/latest?access_key=…",
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
        "https://api.apilayer.com/fixer/latest",
    ]
    assert asked[0].headers["authorization"] == f"Token {KEY}"
    assert asked[3].headers["apikey"] == KEY
    assert all(KEY not in str(dict(asked[n].headers)) for n in (1, 2))
    assert KEY not in caplog.text
    assert KEY not in repr(SETTINGS) + repr(http.Request("https://x/", {"access_key": KEY}, {"apikey": KEY}))


async def test_a_log_of_the_request_has_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    """httpx2 logs addresses at level info, and Fixer's has the key in it."""
    stream = io.StringIO()
    configure_logging("json", "debug", stream)
    await feed(FIXER, lambda _: httpx2.Response(500)).latest()
    assert stream.getvalue() == ""
    logging.getLogger("httpx2").error("asked for https://data.fixer.io/api/latest?access_key=%s&app_id=%s", KEY, KEY)
    assert "access_key=[redacted]&app_id=[redacted]" in stream.getvalue()
    assert KEY not in stream.getvalue()


async def test_a_number_without_end_is_not_written_out() -> None:
    error = '{"success": false, "error": {"code": 1e999999999}}'
    assert refused(await said(FIXER, error), FailureKind.unreadable) == "It refuses: 0 (status 200)."
    message = '{"error": true, "message": 1e999999999}'
    assert refused(await said(OXR, message), FailureKind.unreadable) == "It refuses: 0 (status 200)."


@pytest.mark.parametrize("source", [OXR, FIXER])
async def test_a_key_that_is_said_back_is_not_said_again(source: Source) -> None:
    body = {"error": True, "status": 401, "message": f"invalid_{KEY}"}
    if source is FIXER:
        body = {"success": False, "error": {"code": 101, "type": f"bad_{KEY}", "info": KEY}}
    assert "no reason that can be shown" in refused(
        await said(source, json.dumps(body), 401), FailureKind.unreadable if source is OXR else FailureKind.refused
    )
