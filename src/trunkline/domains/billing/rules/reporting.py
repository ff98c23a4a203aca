"""Totals in the reporting currency. Policy 8: total and tax are converted, each HALF_UP; the net amount is their difference, and never
converted for itself. So net + tax = total in both currencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from trunkline.domains.billing.model.reporting import Reported, ReportingRate
from trunkline.domains.currencies.rules import converted
from trunkline.kernel.money import Currency, Money


def reported(total: Money, tax: Money, rate: ReportingRate) -> Reported:
    """Of an invoice. Raises `Invalid` where an amount would have more digits than any may have."""
    return Reported(converted(total, rate.rate, rate.target), converted(tax, rate.rate, rate.target))


def reported_note(total: Money, tax: Money, left: tuple[Money, Money], rest: Reported, rate: ReportingRate) -> Reported:
    """Of a credit note of `total` with `tax`, at its invoice's rate.

    `left` is what notes had left of the invoice, total and tax; `rest` what they had left of it in the reporting currency. No note takes
    more than that, and the one that credits the rest takes the rest, so that what is credited in full cancels exactly.
    """
    own = reported(total, tax, rate)
    gross = rest.total if total == left[0] else min(own.total, rest.total)
    if (total, tax) == left:
        return Reported(gross, rest.tax)
    return Reported(gross, _tax_within(own.tax, gross, rest))


def _tax_within(tax: Money, gross: Money, rest: Reported) -> Money:
    """Neither more than is left of the tax or than the note comes to, nor so little that more tax than money would be left.

    Where lines below zero have made the invoice's tax another than a part of its total, there are no such bounds.
    """
    zero = Money.zero(tax.currency)
    if not zero <= rest.tax <= rest.total or not zero <= gross:
        return tax
    least = max(zero, rest.tax - (rest.total - gross))
    return min(max(tax, least), min(rest.tax, gross))


def parted(whole: Money, parts: Sequence[Money], rate: Fraction) -> list[Money]:
    """Parts of a document in the reporting currency: each is converted HALF_UP, and what they then miss of the document's own amount is on
    the largest of them, the first of several.
    """
    found = [converted(part, rate, whole.currency) for part in parts]
    if found:
        largest = max(range(len(parts)), key=lambda index: (abs(parts[index].minor), -index))
        found[largest] = found[largest] + (whole - _sum(found, whole.currency))
    return found


def part_of(reported_total: Money, part: Money, total: Money, rate: Fraction) -> Money:
    """What is open of a document, at the document's rate; all of it is the document's own amount."""
    return reported_total if part == total else converted(part, rate, reported_total.currency)


def _sum(amounts: Sequence[Money], currency: Currency) -> Money:
    return sum(amounts, Money.zero(currency))
