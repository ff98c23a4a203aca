"""What a module, a plan and a price must look like to be sold. Every problem names its place in what was told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from trunkline.domains.marketplace.model.aggregation import AggregationKind
from trunkline.domains.marketplace.model.catalogue import Alignment, Module, Plan, Price, Timing
from trunkline.domains.marketplace.model.grouping import group_by_problems
from trunkline.domains.marketplace.model.terms import (
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    PercentageTerms,
    PricingModel,
    Terms,
)
from trunkline.domains.marketplace.rules.grouping import grouping_problems
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.period import calendar_anchor

PRICES_MAX = 200
TRIAL_DAYS_MAX = 730
AHEAD_MAX = timedelta(days=3_660)
_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9]){1,59}")
_WORD = re.compile(r"[a-z0-9](-?[a-z0-9]){0,39}")
_COMPONENT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PRINTABLE = re.compile(r"[!-~]([ -~]*[!-~])?")  # what usage accepts as the name of a meter
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def check_module(module: Module) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    _refuse("The module", [*_slug_problems(module.slug), *_module_problems(module)])


def check_plan(plan: Plan, now: datetime) -> None:
    """Raises `Invalid` naming every field of the plan and of its prices that cannot stand."""
    problems = [*_slug_problems(plan.slug), *_line_problems("/name", plan.name, 120)]
    problems += _text_problems("/description", plan.description)
    problems += [*_alignment_problems(plan), *_trial_problems(plan.trial_days)]
    if len(plan.prices) > PRICES_MAX:
        problems.append(FieldProblem("/prices", f"prices may hold {PRICES_MAX}."))
    for index, price in enumerate(plan.prices):
        at = f"/prices/{index}"
        problems += [*_price_problems(price, at, now), *_clashes(price, plan.prices[:index], at)]
    _refuse("The plan", problems)


def check_trial_days(days: int | None) -> None:
    """Raises `Invalid` for a trial that cannot be."""
    _refuse("The plan", [*_trial_problems(days)])


def check_price(price: Price, others: Sequence[Price], now: datetime) -> None:
    """Raises `Invalid` when the price cannot stand, or not beside the `others` of its plan."""
    _refuse("The price", [*_price_problems(price, "", now), *_clashes(price, others, "")])


def check_model(before: Terms, after: Terms) -> None:
    """Raises `Invalid` where a revision makes a commitment of another price, or another price of a commitment."""
    if before.model is not after.model and PricingModel.commitment in (before.model, after.model):
        detail = f"A {before.model} price cannot become a {after.model} price; add a component of that model."
        raise Invalid(detail, fields=[FieldProblem("/terms/model", detail)])


def check_revision(price: Price, now: datetime) -> None:
    """Raises `Invalid` when the price cannot have these terms: a revision changes nothing else."""
    unfit = [FieldProblem("/terms/model", one.detail) for one in _counting_problems(price, "")]
    unfit += [*_per_event_problems(price, ""), *_aggregation_problems(price, ""), *_commitment_problems(price, "")]
    unfit += grouping_problems(price, "")
    _refuse("The price", [*unfit, *_moment_problems(price, "", now)])


def check_correction(price: Price, first: Price, now: datetime) -> None:
    """Raises `Invalid` when `price` cannot take the place of the versions since `first`."""
    problems = []
    if price.effective_from > now:
        detail = "corrects_from must not lie ahead: revise the price instead."
        problems.append(FieldProblem("/corrects_from", detail))
    elif price.effective_from < first.effective_from:
        detail = f"corrects_from lies before the price was first in force, which is {first.effective_from.isoformat()}."
        problems.append(FieldProblem("/corrects_from", detail))
    problems += _line_problems("/reason", price.correction or "", 300)
    _refuse("The price", problems)
    check_revision(price, now)


def _alignment_problems(plan: Plan) -> Iterator[FieldProblem]:
    if plan.alignment is Alignment.calendar:
        try:
            calendar_anchor(date(2000, 1, 1), plan.cycle)
        except Invalid as problem:
            yield FieldProblem("/alignment", problem.detail)


def _trial_problems(days: int | None) -> Iterator[FieldProblem]:
    if days is not None and not 1 <= days <= TRIAL_DAYS_MAX:
        yield FieldProblem("/trial_days", f"trial_days must be 1 … {TRIAL_DAYS_MAX}, or null for no trial.")


def _module_problems(module: Module) -> Iterator[FieldProblem]:
    yield from _line_problems("/name", module.name, 120)
    yield from _line_problems("/summary", module.summary, 300, needed=False)
    yield from _text_problems("/description", module.description)
    for name in ("category", "icon"):
        word = getattr(module, name)
        if not _WORD.fullmatch(word) or len(word) > 40:
            yield FieldProblem(f"/{name}", f"{name} must be 1 to 40 lower-case letters, digits and single hyphens.")


def _price_problems(price: Price, at: str, now: datetime) -> Iterator[FieldProblem]:
    if not _COMPONENT.fullmatch(price.component):
        yield FieldProblem(
            f"{at}/component", "component must be 1 to 60 lower-case letters, digits and underscores, a letter first."
        )
    yield from _line_problems(f"{at}/description", price.description, 200)
    yield from _key_problems(f"{at}/unit", price.unit, 30)
    if price.meter is not None:
        yield from _key_problems(f"{at}/meter", price.meter, 60)
    if price.tax_code is not None:
        yield from _key_problems(f"{at}/tax_code", price.tax_code, 40)
    yield from _counting_problems(price, at)
    yield from _aggregation_problems(price, at)
    yield from _per_event_problems(price, at)
    yield from _commitment_problems(price, at)
    yield from group_by_problems(price.group_by, f"{at}/group_by")
    yield from grouping_problems(price, at)
    yield from _moment_problems(price, at, now)


def _moment_problems(price: Price, at: str, now: datetime) -> Iterator[FieldProblem]:
    if price.effective_from - now > AHEAD_MAX:
        yield FieldProblem(f"{at}/effective_from", f"effective_from lies more than {AHEAD_MAX.days} days ahead.")


def _counting_problems(price: Price, at: str) -> Iterator[FieldProblem]:
    """What is counted can only be billed afterwards; a call has to be counted, and a flat fee counts nothing."""
    if price.meter is not None and price.timing is Timing.advance:
        yield FieldProblem(f"{at}/timing", "timing must be arrears: what is used is known after the period.")
    if isinstance(price.terms, CallTerms) and price.meter is None:
        yield FieldProblem(f"{at}/meter", "meter must name what the calls are counted on.")
    if isinstance(price.terms, FlatTerms) and price.meter is not None:
        yield FieldProblem(f"{at}/meter", "meter must be null: a flat price counts nothing.")
    if isinstance(price.terms, PercentageTerms | GraduatedPercentageTerms) and price.meter is None:
        yield FieldProblem(f"{at}/meter", "meter must name what the volume is counted on.")
    if isinstance(price.terms, CallTerms | FlatTerms) and price.adjustments.included_units:
        detail = "included_units must be left out: this model has no units that could be included."
        yield FieldProblem(f"{at}/adjustments/included_units", detail)


def _per_event_problems(price: Price, at: str) -> Iterator[FieldProblem]:
    """With bounds each event has a fee of its own. Of the fees sums are kept, in which the order of events cannot be found any more."""
    if not isinstance(price.terms, PercentageTerms) or not price.terms.is_bounded:
        return
    detail = "must be left out beside a minimum or maximum per event, which would make the order of events matter."
    for name in ("free_events", "free_volume"):
        if getattr(price.terms, name):
            yield FieldProblem(f"{at}/terms/{name}", f"{name} {detail}")
    if price.adjustments.included_units:
        yield FieldProblem(f"{at}/adjustments/included_units", f"included_units {detail}")
    if price.aggregation is not None and price.aggregation.kind is not AggregationKind.sum:
        detail = "kind must be sum: a minimum or maximum per event is one of each event's own amount."
        yield FieldProblem(f"{at}/aggregation/kind", detail)


def _aggregation_problems(price: Price, at: str) -> Iterator[FieldProblem]:
    """Events of a meter are aggregated; calls are rated one by one (money policy 6)."""
    if price.aggregation is None:
        return
    if isinstance(price.terms, CallTerms):
        yield FieldProblem(f"{at}/aggregation", "aggregation must be left out: calls are rated one by one.")
    elif price.meter is None:
        yield FieldProblem(f"{at}/aggregation", "aggregation must be left out: without a meter nothing is counted.")


def _commitment_problems(price: Price, at: str) -> Iterator[FieldProblem]:
    """A commitment counts nothing itself: it is compared, when the period closes, with what everything else of the plan came to."""
    if not isinstance(price.terms, CommitmentTerms):
        return
    if price.meter is not None:
        yield FieldProblem(f"{at}/meter", "meter must be null: a commitment counts nothing itself.")
    if price.timing is Timing.advance:
        yield FieldProblem(f"{at}/timing", "timing must be arrears: what is left of a commitment is known afterwards.")
    if price.adjustments:
        yield FieldProblem(f"{at}/adjustments", "adjustments must be left out: a commitment is an amount by itself.")


def _clashes(price: Price, others: Iterable[Price], at: str) -> Iterator[FieldProblem]:
    """Within a plan and currency a component is priced once, and a meter rated once."""
    same = [other for other in others if other.currency == price.currency]
    if any(other.component == price.component for other in same):
        detail = f"The plan has a price of {price.component} in {price.currency} already; revise that one."
        yield FieldProblem(f"{at}/component", detail)
    if isinstance(price.terms, CommitmentTerms):
        held = next((one for one in same if isinstance(one.terms, CommitmentTerms)), None)
        if held is not None and held.component != price.component:
            detail = f"The plan has a commitment in {price.currency} already: {held.component}."
            yield FieldProblem(f"{at}/terms/model", detail)
    rival = next((other for other in same if other.meter == price.meter is not None), None)
    if rival is not None and rival.component != price.component:
        detail = f"The meter {price.meter} is rated by {rival.component} already; usage has one price."
        yield FieldProblem(f"{at}/meter", detail)


def _slug_problems(slug: str) -> Iterator[FieldProblem]:
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        yield FieldProblem("/slug", "slug must be 2 to 60 lower-case letters, digits and single hyphens.")


def _line_problems(pointer: str, text: str, most: int, *, needed: bool = True) -> Iterator[FieldProblem]:
    if (needed and not text.strip()) or len(text) > most or _CONTROL.search(text):
        name = pointer.rpartition("/")[2]
        yield FieldProblem(pointer, f"{name} must be one line of {int(needed)} to {most} characters.")


def _text_problems(pointer: str, text: str) -> Iterator[FieldProblem]:
    if len(text) > 4_000 or _CONTROL_IN_TEXT.search(text):
        yield FieldProblem(pointer, "description may be 4000 characters without control characters.")


def _key_problems(pointer: str, text: str, most: int) -> Iterator[FieldProblem]:
    if not _PRINTABLE.fullmatch(text) or len(text) > most:
        name = pointer.rpartition("/")[2]
        detail = f"{name} must be 1 to {most} printable ASCII characters without a blank at either end."
        yield FieldProblem(pointer, detail)


def _refuse(what: str, problems: Sequence[FieldProblem]) -> None:
    if problems:
        raise Invalid(f"{what} cannot be sold like this: {problems[0].detail}", fields=problems)
