"""Putting a fact into a mail: whether there is one, its words in the company's way of writing amounts and days, its two forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from trunkline.domains.notifications.model import MAIL_TITLE_LENGTH_MAX, Attachment, Mail, WrittenMail
from trunkline.domains.notifications.rules.composing import moment_of
from trunkline.domains.notifications.rules.mail_texts import FOOTER, MAIL_LOCALE, MAILED, MailText

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
# Whoever breaks a line in a header writes a header of his own: nothing that any program takes for the end of a line stays.
_BREAKS = {"Cc", "Cs", "Zl", "Zp"}
# The one that dunning writes itself has its own language; the others are English with amounts and days as the company writes them.
_OWN_WORDS = "dunning.step_reached"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A fact, and of its company what a mail needs: the name, how it writes, and its zone."""

    kind: str
    subject: str
    payload: Mapping[str, object]
    company: str
    locale: str
    zone: ZoneInfo


def is_mailed(kind: str, payload: Mapping[str, object]) -> bool:
    """Whether a fact is written to anybody. A refund that was never told as sent fails silently for the mailbox: the money is credit.

    So does a payment that leaves nothing to be done: a plan that was not settled at once goes on, and what the operator wanted held was
    asked of nobody.
    """
    if kind == "refund.failed":
        return payload.get("came_back") is True
    if kind == "payment.failed":
        return not (payload.get("settles_plan") or payload.get("manual_capture"))
    return kind in MAILED


def compose_mail(occasion: Occasion) -> WrittenMail:
    """The mail of a fact that `is_mailed`."""
    chosen = MAILED[occasion.kind]
    values = {name: _written(value, occasion) for name, value in occasion.payload.items()}
    values |= {"company": occasion.company}
    return WrittenMail(
        kind=chosen.kind,
        subject=occasion.subject,
        locale=str(occasion.payload["locale"]) if occasion.kind == _OWN_WORDS else MAIL_LOCALE,
        title=one_line(chosen.title.format_map(values))[:MAIL_TITLE_LENGTH_MAX],
        text=_paragraphs(chosen, values, own=occasion.kind == _OWN_WORDS),
        audience=chosen.audience,
        attachments=_attachments(chosen, occasion.subject, values),
    )


def one_line(text: str) -> str:
    """The text with a blank for whatever is no character of a line."""
    kept = (one for one in text if unicodedata.category(one) != "Cf")
    return " ".join("".join(" " if unicodedata.category(one) in _BREAKS else one for one in kept).split())


def html_of(mail: Mail) -> str:
    """The same words as HTML: a paragraph for each, everything escaped, nothing loaded from anywhere."""
    parts = [f"<p>{'<br>'.join(escape(one).splitlines())}</p>" for one in mail.text.split("\n\n")]
    lines = (
        f'<!doctype html><html lang="{escape(mail.locale)}"><head><meta charset="utf-8"><title>{escape(mail.title)}</title></head>',
        '<body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#1f2933;max-width:36em">',
        *parts,
        "</body></html>",
    )
    return "\n".join(lines)


def _paragraphs(chosen: MailText, values: Mapping[str, str], *, own: bool) -> str:
    text = chosen.text.format_map(values)
    return _printable(text if own else f"{text}\n\n{FOOTER.format_map(values)}")


def _printable(text: str) -> str:
    """Lines as they are; other control characters and halves of characters become blanks."""
    return "".join(one if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"} else " " for one in text)


def _attachments(chosen: MailText, subject: str, values: Mapping[str, str]) -> tuple[Attachment, ...]:
    if chosen.attached is None:
        return ()
    kind, name = chosen.attached
    return (Attachment(kind, subject, _UNFIT.sub("-", name.format_map(values))),)


def _written(value: object, occasion: Occasion) -> str:
    """Amounts and days as the company writes them; a moment is the day of its calendar."""
    match value:
        case {"amount": str() as amount, "currency": str() as currency}:
            written = _locale_of(occasion.locale)
            return str(format_currency(Decimal(amount), currency, locale=written, decimal_quantization=False))
        case str() if (moment := moment_of(value)) is not None:
            return _day(moment, occasion)
        case _:
            return str(value)


def _day(moment: datetime, occasion: Occasion) -> str:
    return format_date(moment.astimezone(occasion.zone).date(), "long", locale=_day_locale(occasion.locale))


def _locale_of(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(MAIL_LOCALE)


def _day_locale(tag: str) -> Locale:
    """Names of months are words: those of the mail's language, in the order of the company's where that is a kind of the language."""
    found = _locale_of(tag)
    return found if found.language == MAIL_LOCALE else Locale(MAIL_LOCALE)
