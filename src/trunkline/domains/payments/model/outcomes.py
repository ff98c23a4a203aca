"""What a provider's answer means to us. Four outcomes and no exceptions: a time-out is knowledge too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class DeclineKind(StrEnum):
    """Soft: another day may be better (no funds today). Hard: this card will never pay (stolen, expired)."""

    soft = "soft"
    hard = "hard"


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money was taken. `reference` is the provider's id of the charge."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider asked the bank and the bank said no; nothing was taken. `code` is in the vocabulary of `rules.declines`."""

    code: str
    kind: DeclineKind
    message: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """The gateway refused to take the request at all: this request took nothing and will not."""

    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer came. The money may or may not have been taken; only the provider can tell."""

    message: str


Outcome: TypeAlias = Succeeded | Declined | Outage | Unknown
