"""The group of usage on the wire: on lines, and in quotes as it is told."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from trunkline.domains.billing.api.quote_forms import QuoteItemIn
from trunkline.domains.billing.api.values import refused
from trunkline.domains.billing.rules import QuoteItem
from trunkline.domains.marketplace.model import UNGROUPED, Price, group_by_problems, group_of, group_values, group_words
from trunkline.kernel.ids import PriceId


class GroupValueOut(BaseModel):
    """A property by which a price groups usage; null where the usage did not have it."""

    property: str
    value: str | None


def group_out(group: str) -> list[GroupValueOut] | None:
    """The group of a line; null where usage is not grouped."""
    if group == UNGROUPED:
        return None
    return [GroupValueOut(property=name, value=value) for name, value in group_values(group).items()]


def group_in(told: QuoteItemIn, stored: Mapping[PriceId, Price] | None) -> str:
    """The group that an item of a quote is of. Raises `Invalid` where it is none of its price."""
    return _group(told, _group_by(told, stored))


def refuse_again(before: Sequence[QuoteItemIn], items: Sequence[QuoteItem], told: QuoteItemIn) -> None:
    """All that is used of a group is rated together."""
    group = items[-1].group
    known = (one.group for one, other in zip(items, before, strict=False) if other.price_id == told.price_id)
    if told.price_id is not None and group != UNGROUPED and group in known:
        raise refused("/group", f"this price has an item of {group_words(group)} already: add up what is used of it.")


def _group_by(told: QuoteItemIn, stored: Mapping[PriceId, Price] | None) -> Sequence[str]:
    if told.price_id is not None and stored is not None:
        return stored[told.price_id].group_by
    names = (told.price or {}).get("group_by", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refused("/price/group_by", "group_by must be a list of properties.")
    for problem in group_by_problems(names, "/price/group_by"):
        raise refused(problem.pointer, problem.detail)
    return names


def _group(told: QuoteItemIn, group_by: Sequence[str]) -> str:
    if not group_by:
        if told.group is not None:
            raise refused("/group", "this price does not group usage: leave group out.")
        return UNGROUPED
    named = told.group
    if named is None or named.keys() != set(group_by):
        raise refused("/group", f"this price groups usage by {' and '.join(group_by)}: say which group is used.")
    return group_of((name, named[name]) for name in group_by)
