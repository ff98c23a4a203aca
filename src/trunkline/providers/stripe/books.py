"""Stripe's own books: balance transactions, and the payouts that they left with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from trunkline.domains.payments.model import MovementKind, ProviderTransaction, ProviderTransactionPage
from trunkline.providers.stripe.currencies import from_stripe
from trunkline.providers.stripe.failures import problem_of
from trunkline.providers.stripe.paging import JSON, every, oldest_first

# Stripe's reporting category → ours, https://docs.stripe.com/reports/reporting-categories; `other` is everything else.
KINDS: Mapping[str, MovementKind] = {
    "charge": MovementKind.charge,
    "charge_failure": MovementKind.charge,
    "refund": MovementKind.refund,
    "partial_capture_reversal": MovementKind.refund,
    "refund_failure": MovementKind.refund,
    "dispute": MovementKind.dispute,
    "dispute_reversal": MovementKind.dispute_reversal,
    "fee": MovementKind.fee,
    "network_cost": MovementKind.fee,
    "tax": MovementKind.fee,
    "payout": MovementKind.payout,
    "payout_reversal": MovementKind.payout,
}
_ON_ITS_WAY = frozenset({"in_transit", "paid"})


class Books:
    """Reads them. What a payout holds never changes once it is on its way, so that it is asked for once."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client
        self._held_by: dict[str, frozenset[str]] = {}

    async def transactions(self, since: datetime, until: datetime, cursor: str | None) -> ProviderTransactionPage:
        """A page of what moved in `[since, until)`. Raises `Unavailable`, and `Invalid` for an amount that would lose digits."""
        try:
            found, next_cursor = await oldest_first(self._movements(since, until), cursor)
            payouts = await self._payouts(since)
        except stripe.StripeError as error:
            raise problem_of(error) from None
        return ProviderTransactionPage([transaction_of(one, payouts.get(one["id"])) for one in found], next_cursor)

    async def _payouts(self, since: datetime) -> dict[str, str]:
        """By transaction, the automatic payout that it left with. Manual ones do not say what they hold."""
        return {
            transaction: payout["id"]
            async for payout in every(self._list(self._client.v1.payouts, created={"gte": _seconds(since)}))
            if payout["automatic"]
            for transaction in await self._held(payout)
        }

    async def _held(self, payout: JSON) -> frozenset[str]:
        if (known := self._held_by.get(payout["id"])) is not None:
            return known
        listed = self._list(self._client.v1.balance_transactions, payout=payout["id"])
        held = frozenset([one["id"] async for one in every(listed)])
        if payout["status"] in _ON_ITS_WAY:
            self._held_by[payout["id"]] = held
        return held

    def _movements(self, since: datetime, until: datetime) -> Any:
        created = {"gte": _seconds(since), "lt": _seconds(until)}
        return self._list(self._client.v1.balance_transactions, created=created, expand=["data.source"])

    def _list(self, listed: Any, **fixed: Any) -> Any:
        async def page(parameters: dict[str, Any]) -> JSON:
            found: JSON = (await listed.list_async(fixed | parameters)).to_dict()
            return found

        return page


def transaction_of(movement: JSON, payout: str | None) -> ProviderTransaction:
    """A balance transaction in our words. Its source is told by the name that we know: a charge by its PaymentIntent."""
    currency = movement["currency"]
    kind = KINDS.get(movement["reporting_category"], MovementKind.other)
    source = movement.get("source")
    return ProviderTransaction(
        reference=movement["id"],
        kind=kind,
        source_reference=_source_reference(source),
        amount=from_stripe(movement["amount"], currency),
        fee=from_stripe(movement["fee"], currency),
        net=from_stripe(movement["net"], currency),
        created_at=datetime.fromtimestamp(movement["created"], UTC),
        available_at=datetime.fromtimestamp(movement["available_on"], UTC),
        payout_reference=_source_reference(source) if kind is MovementKind.payout else payout,
        description=movement.get("description") or "",
        called=movement["reporting_category"],
    )


def _source_reference(source: Any) -> str | None:
    if not isinstance(source, Mapping):
        return source if isinstance(source, str) else None
    named: str = source["id"]
    return (source.get("payment_intent") or named) if source.get("object") == "charge" else named


def _seconds(at: datetime) -> int:
    """Stripe counts whole seconds; the first one that is not before `at`."""
    return -int(-at.timestamp() // 1)
