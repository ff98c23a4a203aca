"""Logs carry the request and no secret; figures carry no label that a caller could make up."""

from __future__ import annotations

import errno
import io
import json
import logging
import threading
from typing import Any

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from trunkline.infra.telemetry import MeasureRequests, about_request, configure_logging, figures
from trunkline.infra.telemetry.bounded import BoundedCounter, BoundedGauge, BoundedHistogram
from trunkline.infra.telemetry.redaction import HIDDEN, redacted, redacted_text


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def events(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_time_level_and_request(out: io.StringIO) -> None:
    configure_logging("json", "info", out)
    log = structlog.get_logger("trunkline.test")
    with about_request("req_1"):
        log.info("invoice.issued", number="2026-0001")
        log.debug("below the level")
    log.warning("outside")
    first, second = events(out)
    assert first.pop("timestamp").endswith("Z")
    assert first == {"event": "invoice.issued", "level": "info", "request_id": "req_1", "number": "2026-0001"}
    assert "request_id" not in second


def test_what_libraries_log_goes_the_same_way(out: io.StringIO) -> None:
    configure_logging("json", "info", out)
    with about_request("req_2"):
        logging.getLogger("uvicorn.error").warning('"WebSocket /ws?ticket=abcdef123456" [accepted]')
        logging.getLogger("uvicorn.access").info("GET /api/v1/invoices?company=com_1")
    (event,) = events(out)
    assert event["request_id"] == "req_2"
    assert event["event"] == f'"WebSocket /ws?ticket={HIDDEN}" [accepted]'


def test_an_exception_is_told_without_secrets(out: io.StringIO) -> None:
    configure_logging("json", "info", out)
    try:
        raise ValueError("cannot reach postgresql://app:hunter22@db/trunkline")
    except ValueError:
        structlog.get_logger().exception("failed")
    (event,) = events(out)
    assert "ValueError" in event["exception"]
    assert "hunter22" not in out.getvalue()


def test_the_console_form_is_for_reading_and_redacted_too(out: io.StringIO) -> None:
    configure_logging("console", "info", out)
    structlog.get_logger().info("signed in", password="hunter22", user="usr_1")
    assert "signed in" in out.getvalue()
    assert "usr_1" in out.getvalue()
    assert "hunter22" not in out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "Authorization",
        "X-API-Key",
        "set-cookie",
        "client_secret",
        "csrf_token",
        "card_number",
        "cvc",
        "ticket",
    ],
)
def test_a_field_with_a_secret_name_is_hidden_at_any_depth(name: str) -> None:
    assert redacted({"outer": [{name: "value-4711"}]}) == {"outer": [{name: HIDDEN}]}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Authorization: Bearer abcdef.123456", "abcdef"),
        ("key tk_live_0123456789abcdef refused", "0123456789"),
        ("postgresql://app:hunter22@db/x", "hunter22"),
        ("/reset?token=abc123&x=1", "abc123"),
        ('{"password": "hunter22"}', "hunter22"),
        ("Cookie: session=abc; theme=dark", "abc"),
        ("paid with 4242 4242 4242 4242 today", "4242 4242 4242"),
        ("paid with 4242-4242-4242-4242", "4242-4242-4242"),
        ("card 378282246310005", "37828224631"),
    ],
)
def test_a_text_that_looks_like_a_secret_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in redacted_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "inv_01h455vb4pex5vsknk084sn02q",
        "took 0.4242424242424242 s",
        "4242424242424241",
        "invoice 2026-000123 of 12.34 EUR",
        "GET /api/v1/users",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redacted_text(text) == text


def test_a_card_keeps_its_last_four_digits() -> None:
    assert redacted_text("4000056655665556") == "[card …5556]"


def test_a_label_value_that_was_not_declared_is_other() -> None:
    registry = CollectorRegistry()
    counter = BoundedCounter("calls", "Calls.", registry, disposition=frozenset({"answered"}))
    for disposition in ("answered", "com_01h455vb4pex5vsknk084sn02q", "/etc/passwd"):
        counter.add(disposition=disposition)
    page = generate_latest(registry).decode()
    assert 'calls_total{disposition="answered"} 1.0' in page
    assert 'calls_total{disposition="other"} 2.0' in page
    assert "com_01" not in page


def test_a_label_must_be_given_and_only_those_declared() -> None:
    counter = BoundedCounter("calls", "Calls.", CollectorRegistry(), disposition=frozenset({"answered"}))
    with pytest.raises(AssertionError, match="disposition"):
        counter.add(company="com_1")


def test_a_state_that_is_not_known_is_absent_and_not_zero() -> None:
    registry = CollectorRegistry()
    gauge = BoundedGauge("queue", "Jobs.", registry)
    assert "\nqueue " not in generate_latest(registry).decode()
    gauge.set(0)
    assert "\nqueue 0.0" in generate_latest(registry).decode()
    gauge.unknown()
    assert "\nqueue " not in generate_latest(registry).decode()


def test_no_figure_of_the_program_has_a_label_without_a_list_of_its_values() -> None:
    bounded = [
        one for one in vars(figures).values() if isinstance(one, BoundedCounter | BoundedGauge | BoundedHistogram)
    ]
    assert len(bounded) > 15
    for one in bounded:
        for name, values in one.labels.items():
            assert isinstance(values, frozenset) or name == "route", (
                f"{name} could take any value: name those it may take"
            )
            assert not {"company", "company_id", "user", "user_id", "path"} & {name}


async def test_a_request_is_counted_by_its_template_and_never_by_its_path() -> None:
    app = FastAPI()
    app.add_middleware(MeasureRequests)

    @app.get("/measured/{id}")
    async def measured(id: str) -> str:
        if id == "broken":
            raise RuntimeError("no")
        return id

    figures.know_routes(["/measured/{id}"])
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        for path in ("/measured/com_secret", "/measured/broken", "/wp-login.php"):
            await client.get(path)
    page = (await figures.render()).decode()
    assert 'trunkline_http_requests_total{method="GET",route="/measured/{id}",status="200"} 1.0' in page
    assert 'trunkline_http_requests_total{method="GET",route="/measured/{id}",status="500"} 1.0' in page
    assert 'route="other",status="404"' in page
    assert 'trunkline_http_request_seconds_count{method="GET",route="/measured/{id}"} 2.0' in page
    assert "com_secret" not in page
    assert "wp-login" not in page


async def test_the_page_is_rendered_in_another_thread() -> None:
    threads: list[int] = []

    class Seen:
        def collect(self) -> list[Any]:
            threads.append(threading.get_ident())
            return []

    seen: Any = Seen()
    figures.REGISTRY.register(seen)
    try:
        threads.clear()
        await figures.render()
    finally:
        figures.REGISTRY.unregister(seen)
    assert threads
    assert threads[0] != threading.get_ident()


class FullDisk(io.StringIO):
    tried = 0

    def write(self, text: str) -> int:
        self.tried += 1
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_keeps_nobody_from_working() -> None:
    disk = FullDisk()
    configure_logging("json", "info", disk)
    structlog.get_logger("test").info("lost")
    logging.getLogger("library").warning("lost as well")
    assert disk.tried >= 2
