"""What usage needs from outside: something that reads call records out of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import CallReading, RejectedRow


class CallRecordReader(Protocol):
    """Reads one telephony system's call records."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow]:
        """The calls in `stream`, in its order, without holding it in memory.

        Local times are those of `zone`. A line that cannot be a call becomes a `RejectedRow` and never stops the rest; only an
        operating-system error of `stream` itself is raised.
        """
        ...
