"""What the providers' own books say: all that is known here comes from the simulator's world, nothing from our database.

Amounts are minor units of their currency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.stripe_api import amounts

# Whose money, at which provider, in which currency.
Place = tuple[CompanyId, str, str]


@dataclass
class ProviderSide:
    """`money` is what came in less what went back, before fees; `kept` the fees; `charged` counts the charges of an idempotency key;
    `given_back` is by the provider's name of the refund; `events` is everything that was to be told, by provider; `messages` are
    PayPal's by IPN, as we name them."""

    money: Counter[Place] = field(default_factory=Counter)
    kept: Counter[Place] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    given_back: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    events: set[tuple[str, str]] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)


def provider_side(both: SimulatedProviders, owners: Mapping[str, CompanyId]) -> ProviderSide:
    """`owners` says whose a method is."""
    side = ProviderSide()
    for charge in both.world.charges():
        if charge.succeeded:
            side.charged[charge.idempotency_key.partition("#")[0]] += 1
    _stripe(both, owners, side)
    _paypal(both, owners, side)
    return side


def _stripe(both: SimulatedProviders, owners: Mapping[str, CompanyId], side: ProviderSide) -> None:
    with both.stripe.books() as books:
        charges = {one["id"]: one for one in books.every("charge")}
        sources = charges | {one["id"]: one for kind in ("refund", "dispute") for one in books.every(kind)}
        entries = [one for one in books.every("balance_transaction") if one["type"] != "payout"]
        side.events |= {("stripe", one["id"]) for one in books.every("event")}
    for entry in entries:
        source = sources[entry["source"]]
        charge = charges[source.get("charge") or source["id"]]
        place = (owners[charge["payment_method"]], "stripe", entry["currency"].upper())
        side.money[place] += _minor(entry["amount"], entry["currency"])
        side.kept[place] += _minor(entry["fee"], entry["currency"])
    for one in sources.values():
        if one["object"] == "refund" and one["status"] == "succeeded":
            side.given_back.add(one["id"])
        if one["object"] == "dispute" and one["status"] == "lost":
            side.lost.add(one["id"])


def _paypal(both: SimulatedProviders, owners: Mapping[str, CompanyId], side: ProviderSide) -> None:
    with both.paypal.reading() as page:
        side.events |= {("paypal", one["id"]) for one in page.all("event")}
        messages = page.sql.execute("SELECT body FROM paypal_delivery WHERE channel = 'ipn'").fetchall()
        side.messages |= {_message(body) for (body,) in messages}
        for capture in page.all("capture"):
            if capture["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
                continue
            token = page.private("order", str(page.parent("capture", capture["id"])))["payment_token"]
            moved = list(_paypal_moves(page, capture))
            place = (owners[token], "paypal", capture["amount"]["currency_code"])
            side.money[place] += sum(amount.minor for amount in moved)
            side.kept[place] += money_of(capture["seller_receivable_breakdown"]["paypal_fee"]).minor
            side.given_back |= {one["id"] for one in page.all("refund", capture["id"]) if one["status"] == "COMPLETED"}
            side.lost |= {one["id"] for one in page.all("dispute", capture["id"]) if _is_lost(one)}


def _paypal_moves(page: Any, capture: dict[str, Any]) -> Iterator[Money]:
    yield money_of(capture["amount"])
    for refund in page.all("refund", capture["id"]):
        if refund["status"] in ("COMPLETED", "PENDING"):
            yield -money_of(refund["amount"])
    for dispute in page.all("dispute", capture["id"]):
        for one in dispute.get("money_movements", []):
            yield money_of(one["amount"]) if one["type"] == "CREDIT" else -money_of(one["amount"])


def _message(body: bytes) -> str:
    form = dict(parse_qsl(body.decode()))
    return f"ipn:{form['txn_id']}:{form['payment_status']}"


def _is_lost(dispute: dict[str, Any]) -> bool:
    return dispute.get("dispute_outcome", {}).get("outcome_code") in ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")


def _minor(units: int, code: str) -> int:
    if not units:
        return 0
    sign = -1 if units < 0 else 1
    return sign * amounts.money_of({"amount": abs(units), "currency": code}).minor
