"""What usage needs from outside: something that reads call records out of a file, or out of what a vendor delivered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import CallReading, IgnoredRow, RejectedRow


class CallRecordReader(Protocol):
    """Reads one telephony system's call records."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        """The calls in `stream`, in its order, without holding it in memory.

        Local times are those of `zone`. A line that cannot be a call becomes a `RejectedRow` and never stops the rest; what is no call
        yet, or part of another one, becomes an `IgnoredRow`; only an operating-system error of `stream` itself is raised.
        """
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as a vendor sent it. `url` is the one that the vendor was given, `headers` go by their lower-case names."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class CallFormat(CallRecordReader, Protocol):
    """A vendor that delivers its records by itself, and shows with each that it is the one who sent it."""

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        """Why `delivery` is not believed to come from whoever holds `secret`; None when it is. Compares in constant time."""
        ...


class CallFormats(Protocol):
    """The vendors whose deliveries can be read."""

    def named(self, name: str) -> CallFormat:
        """Raises `KeyError` for a name that is none of them."""
        ...
