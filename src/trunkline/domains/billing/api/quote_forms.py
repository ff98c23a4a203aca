"""The items of a quote as they are told."""

from typing import Annotated, Any

from pydantic import Field

from trunkline.domains.billing.api.values import Form, Number, RfcMoment, Whole
from trunkline.domains.marketplace.api.adjustments import AdjustmentsBody
from trunkline.domains.marketplace.model import GROUP_VALUE_MAX
from trunkline.kernel.ids import PriceId

AMOUNTS_MAX = 10_000
CALLS_MAX = 10_000
# A call of a hundred days, and more events than anybody sends in a period.
SECONDS_MAX = 100 * 86_400
EVENTS_MAX = 10**12
PARTS_MAX = 10**9
LICENCES_MAX = 10**6
UNIT_MAX = 30
_TERMS = {
    "description": "`model`, its terms as in the catalogue, and optionally the `unit` that is counted and `group_by`.",
    "examples": [{"model": "per_unit", "unit_amount": "0.035", "unit": "message"}],
}


class QuotedUsageIn(Form):
    """A quantity; how many `events` made it up, for prices that charge per event; or the `amounts` of those events, one by one."""

    quantity: Number | None = None
    events: Annotated[Whole | None, Field(ge=0, le=EVENTS_MAX)] = None
    amounts: Annotated[list[Number] | None, Field(max_length=AMOUNTS_MAX)] = None


class QuotedCallIn(Form):
    """A call of so many billable seconds. `started_at` matters to prices with bands."""

    seconds: Annotated[Whole, Field(ge=0, le=SECONDS_MAX)]
    started_at: RfcMoment | None = None


class ShareIn(Form):
    """The part of a period that is paid for: 14 of 28 days."""

    numerator: Annotated[Whole, Field(ge=0, le=PARTS_MAX)]
    denominator: Annotated[Whole, Field(ge=1, le=PARTS_MAX)]


class QuoteItemIn(Form):
    """A price, made up or by its id, and what is used of it.

    `call` or `calls` for a call price, `usage` for what a meter counts, `licences` for a price of the subscription's own quantity. `share`
    prorates fees, licences, a minimum and a discount's amount, never what was used. A commitment has neither: it is compared with what
    all items but commitments come to. Under a price that groups usage an item is what is used of one `group`.
    """

    description: Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = None
    price: Annotated[dict[str, Any] | None, Field(**_TERMS)] = None
    price_id: Annotated[PriceId | None, Field(description="A price of the catalogue.")] = None
    adjustments: AdjustmentsBody | None = None
    usage: QuotedUsageIn | None = None
    licences: Annotated[Whole | None, Field(ge=0, le=LICENCES_MAX)] = None
    call: QuotedCallIn | None = None
    calls: Annotated[list[QuotedCallIn] | None, Field(max_length=CALLS_MAX)] = None
    share: ShareIn | None = None
    group: Annotated[
        dict[str, Annotated[str, Field(max_length=GROUP_VALUE_MAX)] | None] | None,
        Field(description="The properties that the price groups usage by; null: (none).", examples=[{"region": "eu"}]),
    ] = None
