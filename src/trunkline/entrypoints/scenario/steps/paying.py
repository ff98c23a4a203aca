"""Money: the card that pays, and paying now."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from trunkline.entrypoints.scenario.steps.billing import Ordinal
from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.world import World

# The simulator's cards by what they do; any of its tokens may be said instead (docs/reference/payment-simulator.md).
CARDS = {
    "succeeds": "pm_card_visa",
    "declines_softly": "pm_card_chargeDeclinedInsufficientFunds",
    "declines_hard": "pm_card_chargeDeclinedLostCard",
    "is_expired": "pm_card_chargeDeclinedExpiredCard",
    "pays_at_third_attempt": "pm_card_paysAtThirdAttempt",
    "times_out_after_charge": "pm_card_timesOutAfterCharge",
    "times_out_before_charge": "pm_card_timesOutBeforeCharge",
    "times_out_after_decline": "pm_card_timesOutAfterDecline",
    "is_delivered_twice": "pm_card_deliveredTwice",
    "meets_outage": "pm_card_gatewayOutage",
    "meets_outage_twice": "pm_card_gatewayOutageTwice",
}


def _known(card: str) -> str:
    if card not in CARDS and not card.startswith("pm_card_"):
        raise ValueError(f"{card!r} is no card; there are {', '.join(CARDS)}, and the simulator's own pm_card_… tokens")
    return card


Card = Annotated[
    str,
    AfterValidator(_known),
    Field(description="What the card does: " + ", ".join(f"`{name}`" for name in CARDS) + ", or a token `pm_card_…`."),
]


class NewCard(Form):
    said_alone: ClassVar[str | None] = "card"

    card: Card


class Pay(Form):
    said_alone: ClassVar[str | None] = "invoice"

    invoice: Ordinal = -1


@verb("card")
async def card(world: World, given: NewCard, by: str) -> dict[str, Any]:
    """The company presents a card, and it is the one that pays from now on."""
    return await world.post(
        "/payment-methods", {"token": CARDS.get(given.card, given.card), "make_default": True}, by=by
    )


@verb("pay")
async def pay(world: World, given: Pay, by: str) -> dict[str, Any]:
    """An invoice is collected now instead of on its day of the calendar."""
    return await world.post(f"/invoices/{(await world.invoice(given.invoice))['id']}/pay", by=by)
