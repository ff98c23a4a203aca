"""Holding an expectation against the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from trunkline.entrypoints.scenario.expect import views
from trunkline.entrypoints.scenario.expect.comparing import Finding, Group, Where, compare, counted, in_order, part_of
from trunkline.entrypoints.scenario.expect.shapes import (
    CallShape,
    Expectation,
    InvoiceShape,
    Shape,
    UsageShape,
    WalletShape,
)
from trunkline.entrypoints.scenario.world import World

Check = Callable[[World, Any], Awaitable[list[Group]]]

_MOMENTS = frozenset({"issued_at", "paid_at", "next_attempt", "attempts_at", "drawn_at"})


async def check(world: World, expected: Expectation) -> list[Group]:
    """Everything that is said, in the order of the shape; groups that hold as well as those that do not."""
    found: list[Group] = []
    for name, value in expected.said().items():
        found += await _CHECKS[name](world, value)
    return found


async def _invoices(world: World, expected: list[InvoiceShape]) -> list[Group]:
    seen = await views.invoice_views(world, explained=_wants_explanation(expected))
    groups = [counted("invoices", ("invoices",), len(expected), seen)]
    for index, (shape, view) in enumerate(zip(expected, seen, strict=False)):
        groups += _invoice(world, f"invoice {index + 1}", ("invoices", index), shape, view)
    return groups + [_left_over(f"invoice {n}", ("invoices",), view) for n, view in _rest(expected, seen)]


async def _newest_invoice(world: World, expected: InvoiceShape) -> list[Group]:
    seen = await views.invoice_views(world, explained=_wants_explanation([expected]))
    if not seen:
        return [Group("invoice", ("invoice",), [Finding("the newest", "an invoice", "there is none", False)])]
    return _invoice(world, f"invoice {len(seen)}", ("invoice",), expected, seen[-1])


def _invoice(world: World, title: str, where: Where, shape: InvoiceShape, view: views.Seen) -> list[Group]:
    said = shape.said()
    lines = said.pop("lines", None)
    groups = [_compared(world, title, where, said, view)] if said else []
    if lines is None:
        return groups
    seen = view["lines"]
    groups.append(counted(f"{title}, lines", (*where, "lines"), len(lines), seen))
    for index, (line, one) in enumerate(zip(lines, seen, strict=False)):
        groups.append(_compared(world, f"{title}, line {index + 1}", (*where, "lines", index), line.said(), one))
    return groups + [_left_over(f"{title}, line {n}", (*where, "lines"), one) for n, one in _rest(lines, seen)]


async def _payments(world: World, expected: Sequence[Shape]) -> list[Group]:
    return _listed(world, "payments", ("payments",), expected, await views.payment_views(world))


async def _wallets(world: World, expected: dict[str, WalletShape]) -> list[Group]:
    seen, groups = await views.wallet_views(world), []
    for name, shape in expected.items():
        said, view, where = shape.said(), seen.get(name, {}), ("wallets", name)
        parts = {part: said.pop(part, None) for part in ("grants", "draws")}
        groups.append(_compared(world, f"wallet {name}", where, said, view))
        for part, shapes in parts.items():
            if shapes is not None:
                groups += _listed(world, f"wallet {name}, {part}", (*where, part), shapes, view.get(part, []))
    return [group for group in groups if group.findings]


def _listed(
    world: World, title: str, where: Where, expected: Sequence[Shape], seen: Sequence[views.Seen]
) -> list[Group]:
    """Each at its place, and all of them."""
    groups = [counted(title, where, len(expected), seen)]
    for index, (shape, view) in enumerate(zip(expected, seen, strict=False)):
        groups.append(_compared(world, f"{title} {index + 1}", (*where, index), shape.said(), view))
    return groups + [_left_over(f"{title} {n}", where, view) for n, view in _rest(expected, seen)]


async def _usage(world: World, expected: dict[str, UsageShape]) -> list[Group]:
    return _by_name(world, "usage", dict(expected), await views.usage_views(world))


async def _calls(world: World, expected: dict[str, CallShape]) -> list[Group]:
    return _by_name(world, "calls", dict(expected), await views.call_views(world))


def _by_name(world: World, kind: str, expected: dict[str, Shape], seen: dict[str, views.Seen]) -> list[Group]:
    return [
        _compared(world, f"{kind}, {name}", (kind, name), shape.said(), seen.get(name, {}))
        for name, shape in expected.items()
    ]


async def _subscription(world: World, expected: Any) -> list[Group]:
    view = await views.subscription_view(world, expected.module)
    return [_compared(world, "subscription", ("subscription",), expected.said(), view)]


async def _invoice_count(world: World, expected: int) -> list[Group]:
    return [counted("invoices", ("invoice_count",), expected, await world.invoices())]


async def _owed(world: World, expected: str) -> list[Group]:
    owed = sum((Decimal(one["due"]["amount"]) for one in await world.invoices()), Decimal(0))
    return [compare("company", ("owed",), {"owed": expected}, {"owed": format(owed, "f")})]


async def _credit(world: World, expected: str) -> list[Group]:
    balances = (await world.get("/credit-balance"))["balances"]
    kept = next((one["amount"] for one in balances if one["currency"] == world.currency), "0")
    return [compare("company", ("credit",), {"credit": expected}, {"credit": kept})]


async def _facts(world: World, expected: list[str]) -> list[Group]:
    return [in_order("facts", ("facts",), expected, await views.facts(world))]


async def _fact_counts(world: World, expected: dict[str, int]) -> list[Group]:
    seen = Counter(await views.facts(world))
    findings = [Finding(kind, str(often), str(seen[kind]), seen[kind] == often) for kind, often in expected.items()]
    return [Group("fact counts", ("fact_counts",), findings)]


async def _no_facts(world: World, expected: list[str]) -> list[Group]:
    seen = set(await views.facts(world))
    findings = [Finding(kind, "never", "announced" if kind in seen else "never", kind not in seen) for kind in expected]
    return [Group("no facts", ("no_facts",), findings)]


async def _answer(world: World, expected: dict[str, Any]) -> list[Group]:
    return [part_of("answer", ("answer",), expected, world.answer)]


_CHECKS: dict[str, Check] = {
    "invoices": _invoices,
    "invoice": _newest_invoice,
    "invoice_count": _invoice_count,
    "owed": _owed,
    "credit": _credit,
    "wallets": _wallets,
    "payments": _payments,
    "usage": _usage,
    "calls": _calls,
    "subscription": _subscription,
    "facts": _facts,
    "fact_counts": _fact_counts,
    "no_facts": _no_facts,
    "answer": _answer,
}
assert set(_CHECKS) == set(Expectation.model_fields), "each thing that may be expected has its check"


def _compared(world: World, title: str, where: Where, said: dict[str, Any], view: views.Seen) -> Group:
    for name in _MOMENTS & said.keys():
        value = said[name]
        texts = [views.instant_text(one, world) for one in value] if isinstance(value, list) else value
        said[name] = views.instant_text(texts, world) if isinstance(texts, str) else texts
    return compare(title, where, said, view)


def _left_over(title: str, where: Where, view: views.Seen) -> Group:
    """Something that was not expected at all, so that the report shows what it is."""
    shown = ("description", "period", "quantity", "kind", "state", "amount", "total")
    return Group(
        title, where, [Finding(name, "", str(view[name]), False) for name in shown if name in view], view.get("address")
    )


def _rest(expected: Sequence[object], seen: Sequence[views.Seen]) -> list[tuple[int, views.Seen]]:
    return list(enumerate(seen, 1))[len(expected) :]


def _wants_explanation(expected: Sequence[InvoiceShape]) -> bool:
    return any(views.EXPLAINED & line.model_fields_set for shape in expected for line in shape.lines)
