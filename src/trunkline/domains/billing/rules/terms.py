"""Which billing terms can stand."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.domains.billing.model import GRACE_DAYS_MAX, NET_DAYS_MAX, BillingTerms
from trunkline.domains.billing.rules.payment_terms import payment_term_problems
from trunkline.kernel.errors import FieldProblem, Invalid


def check_terms(terms: BillingTerms) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    problems = list(_problems(terms))
    if problems:
        raise Invalid(f"The billing terms cannot stand like this: {problems[0].detail}", fields=problems)


def _problems(terms: BillingTerms) -> Iterator[FieldProblem]:
    if not 0 <= terms.grace_days <= GRACE_DAYS_MAX:
        yield FieldProblem("/grace_days", f"grace_days must be 0 … {GRACE_DAYS_MAX}.")
    if terms.net_days is not None and not 0 <= terms.net_days <= NET_DAYS_MAX:
        yield FieldProblem("/net_days", f"net_days must be 0 … {NET_DAYS_MAX}, or null for the legal entity's.")
    yield from _threshold_problems(terms)
    yield from payment_term_problems(terms)


def _threshold_problems(terms: BillingTerms) -> Iterator[FieldProblem]:
    seen: set[str] = set()
    for index, one in enumerate(terms.thresholds):
        if one.minor <= 0:
            yield FieldProblem(f"/thresholds/{index}/amount", "A threshold must be more than nothing.")
        if one.currency.code in seen:
            yield FieldProblem(f"/thresholds/{index}/currency", f"There is a threshold in {one.currency} already.")
        seen.add(one.currency.code)
