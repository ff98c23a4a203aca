"""A rate that leapt, and what a human made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.domains.currencies.model.ids import RateHoldId, RateSheetId
from trunkline.domains.currencies.model.rates import Source
from trunkline.kernel.errors import Conflict

HOLD_NOTE_LENGTH_MAX = 500


class HoldState(StrEnum):
    """`withdrawn` is nobody's decision: the source came back to what it had said before."""

    open = "open"
    accepted = "accepted"
    refused = "refused"
    withdrawn = "withdrawn"


class HoldDecided(Conflict):
    """Somebody, or the source itself, was faster."""

    code = "hold_decided"
    title = "The rate is not held any more"


class HoldChanged(Conflict):
    """The source says another rate by now than the one that was decided about."""

    code = "hold_changed"
    title = "The rate that is held has changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """1 `base` was `previous` of `currency` as of `previous_as_of`, and is said to be `rate` in the source's sheet of `as_of`.

    `change` is the ratio by which it moved. `seen_at` is when the source said so last, with `rate` as it then was.
    """

    id: RateHoldId
    source: Source
    base: str
    currency: str
    sheet_id: RateSheetId
    as_of: datetime
    rate: Decimal
    previous: Decimal
    previous_as_of: datetime
    change: Decimal
    state: HoldState = HoldState.open
    found_at: datetime
    seen_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    note: str = ""
