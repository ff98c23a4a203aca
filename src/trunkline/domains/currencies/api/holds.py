"""Rates that leapt: seeing them, and deciding."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import actions, queries
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import Hold, HoldState, Source
from trunkline.domains.currencies.model.holds import HOLD_NOTE_LENGTH_MAX
from trunkline.domains.currencies.model.ids import RateHoldId, RateSheetId
from trunkline.domains.marketplace.api.terms import problems_at
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope, described
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import decimal_of


class RateHoldOut(BaseModel):
    """1 `base` was `previous` of `currency` and is said to be `rate`. While it is open, or refused, the previous one goes on."""

    id: RateHoldId
    source: Source
    base: str
    currency: str
    sheet_id: RateSheetId
    as_of: datetime
    rate: str
    previous: str
    previous_as_of: datetime
    change_percent: Annotated[
        str, Field(description="By how much it moved, of the smaller of the two rates.", examples=["12.50"])
    ]
    state: HoldState
    found_at: datetime
    seen_at: Annotated[datetime, Field(description="When the source said so last.")]
    decided_at: datetime | None
    decided_by: str
    note: str

    @staticmethod
    def of(hold: Hold) -> "RateHoldOut":
        decimals: dict[str, Any] = {"rate": hold.rate, "previous": hold.previous, "change_percent": hold.change * 100}
        same = (name for name in RateHoldOut.model_fields if name not in decimals)
        plain: dict[str, Any] = {name: getattr(hold, name) for name in same}
        return RateHoldOut(**plain | {name: format(value, "f") for name, value in decimals.items()})


class Decision(StrEnum):
    accept = "accept"
    refuse = "refuse"


class DecisionIn(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"decision": "accept", "rate": "1.7", "note": "Devalued."}]},
    )

    decision: Annotated[Decision, Field(strict=False)]
    rate: Annotated[
        str | None,
        Field(max_length=40, description="The `rate` that was seen and is decided about; to accept it has to be told."),
    ] = None
    note: str = Field("", max_length=HOLD_NOTE_LENGTH_MAX)

    def seen(self) -> Decimal | None:
        """Raises `Invalid` at `/rate`."""
        if self.rate is None and self.decision is Decision.accept:
            detail = "rate must say which rate is accepted: the one that the hold shows."
            raise Invalid(detail, fields=[FieldProblem("/rate", detail)])
        with problems_at("/rate"):
            return None if self.rate is None else decimal_of(self.rate, name="rate")


@router.get("/rate-holds", permission=Permission.rates_read)
async def list_rate_holds(scope: ReadScope, page: Paging, state: HoldState | None = None) -> PageOut[RateHoldOut]:
    """Rates that leapt out of the configured band, the newest first."""
    return page.out((await queries.holds(scope, page.request, state)).map(RateHoldOut.of))


@router.get("/rate-holds/{hold_id}", permission=Permission.rates_read)
async def read_rate_hold(scope: ReadScope, hold_id: RateHoldId) -> RateHoldOut:
    """One of them."""
    return RateHoldOut.of(await queries.hold(scope, hold_id))


@router.post(
    "/rate-holds/{hold_id}/decisions",
    permission=Permission.rates_manage,
    responses=described(
        (409, "It is decided already (`hold_decided`), or the source says another rate by now (`hold_changed`)")
    ),
)
async def decide_rate_hold(scope: WriteScope, hold_id: RateHoldId, body: DecisionIn) -> RateHoldOut:
    """Accept the rate, or have the previous one go on. A rate that was refused may be accepted later, for as long as the previous one
    goes on instead of it. What was converted meanwhile stays as it was."""
    accept = body.decision is Decision.accept
    decided = await actions.decide_hold(scope, hold_id, accept=accept, seen=body.seen(), note=body.note)
    return RateHoldOut.of(decided)
