"""Every text belongs to a fact, asks for fields that the fact has, and is heard by those who may hear the fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from tests.shared_data import REPOSITORY
from trunkline.domains.notifications.events import NotificationCreated
from trunkline.domains.notifications.jobs import TOLD, notify
from trunkline.domains.notifications.model import Words
from trunkline.domains.notifications.rules import (
    FOR_COMPANY,
    FOR_OPERATOR,
    About,
    compose_for_company,
    compose_for_operator,
)
from trunkline.kernel.fact import Fact

BERLIN = ZoneInfo("Europe/Berlin")
ROUTER = REPOSITORY / "console" / "src" / "app" / "router.tsx"
SCREEN = re.compile(r'\bpath: "(/[^"]*)"')
BY_KIND = {fact.kind: fact for fact in TOLD}
TEXTS = [(kind, words) for texts in (FOR_COMPANY, FOR_OPERATOR) for kind, words in texts.items()]


def _about(kind: str, payload: Mapping[str, object]) -> About:
    return About(kind, "inv_1", payload, "Nordlicht", BERLIN)


def test_what_is_told_is_what_has_a_text() -> None:
    assert set(BY_KIND) == set(FOR_COMPANY) | set(FOR_OPERATOR)


@pytest.mark.parametrize(("kind", "words"), TEXTS)
def test_a_text_asks_for_fields_that_its_fact_has(kind: str, words: Words) -> None:
    known = {one.name for one in fields(BY_KIND[kind])} | {"subject", "company"}
    asked = {name for text in (words.title, words.body, words.link or "") for _, name, _, _ in Formatter().parse(text)}
    assert {name for name in asked if name} <= known


@pytest.mark.parametrize(("kind", "words"), TEXTS)
def test_a_text_is_heard_by_those_who_may_hear_the_fact(kind: str, words: Words) -> None:
    assert words.audience == str(BY_KIND[kind].audience)


@pytest.mark.parametrize(("kind", "words"), TEXTS)
def test_a_text_leads_to_a_screen_that_the_console_has(kind: str, words: Words) -> None:
    screens = {re.sub(r"\$\w+", "{}", path) for path in SCREEN.findall(ROUTER.read_text(encoding="utf-8"))}
    link = None if words.link is None else re.sub(r"\{\w+\}", "{}", words.link.partition("?")[0])
    assert link is None or link in screens


def test_a_capture_tells_what_is_taken_of_what_was_held() -> None:
    held = {"amount": {"amount": "119.00", "currency": "EUR"}, "invoice_number": "TL-7"}
    words = compose_for_company(
        _about("payment.capture_asked", held | {"captured": {"amount": "19.00", "currency": "EUR"}})
    )
    assert words is not None
    assert words.title == "19.00 EUR are taken for invoice TL-7"
    held_until = held | {"expires_at": "2026-03-15T23:00:00Z"}
    told = compose_for_operator(_about("payment.authorised", held_until))
    assert told is not None
    assert told.body == "Capture them by 2026-03-16, or they are released."


def test_no_job_answers_a_notification() -> None:
    answered: set[type[Fact]] = set(notify.on)
    assert NotificationCreated not in answered


def test_amounts_and_days_are_words() -> None:
    payload = {
        "number": "TL-2026-000007",
        "due": {"amount": "119.00", "currency": "EUR"},
        "due_at": "2026-03-15T23:00:00Z",  # midnight in Berlin: the sixteenth
    }
    words = compose_for_company(_about("invoice.past_due", payload))
    assert words is not None
    assert (words.title, words.link) == ("Invoice TL-2026-000007 is past due", "/invoices/inv_1")
    assert words.body == "119.00 EUR was to be paid by 2026-03-16."


def test_the_operator_is_told_whose_invoice_it_is() -> None:
    payload = {"number": "TL-1", "due": {"amount": "5", "currency": "JPY"}, "due_at": "2026-03-15T23:00:00Z"}
    words = compose_for_operator(_about("invoice.past_due", payload))
    assert words is not None
    assert words.title == "Nordlicht: invoice TL-1 is past due"


def test_the_last_failed_attempt_is_told_by_the_failed_payment_alone() -> None:
    assert compose_for_company(_about("payment.attempt_failed", {"next_attempt_at": None})) is None


def test_a_dead_notifier_is_not_told_by_the_notifier() -> None:
    payload: dict[str, object] = {"job_kind": notify.kind, "attempts": 8, "error": "…"}
    assert compose_for_operator(_about("job.dead", payload)) is None
    assert compose_for_operator(_about("job.dead", payload | {"job_kind": "billing.run"})) is not None


def test_a_long_error_is_cut_to_what_fits() -> None:
    words = compose_for_operator(_about("job.dead", {"job_kind": "x.y", "attempts": 8, "error": "e" * 3000}))
    assert words is not None
    assert len(words.body) == 500
