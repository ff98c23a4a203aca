"""What came of asking a source. A source that gives no rates is an outcome like any other, and never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

# ISO 4217 has fewer; more is a mistake or an attack.
RATES_MAX = 400


class FailureKind(StrEnum):
    """`unreachable`: no answer, or an error of theirs. `refused`: the key or the plan. `limited`: asked too often."""

    unreachable = "unreachable"
    refused = "refused"
    limited = "limited"
    unreadable = "unreadable"


@dataclass(frozen=True, slots=True)
class Quoted:
    """1 `base` = `rates[code]`, as of a moment. Currencies that Trunkline does not know were left out, and are counted."""

    base: str
    as_of: datetime
    rates: Mapping[str, Decimal] = field(hash=False)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class NotQuoted:
    """`detail` is for people, and never has a key in it."""

    kind: FailureKind
    detail: str


Outcome: TypeAlias = Quoted | NotQuoted
