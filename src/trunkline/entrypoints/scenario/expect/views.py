"""What the API shows, as an accountant would write it down: local days, amounts, ordinals instead of ids."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from trunkline.entrypoints.scenario.values import local_text, moment_of, span
from trunkline.entrypoints.scenario.world import World

Seen = dict[str, Any]
FOR_EVER = "9999"
# What of a line is found in its explanation, which is asked for only where it matters.
EXPLAINED = frozenset({"share", "exact", "policy"})


async def invoice_views(world: World, *, explained: bool) -> list[Seen]:
    """All invoices with their lines, the first one first."""
    found = [await world.get(f"/invoices/{one['id']}") for one in await world.invoices()]
    ordinals = {line["id"]: ordinal for ordinal, one in enumerate(found, 1) for line in one["lines"]}
    return [await _invoice(world, one, ordinals, explained) for one in found]


async def _invoice(world: World, one: Seen, ordinals: dict[str, int], explained: bool) -> Seen:
    local = {name: local_text(one[name], world.zone) for name in ("issued_at", "due_at", "paid_at")}
    money = {name: one[name]["amount"] for name in ("subtotal", "tax", "total", "paid", "credited", "due")}
    days = {"issued_on": (local["issued_at"] or "")[:10], "due_on": (local["due_at"] or "")[:10]}
    lines = [await _line(world, one["id"], line, ordinals, explained) for line in one["lines"]]
    same = {name: one[name] for name in ("number", "state", "issue_on")} | {"currency": one["total"]["currency"]}
    return same | {"lines": lines} | money | local | days


async def _line(world: World, invoice_id: str, line: Seen, ordinals: dict[str, int], explained: bool) -> Seen:
    names = ("description", "component", "quantity", "unit", "unit_amount", "tax_rate")
    address = f"/invoices/{invoice_id}/lines/{line['id']}"
    view = {name: line[name] for name in names} | {
        "module": (line["module"] or {}).get("slug", ""),
        "amount": line["amount"]["amount"],
        "tax": line["tax"]["amount"],
        "period": span(line["first_day"], line["next_day"]),
        "corrects": ordinals.get(line["corrects_line_id"] or ""),
        "address": address,
    }
    return view | (_explained(await world.get(f"{address}/explain")) if explained else {})


def _explained(why: Seen) -> Seen:
    shares = [step["factor"] for step in why["steps"] if step["kind"] == "proration"]
    return {
        "share": shares[0] if len(shares) == 1 else shares,
        "exact": why["rounding"]["exact"].rstrip("…"),
        "policy": [one["id"] for one in why["policy"]],
    }


async def usage_views(world: World) -> dict[str, Seen]:
    """By meter; a meter of two modules is one entry per meter, the subscribed one."""
    totals = (await world.get("/usage/totals"))["items"]
    return {one["meter"]: _usage(one) for one in sorted(totals, key=lambda one: one["module"] is not None)}


def _usage(one: Seen) -> Seen:
    same = {name: one[name] for name in ("quantity", "events", "billable_seconds", "billed_seconds")}
    amount = one["amount"]
    return same | {"amount": amount["amount"] if amount else None, "subscribed": one["subscription_id"] is not None}


async def call_views(world: World) -> dict[str, Seen]:
    """By the exchange's identity."""
    return {one["external_id"]: _call(one) for one in await world.all_of("/calls")}


def _call(one: Seen) -> Seen:
    rated = one["rated"] or {}
    return {"amount": rated.get("amount"), "billed_seconds": rated.get("billed_seconds"), "rated": bool(rated)}


async def wallet_views(world: World) -> dict[str, Seen]:
    """By name, with their grants and movements."""
    found = [await world.get(f"/wallets/{one['id']}") for one in await world.all_of("/wallets")]
    ordinals = {one["id"]: ordinal for ordinal, one in enumerate(await world.invoices(), 1)}
    return {one["name"]: await _wallet(world, one, ordinals) for one in found}


async def _wallet(world: World, one: Seen, ordinals: dict[str, int]) -> Seen:
    expiry = {grant["id"]: grant["expires_at"] or FOR_EVER for grant in one["grants"]}
    # What moved at one moment has no order of its own; here it is that in which grants are drawn.
    draws = sorted(
        await world.all_of(f"/wallets/{one['id']}/draws"),
        key=lambda draw: (draw["drawn_at"], draw["grant"]["priority"], expiry.get(draw["grant"]["id"], FOR_EVER)),
    )
    return {
        "balance": one["balance"]["amount"],
        "state": one["state"],
        "grants": [_grant(grant) for grant in one["grants"]],
        "draws": [_draw(world, draw, ordinals) for draw in draws],
    }


def _grant(one: Seen) -> Seen:
    money = {name: one[name]["amount"] for name in ("amount", "remaining")}
    return money | {name: one[name] for name in ("kind", "priority", "expired")}


def _draw(world: World, one: Seen, ordinals: dict[str, int]) -> Seen:
    return {
        "kind": one["kind"],
        "amount": one["amount"]["amount"],
        "priority": one["grant"]["priority"],
        "invoice": None if one["invoice"] is None else ordinals[one["invoice"]["id"]],
        "drawn_at": local_text(one["drawn_at"], world.zone),
    }


async def payment_views(world: World) -> list[Seen]:
    """All payments, the first one first."""
    return [_payment(world, one) for one in reversed(await world.all_of("/payments"))]


def _payment(world: World, one: Seen) -> Seen:
    return {
        "amount": one["amount"]["amount"],
        "state": one["state"],
        "failure_code": one["failure_code"],
        "attempts": [attempt["state"] for attempt in one["attempts"]],
        "attempts_at": [local_text(attempt["started_at"], world.zone) for attempt in one["attempts"]],
        "next_attempt": local_text(one["next_attempt_at"], world.zone),
    }


async def subscription_view(world: World, module: str | None) -> Seen:
    """Raises `LookupError` where it is not clear which is meant."""
    one = await world.get(f"/subscriptions/{world.subscription(module)}")
    slugs = {plan["id"]: slug for slug, plan in world.plans.items()}
    period = one["current_period"]
    bounds = [(local_text(period[name], world.zone) or "")[:10] for name in ("start", "end")] if period else []
    ends = local_text(one["cancel_at"], world.zone)
    following = one["upcoming_currency"] or {}
    return {name: one[name] for name in ("state", "quantity", "anchor_on", "currency")} | {
        "next_currency": following.get("currency"),
        "next_currency_on": following.get("first_day"),
        "module": one["module"]["slug"],
        "plan": slugs.get(one["plan"]["id"]),
        "period": span(*bounds) if bounds else None,
        "ends_on": ends[:10] if ends else None,
    }


async def facts(world: World) -> list[str]:
    """Kinds of all that was announced about the company, the first one first."""
    return [one["kind"] for one in reversed(await world.all_of("/activity"))]


def instant_text(moment: str, world: World) -> str:
    """A moment that is expected, in the words of a view."""
    return local_text(moment_of(moment, world.zone).astimezone(UTC).isoformat(), world.zone) or ""
