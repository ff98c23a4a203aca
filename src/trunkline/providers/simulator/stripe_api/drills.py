"""What the world around the provider does, at the caller's word: banks that settle, payers who complain, days of payout."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.kernel.money import Currency
from trunkline.providers.simulator.cards import find_card
from trunkline.providers.simulator.stripe_api import disputes, intents, ledger, refunds, setups
from trunkline.providers.simulator.stripe_api.app import StripeApi


class Drills:
    """Blocks for a few milliseconds per call, as the world does."""

    def __init__(self, api: StripeApi) -> None:
        self._api = api

    def save_card(self, session: str, card: str = "pm_card_visa") -> None:
        """The person saves a card on the page of a Checkout Session."""
        found = find_card(card)
        assert found is not None, "a test card"
        with self._api.books() as books:
            setups.complete_session(books, session, found)

    def authenticate(self, intent: str, *, passes: bool = True) -> None:
        """The payer passes, or does not pass, 3-D Secure."""
        with self._api.books() as books:
            found = books.get("payment_intent", intent)
            if passes:
                intents.settle(books, found, present=True)
            else:
                intents.fail_authentication(books, found)

    def expire(self, intent: str) -> None:
        """What is held is released by itself, as after seven days."""
        with self._api.books() as books:
            intents.cancel_intent(books, {"cancellation_reason": "automatic"}, intent)

    def dispute(self, intent: str, *, reason: str = "fraudulent", inquiry: bool = False) -> str:
        """The payer complains about a payment; the id of the dispute."""
        with self._api.books() as books:
            charge = books.get("charge", books.get("payment_intent", intent)["latest_charge"])
            return str(disputes.open_dispute(books, charge, reason=reason, inquiry=inquiry)["id"])

    def decide(self, dispute: str, status: str) -> None:
        """The bank's word on a dispute: `won` or `lost`."""
        with self._api.books() as books:
            disputes.decide(books, books.get("dispute", dispute), status)

    def settle_refunds(self) -> int:
        """Pending refunds are carried out and failing ones come back; how many."""
        with self._api.books() as books:
            return len(refunds.settle_refunds(books))

    def pay_out(self) -> Sequence[str]:
        """What is available goes to the bank; the ids of the payouts."""
        with self._api.books() as books:
            return [payout["id"] for payout in ledger.pay_out(books)]

    def balance(self, currency: Currency) -> int:
        """What the provider holds for us, in its own minor units: everything that moved, payouts included."""
        with self._api.books() as books:
            entries = books.every("balance_transaction", currency=currency.code.lower())
        return sum(int(one["net"]) for one in entries)
