"""What the room announces. Addresses and tax numbers stay in the row: the journal is read by more people than the profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.kernel.fact import Fact

AUDIENCE = "companies.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCreated(Fact):
    """A company was taken on; the subject is its id."""

    kind: ClassVar[str] = "company.created"
    audience: ClassVar[str] = AUDIENCE

    slug: str
    name: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChanged(Fact):
    """Something about the company is different; `changed` names the fields, the values are in the company."""

    kind: ClassVar[str] = "company.changed"
    audience: ClassVar[str] = AUDIENCE

    changed: tuple[str, ...]
