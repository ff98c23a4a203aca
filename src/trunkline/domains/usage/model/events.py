"""Usage events: what arrives, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, Struct

BATCH_MAX = 1_000
EVENT_ID_MAX = 120
NAME_MAX = 60  # characters of a source or a meter
PROPERTIES_BYTES_MAX = 4_096
PROPERTIES_DEPTH_MAX = 32  # of lists and objects within each other, the properties themselves included
# A time further ahead than this is a wrong unit or a wrong zone, not usage.
AHEAD_MAX = timedelta(days=366)


class UsageEventInput(Struct, frozen=True, forbid_unknown_fields=True):
    """One metered event. `quantity` is exact, `used_at` aware; (source, event_id) is its identity within the company for ever.

    A misspelt field is refused rather than skipped: `quantiy` would otherwise be billed as 1.
    """

    meter: str
    event_id: str
    used_at: Annotated[datetime, Meta(tz=True)]
    source: str = "api"
    quantity: Decimal = Decimal(1)
    properties: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class IngestProblem:
    """Why one item of a batch was refused. `index` counts from 0; `code` is stable."""

    index: int
    event_id: str | None
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a batch: its items are accepted, known already, or refused one by one. `duplicates` holds indices."""

    accepted: int
    duplicates: tuple[int, ...]
    problems: tuple[IngestProblem, ...]

    @property
    def duplicate(self) -> int:
        return len(self.duplicates)

    @property
    def rejected(self) -> int:
        return len(self.problems)


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How far an import is. `rows` = accepted + duplicate + rejected + ignored."""

    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    ignored: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.duplicate + self.rejected + self.ignored
