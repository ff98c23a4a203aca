"""Putting a fact into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from trunkline.domains.notifications.model import BODY_LENGTH_MAX, TITLE_LENGTH_MAX, Words
from trunkline.domains.notifications.rules.texts import FOR_COMPANY, ONLY_WITH
from trunkline.domains.notifications.rules.texts_for_operator import FOR_OPERATOR

NOTIFYING_JOB = "notifications.notify"


@dataclass(frozen=True, slots=True)
class About:
    """A fact as it stands in the journal, with the name and the zone of its company (empty and UTC for the platform's own)."""

    kind: str
    subject: str
    payload: Mapping[str, object]
    company: str
    zone: ZoneInfo
    is_test: bool = False  # of a test company: no news for the operator


def compose_for_company(about: About) -> Words | None:
    """What the company's people are told; None if the fact is not news for them."""
    return _compose(about, FOR_COMPANY)


def compose_for_operator(about: About) -> Words | None:
    """What the operator's staff are told; None if the fact is not news for them."""
    return _compose(about, FOR_OPERATOR)


def _compose(about: About, texts: Mapping[str, Words]) -> Words | None:
    words = texts.get(about.kind)
    if words is None or not _is_news(about):
        return None
    values = {name: _plain(value, about.zone) for name, value in about.payload.items()}
    values |= {"subject": about.subject, "company": about.company}
    return replace(
        words,
        title=words.title.format_map(values)[:TITLE_LENGTH_MAX],
        body=words.body.format_map(values)[:BODY_LENGTH_MAX],
        link=words.link and words.link.format_map(values),
    )


def _is_news(about: About) -> bool:
    # The death of the job that tells of dead jobs would be told by that job, and so on without end.
    if about.kind == "job.dead" and about.payload.get("job_kind") == NOTIFYING_JOB:
        return False
    needed = ONLY_WITH.get(about.kind)
    return needed is None or about.payload.get(needed) is not None


def _plain(value: object, zone: ZoneInfo) -> str:
    """Amounts as `119.00 EUR`, instants as the day in the company's zone."""
    match value:
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case str() if (moment := moment_of(value)) is not None:
            return moment.astimezone(zone).date().isoformat()
        case _:
            return str(value)


def moment_of(text: str) -> datetime | None:
    """The instant that a text of a fact is, if it is one."""
    if len(text) < len("2026-03-02T12:00:00Z") or text[10] != "T" or not text.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
