"""The posting rules: what each event debits and credits, and that all of them balance whatever the amounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Account, Event, Posting, Purpose, account_of, balanced, credit, debit
from trunkline.domains.ledger.rules import Sold, split_sold
from trunkline.entrypoints.reference.posting_rules import EXAMPLES
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency, Money

EUR, USD, JPY = (Currency.of(code) for code in ("EUR", "USD", "JPY"))
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)

amounts = st.integers(-(10**9), 10**9).map(lambda minor: Money(minor, EUR))


def eur(minor: int) -> Money:
    return Money(minor, EUR)


def shown(postings: tuple[Posting, ...]) -> dict[str, int]:
    """By account and, where there are several, currency."""
    codes = {one.amount.currency for one in postings}
    return {
        f"{one.account} {one.amount.currency}" if len(codes) > 1 else str(one.account): one.amount.minor
        for one in postings
    }


def sold(earned: int, deferred: int, tax: int) -> Sold:
    return Sold(eur(earned), {APRIL: eur(deferred)} if deferred else {}, eur(tax))


def test_an_invoice_is_asked_for_earned_accrued_and_taxed() -> None:
    assert shown(rules.invoice_issued(sold(8000, 2000, 1900))) == {
        "accrued": -2000,
        "earnings": -8000,
        "receivable": 11900,
        "tax_payable": -1900,
    }
    assert shown(rules.invoice_issued(sold(-8000, 0, -1520))) == {
        "earnings": 8000,
        "receivable": -9520,
        "tax_payable": 1520,
    }
    assert rules.invoice_issued(sold(0, 0, 0)) == ()


def test_what_is_billed_in_advance_is_earned_when_its_period_is_over() -> None:
    assert shown(rules.period_earned(eur(2000))) == {"accrued": 2000, "earnings": -2000}


def test_lines_are_split_by_when_they_are_earned() -> None:
    lines = [(eur(100), eur(19), None), (eur(200), eur(38), APRIL), (eur(50), eur(9), MAY), (eur(7), eur(1), MAY)]
    assert split_sold(lines, EUR) == Sold(eur(100), {APRIL: eur(200), MAY: eur(57)}, eur(67))
    assert split_sold(lines, EUR, {MAY}) == Sold(eur(300), {MAY: eur(57)}, eur(67))
    assert split_sold([], EUR).total == eur(0)


def test_a_void_invoice_leaves_nothing_behind() -> None:
    issued, void = rules.invoice_issued(sold(8000, 2000, 1900)), rules.invoice_voided(sold(8000, 2000, 1900))
    assert balanced(*issued, *void) == ()
    later = rules.invoice_voided(sold(10000, 0, 1900))  # April has begun
    assert shown(balanced(*issued, *rules.period_earned(eur(2000)), *later)) == {}


def test_a_credit_note_lowers_what_was_sold_and_what_is_asked_for() -> None:
    assert shown(rules.credit_note_issued(sold(1000, 0, 190), eur(0))) == {
        "earnings": 1000,
        "receivable": -1190,
        "tax_payable": 190,
    }
    assert shown(rules.credit_note_issued(sold(0, 1000, 190), eur(1190))) == {
        "accrued": 1000,
        "losses": -1190,
        "tax_payable": 190,
    }


def test_prepaid_credits_are_a_liability_until_they_are_drawn() -> None:
    steps = [rules.credits_asked(eur(5000)), rules.payment_received(eur(5000), "stripe", eur(0))]
    assert shown(balanced(*steps[0], *steps[1])) == {"accrued": -5000, "cash:stripe": 5000}
    steps.append(rules.credits_bought(eur(5000)))
    assert shown(balanced(*(leg for step in steps for leg in step))) == {"cash:stripe": 5000, "customer_credit": -5000}
    assert shown(rules.credits_drawn(eur(1200), paid=True)) == {"customer_credit": 1200, "receivable": -1200}
    assert shown(rules.credits_drawn(eur(1200), paid=False)) == {"promotions": 1200, "receivable": -1200}
    assert shown(rules.credits_drawn(eur(-1200), paid=True)) == {"customer_credit": -1200, "receivable": 1200}
    assert shown(rules.credits_expired(eur(3800), paid=True)) == {"customer_credit": 3800, "earnings": -3800}
    assert rules.credits_expired(eur(3800), paid=False) == ()
    assert rules.credits_granted(eur(3800), paid=False) == ()
    assert shown(rules.credits_granted(eur(3800), paid=True)) == {"cash:manual": 3800, "customer_credit": -3800}


def test_credits_that_were_given_up_before_are_not_taken_back_again() -> None:
    assert shown(rules.credits_taken_back(eur(5000), eur(0))) == {"accrued": 5000, "receivable": -5000}
    assert rules.credits_taken_back(eur(5000), eur(5000)) == ()


def test_a_payment_pays_recovers_or_becomes_credit() -> None:
    assert shown(rules.payment_received(eur(11900), "stripe", eur(0))) == {"cash:stripe": 11900, "receivable": -11900}
    assert shown(rules.payment_received(eur(11900), "paypal", eur(11900))) == {"cash:paypal": 11900, "losses": -11900}
    assert shown(rules.payment_received(eur(50), "paypal", eur(50), of_credits=True)) == {
        "accrued": -50,
        "cash:paypal": 50,
    }
    too_much = balanced(*rules.payment_received(eur(100), "stripe", eur(0)), *rules.credit_kept(eur(100)))
    assert shown(too_much) == {"cash:stripe": 100, "customer_credit": -100}
    assert shown(rules.payment_unasked(eur(100), "stripe")) == {"cash:stripe": 100, "refunds": -100}


def test_what_is_given_up_is_lost_unless_nothing_was_delivered_for_it() -> None:
    assert shown(rules.invoice_written_off(eur(500))) == {"losses": 500, "receivable": -500}
    assert shown(rules.invoice_written_off(eur(500), of_credits=True)) == {"accrued": 500, "receivable": -500}


def test_some_events_move_nothing() -> None:
    assert rules.late_fee_charged() == ()
    assert rules.instalments_agreed() == ()


def test_a_fee_is_what_the_provider_keeps() -> None:
    assert shown(rules.fee_charged(eur(175), "stripe")) == {"cash:stripe": -175, "fees": 175}
    assert shown(rules.fee_charged(eur(-175), "stripe")) == {"cash:stripe": 175, "fees": -175}


def test_a_refund_leaves_credit_then_cash_or_comes_back() -> None:
    begun = rules.refund_begun(eur(900))
    assert shown(begun) == {"customer_credit": 900, "refunds": -900}
    assert shown(balanced(*begun, *rules.refund_paid(eur(900), "stripe"))) == {
        "cash:stripe": -900,
        "customer_credit": 900,
    }
    assert balanced(*begun, *rules.refund_failed(eur(900))) == ()


def test_a_dispute_holds_money_back_until_it_is_won_or_lost() -> None:
    opened = rules.dispute_opened(eur(900), eur(1500), "stripe")
    assert shown(opened) == {"cash:stripe": -2400, "disputes": 900, "fees": 1500}
    assert balanced(*opened, *rules.dispute_won(eur(900), eur(1500), "stripe")) == ()
    assert shown(balanced(*opened, *rules.dispute_lost(eur(900)))) == {
        "cash:stripe": -2400,
        "fees": 1500,
        "losses": 900,
    }


def test_a_conversion_balances_in_each_currency_and_its_fee_is_a_leg_of_its_own() -> None:
    made = rules.currency_converted(Money(10000, USD), eur(9200), eur(92), "paypal", "paypal")
    assert shown(made) == {
        "cash:paypal EUR": 9200 - 92,
        "cash:paypal USD": -10000,
        "exchange EUR": -9200,
        "exchange USD": 10000,
        "fees EUR": 92,
    }
    of_giver = rules.currency_converted(Money(1000, JPY), eur(600), Money(10, JPY), "paypal", "stripe")
    assert shown(of_giver)["cash:paypal JPY"] == -1010
    with pytest.raises(AssertionError, match="two currencies"):
        rules.currency_converted(eur(1), eur(1), eur(0), "stripe", "stripe")


def test_what_a_provider_counts_otherwise_is_rounding() -> None:
    assert shown(rules.rounded(eur(1), "paypal")) == {"cash:paypal": -1, "rounding": 1}


@given(amounts, amounts, amounts, st.booleans())
def test_every_rule_balances(one: Money, other: Money, tax: Money, paid: bool) -> None:
    some = Sold(one, {APRIL: other}, tax)
    made = [
        *(rules.invoice_issued(some), rules.invoice_voided(some), rules.credit_note_issued(some, other)),
        *(rules.period_earned(one), rules.credits_asked(one), rules.credits_taken_back(one, other)),
        *(rules.invoice_written_off(one, of_credits=paid), rules.credit_kept(one), rules.credits_bought(one)),
        *(rules.credits_drawn(one, paid=paid), rules.credits_expired(one, paid=paid)),
        *(rules.credits_granted(one, paid=paid), rules.payment_received(one, "x", other, of_credits=paid)),
        *(rules.payment_unasked(one, "x"), rules.fee_charged(one, "x"), rules.refund_begun(one)),
        *(rules.refund_paid(one, "x"), rules.refund_failed(one), rules.dispute_opened(one, other, "x")),
        *(rules.dispute_won(one, other, "x"), rules.dispute_lost(one), rules.rounded(one, "x")),
        rules.dispute_changed(one, other, tax, "x"),
        rules.currency_converted(Money(tax.minor, USD), one, other, "x", "y"),
    ]
    for postings in made:
        sums: dict[str, int] = {}
        for posting in postings:
            sums[posting.amount.currency.code] = sums.get(posting.amount.currency.code, 0) + posting.amount.minor
        assert set(sums.values()) <= {0}
        assert all(posting.amount for posting in postings), "nothing is posted of nothing"


def test_legs_that_do_not_balance_are_refused() -> None:
    cash, fees = Account(Purpose.cash, "stripe"), Account(Purpose.fees)
    with pytest.raises(AssertionError, match="do not balance"):
        balanced(debit(cash, eur(1)), credit(fees, eur(2)))
    with pytest.raises(AssertionError, match="do not balance"):
        balanced(debit(cash, eur(1)), credit(fees, Money(1, USD)))


def test_an_account_is_written_as_it_is_read() -> None:
    for account in (Account(Purpose.cash, "stripe"), Account(Purpose.receivable)):
        assert account_of(str(account)) == account
    for text in ("cash", "cash:", "receivable:stripe", "nothing", "", "Cash:stripe"):
        with pytest.raises(Invalid):
            account_of(text)
    with pytest.raises(AssertionError, match="only cash"):
        Account(Purpose.fees, "stripe")


def test_every_event_is_in_the_reference() -> None:
    assert {one.event for one in EXAMPLES} == set(Event)
    alone = [one.event for one in EXAMPLES if not one.when]
    assert len(alone) == len(set(alone)), "cases of one event are told apart"
    assert all(one.rule.__doc__ for one in EXAMPLES)
