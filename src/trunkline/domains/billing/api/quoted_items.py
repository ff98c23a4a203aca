"""What the items of a quote mean. Every refusal names its place in the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from trunkline.domains.billing.api.groups import group_in, refuse_again
from trunkline.domains.billing.api.quote_forms import UNIT_MAX, QuotedUsageIn, QuoteItemIn, ShareIn
from trunkline.domains.billing.api.values import refused
from trunkline.domains.billing.rules import QuotedCall, QuoteItem, Share
from trunkline.domains.marketplace.api.adjustments import adjustments_of
from trunkline.domains.marketplace.api.terms import problems_at
from trunkline.domains.marketplace.model import (
    Adjustments,
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    PercentageTerms,
    Price,
    PricingModel,
    Terms,
    terms_from_json,
    terms_to_json,
)
from trunkline.kernel.ids import PriceId
from trunkline.kernel.money import Currency

# Calls and amounts of all items together: what is rated one by one takes time.
RATED_MAX = 10_000


def read_items(
    told: Sequence[QuoteItemIn], currency: Currency, stored: Mapping[PriceId, Price] | None
) -> list[QuoteItem]:
    """Raises `Invalid` with the pointer of the first field that cannot stand."""
    items, rated = [], 0
    for index, one in enumerate(told):
        rated += len(one.calls or ()) + len((one.usage and one.usage.amounts) or ())
        if rated > RATED_MAX:
            raise refused(
                f"/items/{index}", f"a quote may have {RATED_MAX} calls and amounts in all; ask for less at a time."
            )
        with problems_at(f"/items/{index}"):
            items.append(_item(one, currency, stored))
            refuse_again(told[:index], items, one)
    return items


def _item(told: QuoteItemIn, currency: Currency, stored: Mapping[PriceId, Price] | None) -> QuoteItem:
    priced = _told(told) if told.price_id is None else _stored(told, told.price_id, currency, stored)
    share = None if told.share is None else _share(told.share)
    terms = priced.terms
    used = _calls(told, terms, priced.adjustments) if isinstance(terms, CallTerms) else _usage(told, terms)
    metered = priced.metered and told.licences is None
    group = group_in(told, stored)
    return replace(priced, **{"share": share, "metered": metered, "group": group} | used)


def _stored(
    told: QuoteItemIn, price_id: PriceId, currency: Currency, stored: Mapping[PriceId, Price] | None
) -> QuoteItem:
    if told.price is not None:
        raise refused("/price_id", "give either price or price_id.")
    if stored is None:
        raise refused("/price_id", "a price of the catalogue is quoted by the API; give its terms as price here.")
    price = stored[price_id]
    if price.currency != currency:
        raise refused("/price_id", f"this price is in {price.currency}, the quote in {currency}.")
    adjustments = price.adjustments if told.adjustments is None else adjustments_of(told.adjustments, "/adjustments")
    description = price.description if told.description is None else told.description
    if told.licences is not None and price.meter is not None:
        raise refused("/licences", f"this price counts the meter {price.meter}: give usage.")
    return QuoteItem(
        description=description,
        terms=price.terms,
        unit=price.unit,
        adjustments=adjustments,
        metered=price.meter is not None,
    )


def _told(told: QuoteItemIn) -> QuoteItem:
    if told.price is None:
        raise refused("/price", "price is missing: model and terms as in the catalogue.")
    with problems_at("/price"):
        data = dict(told.price)
        unit = _unit(data.pop("unit", None))
        data.pop("group_by", None)  # see `group_in`
        terms = _terms(data)
    description = terms.model.value if told.description is None else told.description
    adjustments = adjustments_of(told.adjustments, "/adjustments")
    return QuoteItem(description=description, terms=terms, unit=unit, adjustments=adjustments)


def _terms(data: dict[str, Any]) -> Terms:
    model = data.pop("model", None)
    if model not in list(PricingModel):
        raise refused("/model", f"model must be one of {', '.join(PricingModel)}.")
    terms = terms_from_json(PricingModel(model), data)
    unknown = next(_unknown(data, terms_to_json(terms), ""), None)
    if unknown is not None:
        raise refused(unknown, f"is not known in {model} terms.")
    return terms


def _unknown(told: Any, known: Any, pointer: str) -> Iterator[str]:
    """Where something was told that the terms did not take up; what says nothing (null, an empty list) may be told."""
    if isinstance(told, Mapping) and isinstance(known, Mapping):
        for name, value in told.items():
            at = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
            if name in known:
                yield from _unknown(value, known[name], at)
            elif value not in (None, [], {}):
                yield at
    elif isinstance(told, list) and isinstance(known, list):
        for index, (value, taken) in enumerate(zip(told, known, strict=False)):
            yield from _unknown(value, taken, f"{pointer}/{index}")


def _unit(told: Any) -> str:
    if told is None:
        return "unit"
    if not isinstance(told, str) or not 1 <= len(told) <= UNIT_MAX or not told.isprintable():
        raise refused("/unit", f"unit must be a word of 1 to {UNIT_MAX} characters.")
    return told


def _calls(told: QuoteItemIn, terms: CallTerms, adjustments: Adjustments) -> dict[str, Any]:
    if told.usage is not None:
        raise refused("/usage", "a call price rates calls one by one: give call or calls.")
    if (told.call is None) == (told.calls is None):
        raise refused("/call", "a call price needs either call or calls.")
    if told.share is not None and not _is_of_a_period(adjustments):
        raise refused("/share", "a call is rated as a whole and never prorated.")
    if told.licences is not None:
        raise refused("/licences", "a call price rates calls one by one: give call or calls.")
    if adjustments.included_units:
        raise refused("/adjustments/included_units", "calls have no included units.")
    named = [("/call", told.call)] if told.call is not None else []
    named += [(f"/calls/{index}", one) for index, one in enumerate(told.calls or [])]
    for pointer, one in named:
        if terms.bands and one.started_at is None:
            raise refused(f"{pointer}/started_at", "started_at is missing: the price has bands.")
    calls = [one for _, one in named]
    return {"calls": tuple(QuotedCall(one.seconds, one.started_at) for one in calls)}


def _usage(told: QuoteItemIn, terms: Terms) -> dict[str, Any]:
    for name in ("call", "calls"):
        if getattr(told, name) is not None:
            raise refused(f"/{name}", f"a {terms.model} price rates quantities: give usage.")
    if isinstance(terms, CommitmentTerms):
        return _uncounted(told)
    if told.licences is not None:
        return _licences(told, terms, told.licences)
    if told.usage is None:
        if isinstance(terms, FlatTerms):
            return {}
        raise refused("/usage", f"usage is missing: a {terms.model} price needs at least a quantity.")
    if (
        told.usage.quantity is None
        and told.usage.amounts is None
        and not isinstance(terms, FlatTerms | PercentageTerms)
    ):
        raise refused("/usage/quantity", f"quantity is missing: a {terms.model} price does not charge for events.")
    if isinstance(terms, PercentageTerms) and told.usage.events is None and told.usage.amounts is None:
        _check_without_events(terms)
    return _quantities(told.usage)


def _check_without_events(terms: PercentageTerms) -> None:
    """Raises `Invalid` where the number of events changes the amount."""
    if (terms.fixed_amount or terms.free_events) and not terms.is_bounded:
        raise refused(
            "/usage/events",
            "events is missing: the price has a fixed amount or free events; say how many made up the quantity.",
        )


def _licences(told: QuoteItemIn, terms: Terms, licences: int) -> dict[str, Any]:
    """The subscription's own quantity, which is paid for the share of the period that it was there."""
    if told.usage is not None:
        raise refused("/licences", "give either usage or licences.")
    if isinstance(terms, PercentageTerms | GraduatedPercentageTerms):
        raise refused("/licences", f"a {terms.model} price is one of a volume that a meter counts: give usage.")
    return {"quantity": Decimal(licences)}


