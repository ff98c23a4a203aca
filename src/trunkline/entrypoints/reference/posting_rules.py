"""`posting-rules.md`: what each business event posts, worked out by the rules themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Event, Posting, Purpose
from trunkline.entrypoints.reference.markdown import code, page, table
from trunkline.kernel.money import Currency, Money

ABOUT = """\
The ledger keeps the books in double entry. An account is named for its purpose; each company has one per currency, and one for cash per
payment provider. Every transaction sums to zero in each currency; it is written in the database transaction of the document that says
so, once per source, and never changes. Balances are a projection of the postings: `trunkline ledger rebuild` makes them anew,
`trunkline ledger check` proves them, and everything that documents say about them, every night and whenever it is asked."""
RULES_ABOUT = """\
## Posting rules

One per business event. The amounts are examples, posted by the rules: an invoice over 100.00 EUR and 19 % tax, of which 30.00 are for a
period to come. Where an amount is below zero, debit and credit change places. Events without postings are written all the same."""

_EUR, _USD = Currency.of("EUR"), Currency.of("USD")


def _eur(minor: int) -> Money:
    return Money(minor, _EUR)


_SOLD = rules.Sold(_eur(7000), {datetime(2026, 4, 1, tzinfo=UTC): _eur(3000)}, _eur(1900))
_NOTHING = _eur(0)


@dataclass(frozen=True, slots=True)
class Example:
    """What an event posts; `when` tells its cases apart."""

    event: Event
    rule: Callable[..., tuple[Posting, ...]]
    postings: tuple[Posting, ...]
    when: str = ""


EXAMPLES = (
    Example(Event.invoice_issued, rules.invoice_issued, rules.invoice_issued(_SOLD)),
    Example(Event.period_earned, rules.period_earned, rules.period_earned(_eur(3000))),
    Example(Event.invoice_voided, rules.invoice_voided, rules.invoice_voided(_SOLD)),
    Example(Event.invoice_written_off, rules.invoice_written_off, rules.invoice_written_off(_eur(11900))),
    Example(
        Event.credit_note_issued,
        rules.credit_note_issued,
        rules.credit_note_issued(rules.Sold(_eur(1000), {}, _eur(190)), _NOTHING),
    ),
    Example(
        Event.credit_note_issued,
        rules.credit_note_issued,
        rules.credit_note_issued(rules.Sold(_eur(1000), {}, _eur(190)), _eur(1190)),
        "of an invoice that was given up",
    ),
    Example(Event.credit_kept, rules.credit_kept, rules.credit_kept(_eur(1190))),
    Example(Event.credit_drawn, rules.credit_kept, rules.credit_kept(_eur(-1190))),
    Example(Event.credits_asked, rules.credits_asked, rules.credits_asked(_eur(5000))),
    Example(Event.credits_bought, rules.credits_bought, rules.credits_bought(_eur(5000))),
    Example(
        Event.credits_granted, rules.credits_granted, rules.credits_granted(_eur(5000), paid=True), "for money by hand"
    ),
    Example(Event.credits_granted, rules.credits_granted, rules.credits_granted(_eur(5000), paid=False), "given away"),
    Example(Event.credits_drawn, rules.credits_drawn, rules.credits_drawn(_eur(1200), paid=True), "paid for"),
    Example(Event.credits_drawn, rules.credits_drawn, rules.credits_drawn(_eur(1200), paid=False), "given away"),
    Example(Event.credits_returned, rules.credits_drawn, rules.credits_drawn(_eur(-1200), paid=True)),
    Example(Event.credits_expired, rules.credits_expired, rules.credits_expired(_eur(800), paid=True), "paid for"),
    Example(Event.credits_expired, rules.credits_expired, rules.credits_expired(_eur(800), paid=False), "given away"),
    Example(Event.payment_received, rules.payment_received, rules.payment_received(_eur(11900), "stripe", _NOTHING)),
    Example(
        Event.payment_recovered, rules.payment_received, rules.payment_received(_eur(11900), "stripe", _eur(11900))
    ),
    Example(Event.payment_unasked, rules.payment_unasked, rules.payment_unasked(_eur(11900), "stripe")),
    Example(Event.late_fee_charged, rules.late_fee_charged, rules.late_fee_charged()),
    Example(Event.instalments_agreed, rules.instalments_agreed, rules.instalments_agreed()),
    Example(Event.fee_charged, rules.fee_charged, rules.fee_charged(_eur(175), "stripe")),
    Example(Event.refund_begun, rules.refund_begun, rules.refund_begun(_eur(1190))),
    Example(Event.refund_paid, rules.refund_paid, rules.refund_paid(_eur(1190), "stripe")),
    Example(Event.refund_failed, rules.refund_failed, rules.refund_failed(_eur(1190))),
    Example(Event.refund_returned, rules.refund_returned, rules.refund_returned(_eur(1190), "stripe")),
    Example(Event.dispute_opened, rules.dispute_opened, rules.dispute_opened(_eur(11900), _eur(1500), "stripe")),
    Example(Event.dispute_won, rules.dispute_won, rules.dispute_won(_eur(11900), _eur(1500), "stripe")),
    Example(Event.dispute_lost, rules.dispute_lost, rules.dispute_lost(_eur(11900))),
    Example(
        Event.dispute_changed,
        rules.dispute_changed,
        rules.dispute_changed(_eur(11900), _eur(-11900), _NOTHING, "stripe"),
    ),
    Example(
        Event.currency_converted,
        rules.currency_converted,
        rules.currency_converted(Money(10000, _USD), _eur(9200), _eur(92), "paypal", "paypal"),
    ),
    Example(Event.amount_rounded, rules.rounded, rules.rounded(_eur(1), "paypal")),
)


def posting_rules_page() -> str:
    source = "src/trunkline/domains/ledger/rules"
    return page("Accounts and posting rules", source, ABOUT, "## Accounts", _accounts(), RULES_ABOUT, _rules())


def _accounts() -> str:
    rows = [(code(one.value), "debit" if one.debit else "credit", one.description) for one in Purpose]
    return table(("Account", "Usually", "What is on it"), rows)


def _rules() -> str:
    return table(("Event", "Debit", "Credit", "What it means"), [_row(one) for one in EXAMPLES])


def _row(one: Example) -> tuple[str, str, str, str]:
    debits = [f"{code(str(leg.account))} {leg.amount}" for leg in one.postings if leg.amount.minor > 0]
    credits = [f"{code(str(leg.account))} {-leg.amount}" for leg in one.postings if leg.amount.minor < 0]
    event = f"{code(one.event.value)}, {one.when}" if one.when else code(one.event.value)
    meaning = " ".join((one.rule.__doc__ or "").split())
    return event, ", ".join(debits) or "nothing", ", ".join(credits) or "nothing", meaning
