"""What holds of amounts in the reporting currency, whatever the amounts and the rates."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.billing.model.reporting import Reported, ReportingRate
from trunkline.domains.billing.rules.reporting import part_of, parted, reported, reported_note
from trunkline.domains.currencies.model import Source
from trunkline.kernel.money import Currency, Money

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
codes = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
# From 0.001 to 9999.999: dinars for yen and yen for dinars lie between.
quotes = st.integers(1, 9_999_999).map(lambda parts: Decimal(parts).scaleb(-3))


@st.composite
def rates(draw: st.DrawFn) -> ReportingRate:
    return a_rate(draw(codes), draw(codes), draw(quotes), draw(quotes))


def dollars(cents: int) -> Money:
    return Money(cents, Currency.of("USD"))


def a_rate(source: str, target: str, source_rate: Decimal | str, target_rate: Decimal | str) -> ReportingRate:
    return ReportingRate(
        currency=Currency.of(source),
        target=Currency.of(target),
        source_rate=Decimal(source_rate),
        target_rate=Decimal(target_rate),
        base="EUR",
        source=Source.ecb,
        sheet_id=None,
        as_of=NOON,
        stale=False,
        held=False,
    )


@given(rates(), st.integers(-(10**7), 10**7), st.integers(-(10**6), 10**6))
def test_net_and_tax_are_the_total_and_each_is_within_half_a_unit(rate: ReportingRate, total: int, tax: int) -> None:
    told = reported(Money(total, rate.currency), Money(tax, rate.currency), rate)
    assert told.net + told.tax == told.total
    for amount, own in ((total, told.total), (tax, told.tax)):
        exact = rate.rate * amount / rate.currency.minor_units_per_major * rate.target.minor_units_per_major
        assert abs(own.minor - exact) * 2 <= 1


@given(
    rates(), st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 10**6)), min_size=1, max_size=8), st.booleans()
)
def test_credit_notes_never_exceed_their_invoice_and_in_full_cancel_it(
    rate: ReportingRate, parts: list[tuple[int, int]], everything: bool
) -> None:
    nets, taxes = [net for net, _ in parts], [tax for _, tax in parts]
    total, tax = Money(sum(nets) + sum(taxes), rate.currency), Money(sum(taxes), rate.currency)
    whole = reported(total, tax, rate)
    left, rest = (total, tax), whole
    for net, of_tax in parts if everything else parts[:-1]:
        gross, own_tax = Money(net + of_tax, rate.currency), Money(of_tax, rate.currency)
        note = reported_note(gross, own_tax, left, rest, rate)
        assert note.net + note.tax == note.total
        assert min(note.net.minor, note.tax.minor) >= 0
        left, rest = (left[0] - gross, left[1] - own_tax), Reported(rest.total - note.total, rest.tax - note.tax)
        assert min(rest.total.minor, rest.tax.minor, rest.net.minor) >= 0
    if everything:
        assert (rest.total.minor, rest.tax.minor) == (0, 0)


@given(rates(), st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=9))
def test_parts_sum_to_their_document(rate: ReportingRate, minors: list[int]) -> None:
    parts = [Money(minor, rate.currency) for minor in minors]
    whole = reported(Money(sum(minors), rate.currency), Money.zero(rate.currency), rate).total
    found = parted(whole, parts, rate.rate)
    assert sum(one.minor for one in found) == whole.minor
    largest = max(range(len(minors)), key=lambda index: abs(minors[index]))
    exact = [rate.rate * one.minor / one.currency.minor_units_per_major for one in parts]
    off = [abs(one.minor - value * rate.target.minor_units_per_major) for one, value in zip(found, exact, strict=True)]
    assert all(2 * one <= 1 for index, one in enumerate(off) if index != largest)


def test_nothing_is_parted_of_a_document_without_parts() -> None:
    assert parted(Money(5, Currency.of("EUR")), [], a_rate("USD", "EUR", "1", "0.9").rate) == []


def test_a_note_takes_no_more_than_is_left_and_the_last_one_takes_the_rest() -> None:
    """Three thirds of a dollar are a third of a cent too much each time; the last makes up for it."""
    rate = a_rate("USD", "EUR", "1", "0.85")
    whole = reported(dollars(3), dollars(0), rate)
    assert str(whole.total) == "0.03 EUR"  # 2.55 cents
    left, rest, told = (dollars(3), dollars(0)), whole, []
    for _ in range(3):
        note = reported_note(dollars(1), dollars(0), left, rest, rate)
        told.append(note.total.minor)
        left, rest = (left[0] - dollars(1), left[1]), Reported(rest.total - note.total, rest.tax - note.tax)
    assert told == [1, 1, 1]
    half = a_rate("USD", "EUR", "1", "0.5")
    whole = reported(dollars(3), dollars(0), half)
    assert whole.total.minor == 2  # 1.5 cents
    first = reported_note(dollars(1), dollars(0), (dollars(3), dollars(0)), whole, half)
    second = reported_note(
        dollars(1), dollars(0), (dollars(2), dollars(0)), Reported(whole.total - first.total, whole.tax), half
    )
    last = reported_note(
        dollars(1), dollars(0), (dollars(1), dollars(0)), Reported(Money(0, half.target), whole.tax), half
    )
    assert [one.total.minor for one in (first, second, last)] == [1, 1, 0]


def test_where_lines_below_zero_make_the_tax_no_part_of_the_total_it_is_converted_for_itself() -> None:
    """An invoice over 40 with a tax of -10; a note credits a line of 40 without tax."""
    rate = a_rate("USD", "EUR", "1", "0.5")
    whole = reported(dollars(4000), dollars(-1000), rate)
    note = reported_note(dollars(4000), dollars(0), (dollars(4000), dollars(-1000)), whole, rate)
    assert (note.total.minor, note.tax.minor) == (2000, 0)


def test_what_is_open_of_a_document_is_at_its_rate() -> None:
    rate = a_rate("USD", "EUR", "1", "0.85")
    total, told = Money(3808, rate.currency), Money(3237, rate.target)
    assert part_of(told, total, total, rate.rate) == told
    assert part_of(told, Money(1000, rate.currency), total, rate.rate).minor == 850
