"""Every mail belongs to a fact and asks for what it has; nothing that a company is called writes a header."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.notifications.jobs import WRITTEN
from trunkline.domains.notifications.model import Letter, MailKind
from trunkline.domains.notifications.rules import (
    MAIL_TRIES_MAX,
    MAILED,
    Occasion,
    compose_mail,
    deliverable_address,
    is_mailed,
    mail_wait_after,
    message_id_of,
    message_of,
    one_line,
)
from trunkline.domains.notifications.rules.mail_texts import MailText
from trunkline.kernel.ids import MailId

BERLIN = ZoneInfo("Europe/Berlin")
BY_KIND = {fact.kind: fact for fact in WRITTEN}
EURO = {"amount": "1234.50", "currency": "EUR"}
LETTER = Letter(
    message_id="<mai_1@trunkline.example>",
    sender="Trunkline <billing@trunkline.example>",
    recipient="accounts@nordlicht.example",
    title="Invoice",
    text="Hello",
    html="<p>Hello</p>",
    locale="en",
    written_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
)


def _issued(locale: str = "en", **payload: object) -> Occasion:
    told = {"number": "TL-1", "total": EURO, "due_at": "2026-03-15T23:00:00Z"} | payload
    return Occasion("invoice.issued", "inv_1", told, "Nordlicht", locale, BERLIN)


def test_what_is_written_is_what_has_a_text() -> None:
    assert set(BY_KIND) == set(MAILED)
    assert {one.kind for one in MAILED.values()} == set(MailKind)


@pytest.mark.parametrize(("kind", "text"), MAILED.items())
def test_a_mail_asks_for_fields_that_its_fact_has_and_is_seen_by_who_may_hear_it(kind: str, text: MailText) -> None:
    known = {one.name for one in fields(BY_KIND[kind])} | {"company"}
    words = (text.title, text.text, text.attached[1] if text.attached else "")
    assert {name for one in words for _, name, _, _ in Formatter().parse(one) if name} <= known
    assert text.audience == str(BY_KIND[kind].audience)


@pytest.mark.parametrize("kind", ["payment.unknown", "payment.started", "payment.attempt_failed", "refund.unknown"])
def test_what_is_not_certain_is_not_written(kind: str) -> None:
    assert not is_mailed(kind, {})


def test_a_refund_that_failed_is_written_when_it_was_told_as_sent() -> None:
    assert is_mailed("refund.failed", {"came_back": True})
    assert not is_mailed("refund.failed", {"came_back": False})


@pytest.mark.parametrize("whose", ["settles_plan", "manual_capture"])
def test_a_payment_that_leaves_nothing_to_be_done_is_not_written(whose: str) -> None:
    assert is_mailed("payment.failed", {"settles_plan": False, "manual_capture": False})
    assert is_mailed("payment.failed", {})
    assert not is_mailed("payment.failed", {"settles_plan": False, "manual_capture": False, whose: True})


@pytest.mark.parametrize(
    ("locale", "amount", "day"),
    [
        ("en", "€1,234.50", "March 16, 2026"),  # midnight in Berlin: the sixteenth
        ("en-GB", "€1,234.50", "16 March 2026"),
        ("de", "1.234,50\xa0€", "March 16, 2026"),
        ("tlh-XX", "€1,234.50", "March 16, 2026"),
    ],
)
def test_amounts_and_days_are_written_as_the_company_writes_them(locale: str, amount: str, day: str) -> None:
    written = compose_mail(_issued(locale))
    assert (written.title, written.locale) == ("Invoice TL-1", "en")
    assert f"Invoice TL-1 over {amount} is attached. It is due on {day}." in written.text
    assert written.text.endswith("This mail was written to the billing address of Nordlicht.")
    (attached,) = written.attachments
    assert (attached.kind, attached.of, attached.name) == ("invoice", "inv_1", "invoice-TL-1.pdf")


def test_a_dunning_message_is_mailed_as_it_is() -> None:
    told = {"title": "Erinnerung: 5 € {x}", "body": "Nicht bezahlt: TL-1.\n\nBitte. <b>", "locale": "de"}
    written = compose_mail(Occasion("dunning.step_reached", "dun_1", told, "Nordlicht", "en", BERLIN))
    assert (written.title, written.text, written.locale) == (told["title"], told["body"], "de")
    assert written.attachments == ()


def test_a_name_that_breaks_lines_writes_no_header() -> None:
    written = compose_mail(_issued(number="TL-1\r\nBcc: thief@example.com\u2028X\x00"))
    assert written.title == "Invoice TL-1 Bcc: thief@example.com X"
    assert written.attachments[0].name == "invoice-TL-1-Bcc-thief-example.com-X-.pdf"
    message = message_of(replace(LETTER, title="A\r\nBcc: thief@example.com", locale="en\nX: y"))
    assert (message["Bcc"], message["X"]) == (None, None)
    with pytest.raises(ValueError, match=r"(?i)newline|carriage|invalid|cr or lf"):
        message_of(replace(LETTER, recipient="a@b.example\r\nBcc: c@d.example"))


@given(st.text(max_size=250))
def test_whatever_a_title_holds_there_is_one_subject_and_no_further_header(title: str) -> None:
    message = message_of(replace(LETTER, title=title))
    parsed = message_from_bytes(message.as_bytes(), policy=default)
    assert set(parsed.keys()) == set(message_of(LETTER).keys())
    assert len(one_line(title).splitlines()) <= 1
    if one_line(title).isascii():
        assert str(parsed["Subject"]).split() == one_line(title).split()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_a_text_arrives_with_its_words_in_both_forms(text: str) -> None:
    told: dict[str, Any] = {"title": "t", "body": text, "locale": "en"}
    written = compose_mail(Occasion("dunning.step_reached", "dun_1", told, "N", "en", BERLIN))
    parsed: Any = message_from_bytes(message_of(replace(LETTER, text=written.text)).as_bytes(), policy=default)
    arrived = parsed.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert arrived.rstrip("\n").split("\n") == written.text.rstrip("\n").split("\n")


@pytest.mark.parametrize(
    ("address", "wired"),
    [
        ("billing+tl@nordlicht.example", "billing+tl@nordlicht.example"),
        ("buchhaltung@müller.example", "buchhaltung@xn--mller-kva.example"),
        ("müller@nordlicht.example", None),
        ('"a b"@nordlicht.example', None),
        ("a..b@nordlicht.example", None),
        (".a@nordlicht.example", None),
        ("a.@nordlicht.example", None),
        ("a.b.c@nordlicht.example", "a.b.c@nordlicht.example"),
        ("a" * 64 + "@nordlicht.example", "a" * 64 + "@nordlicht.example"),
        ("a" * 65 + "@nordlicht.example", None),
        ("a@b.example,c@d.example", None),
        ("a@b.example>\r\nRCPT TO:<c@d.example", None),
        ("a@b.example\n", None),
        ("a@[127.0.0.1]", None),
        ("a@b..example", None),
        ("a@" + "b" * 70 + ".example", None),
        ("a@localhost", None),
        ("nobody", None),
        ("", None),
    ],
)
def test_which_addresses_can_be_written_to(address: str, wired: str | None) -> None:
    assert deliverable_address(address) == wired


def test_a_mail_is_tried_for_more_than_two_days() -> None:
    class Least:
        def getrandbits(self, bits: int) -> int:
            return 0

    waits = [mail_wait_after(tries, Least()) for tries in range(1, MAIL_TRIES_MAX)]
    assert sum(one.total_seconds() for one in waits if one) == 60 * (1 + 5 + 30 + 60 * (2 + 5 + 10 + 18 + 24))
    assert mail_wait_after(MAIL_TRIES_MAX, Least()) is None


def test_the_message_id_is_of_the_senders_domain() -> None:
    assert message_id_of(MailId("mai_1"), "Us <a@mail.example>") == "<mai_1@mail.example>"