def _is_of_a_period(adjustments: Adjustments) -> bool:
    """Whether any of them belongs to a whole period, so that a part of one has its share."""
    discount = adjustments.discount
    return bool(adjustments.minimum_amount) or (discount is not None and discount.amount is not None)


def _uncounted(told: QuoteItemIn) -> dict[str, Any]:
    """A commitment is compared with what the other items come to."""
    for name in ("usage", "licences", "adjustments"):
        if getattr(told, name) is not None:
            raise refused(f"/{name}", f"a commitment has no {name}: it is compared with what the other items come to.")
    return {}


def _quantities(usage: QuotedUsageIn) -> dict[str, Any]:
    amounts = tuple(usage.amounts or ())
    total = sum(amounts, Decimal(0))
    if usage.amounts is not None and usage.quantity not in (None, total):
        raise refused("/usage/quantity", f"quantity is {usage.quantity:f}, its amounts add up to {total:f}.")
    if usage.amounts is not None and usage.events not in (None, len(amounts)):
        raise refused("/usage/events", f"events is {usage.events}, but there are {len(amounts)} amounts.")
    events = len(amounts) if usage.events is None else usage.events
    return {"quantity": total if usage.quantity is None else usage.quantity, "events": events, "amounts": amounts}


def _share(told: ShareIn) -> Share:
    if told.numerator > told.denominator:
        raise refused("/share/numerator", "numerator must not be above denominator: a part is at most the whole.")
    return Share(told.numerator, told.denominator, "parts")
