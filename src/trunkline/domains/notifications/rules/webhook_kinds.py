"""Which facts an endpoint has chosen: kinds (`invoice.paid`), families (`invoice.*`), or all (`*`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from trunkline.domains.notifications.model import EVERYTHING, KINDS_MAX
from trunkline.kernel.errors import FieldProblem, Invalid

_FAMILY = ".*"


def wants(kinds: Iterable[str], kind: str) -> bool:
    family = kind.partition(".")[0] + _FAMILY
    return any(one in (EVERYTHING, family, kind) for one in kinds)


def check_kinds(chosen: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Each once, in order; `*` makes the others needless. Raises `Invalid` for what no fact is called."""
    if not 1 <= len(chosen) <= KINDS_MAX:
        raise _invalid("/kinds", f"Choose 1 to {KINDS_MAX} kinds of facts, or * for all.")
    families = {kind.partition(".")[0] + _FAMILY for kind in known}
    for place, one in enumerate(chosen):
        if one != EVERYTHING and one not in families and one not in known:
            raise _invalid(
                f"/kinds/{place}", f"There is no kind of fact {one[:60]!r}; docs/reference/facts.md lists them."
            )
    return (EVERYTHING,) if EVERYTHING in chosen else tuple(sorted(set(chosen)))


def _invalid(pointer: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(pointer, detail)])
