"""A fact: something that happened, told in the past tense, written in the same transaction as the change it tells of.

Rooms declare theirs in `events`. A fact is typed, versioned and small; it carries what a reader needs to react, not the whole row.
`audience` is the permission one needs to hear it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from trunkline.kernel.clock import require_utc
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of all facts. `company_id` is None for facts of the platform itself; `subject` is the id of what it is about."""

    kind: ClassVar[str]
    audience: ClassVar[str]
    version: ClassVar[int] = 1
    # True: it is about the installation (who signed in, what became of a job) and has the machine's time, whatever the company's.
    by_machine: ClassVar[bool] = False

    company_id: CompanyId | None
    subject: str

    def payload(self) -> dict[str, object]:
        """The fact's own fields as JSON values. Money becomes {"amount": "12.34", "currency": "EUR"}, times RFC 3339."""
        own = (f.name for f in fields(self) if f.name not in {"company_id", "subject"})
        return {name: to_json(getattr(self, name)) for name in own}


def to_json(value: object) -> object:
    """A kernel value as plain JSON; amounts and decimals are strings because JSON numbers are floats to most readers."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return str(value)
        case Money():
            return {"amount": str(value.major), "currency": value.currency.code}
        case Decimal():
            return format(value, "f")
        case datetime():
            return require_utc(value).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list() | tuple():
            return [to_json(item) for item in value]
        case dict():
            return {str(key): to_json(item) for key, item in value.items()}
        case _:
            raise AssertionError(f"{type(value).__name__} has no JSON form")
