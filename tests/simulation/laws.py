"""What must be true of money and of those who are told of it, whatever has happened: a law is a sentence, and what contradicts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.simulation.provider_side import Place, ProviderSide
from tests.simulation.rows import Rows
from trunkline.domains.payments.model import AttemptState, NoticeState, PaymentState

Law = Callable[[ProviderSide, Rows], list[str]]


def _money(side: ProviderSide, ours: Rows) -> list[str]:
    """The fees of a transaction are added to its cash: each provider's fee is looked at by itself."""
    cash, fees = _booked(ours)
    cash.update(fees)
    return _unequal(side.money, cash)


def _fees(side: ProviderSide, ours: Rows) -> list[str]:
    """Not all fees are booked as they come; never are there more than the provider kept."""
    _, fees = _booked(ours)
    return [
        f"{place}: {minor} booked, {side.kept[place]} kept" for place, minor in fees.items() if minor > side.kept[place]
    ]


def _booked(ours: Rows) -> tuple[Counter[Place], Counter[Place]]:
    """Our cash at providers, and the fees in the same transactions."""
    where = {
        one.transaction_id: one.provider
        for one in ours.postings
        if one.purpose == "cash" and one.provider in ("stripe", "paypal")
    }
    cash: Counter[Place] = Counter()
    fees: Counter[Place] = Counter()
    for one in ours.postings:
        if one.transaction_id in where and one.purpose in ("cash", "fees"):
            place = (one.company_id, where[one.transaction_id], one.currency)
            (cash if one.purpose == "cash" else fees)[place] += one.amount_minor
    return cash, fees


def _charged_once(side: ProviderSide, ours: Rows) -> list[str]:
    """A key takes money once, a payment by one of its keys, and all payments of an invoice not more than it was over."""
    unknown = [f"{key} is the key of no attempt" for key in side.charged if key not in ours.attempts]
    if unknown:
        return unknown
    payments: Counter[str] = Counter()
    invoices: Counter[str] = Counter()
    for key, times in side.charged.items():
        payment = ours.payments[ours.attempts[key].payment_id]
        payments[payment.id] += times
        invoices[payment.invoice_id] += times * payment.amount_minor
    totals = {one.id: one.total_minor for one in ours.invoices.values()}
    twice = [f"{payment_id}: {times} times" for payment_id, times in payments.items() if times > 1]
    return twice + [f"{one}: {minor} of {totals[one]}" for one, minor in invoices.items() if minor > totals[one]]


def _noticed(side: ProviderSide, ours: Rows) -> list[str]:
    known = {(one.provider, one.event_id) for one in ours.notices}
    missed = [f"{provider} {event} was never read" for provider, event in sorted(side.events - known)]
    missed += [f"{event} was never sent" for _, event in known - side.events if event not in side.messages]
    handled = (NoticeState.done, NoticeState.ignored)
    return missed + [
        f"{one.id} {one.kind} {one.state}: {one.effect}" for one in ours.notices if one.state not in handled
    ]


def _told_of_payments(side: ProviderSide, ours: Rows) -> list[str]:
    """The facts, which mails and screens are made from, and the receipts: one each for each charge, over its amount."""
    taken = Counter(ours.attempts[key].payment_id for key in side.charged)
    told = Counter(one.subject for one in ours.facts if one.kind == "payment.succeeded")
    receipts = Counter(one.payment_id for one in ours.receipts)
    failed = {one.subject for one in ours.facts if one.kind in ("payment.failed", "payment.canceled")}
    found = [f"{one}: payment.succeeded {told[one]} times" for one in taken | told if taken[one] != told[one]]
    found += [f"{one}: {receipts[one]} receipts" for one in taken | receipts if taken[one] != receipts[one]]
    found += [f"{one} is said to have failed" for one in failed if taken[one]]
    return found + [
        f"{one.id} is {one.state}"
        for one in ours.payments.values()
        if (one.state == PaymentState.succeeded) != bool(taken[one.id])
    ]


def _told_of_attempts(side: ProviderSide, ours: Rows) -> list[str]:
    succeeded = AttemptState.succeeded
    return [
        f"{key} is {one.state}"
        for key, one in ours.attempts.items()
        if (one.state == succeeded) != bool(side.charged[key])
    ]


def _told_of_refunds(side: ProviderSide, ours: Rows) -> list[str]:
    """A refund may fail after it was said to have succeeded: that is said as well."""
    ended = {one.subject: one.kind for one in ours.facts if one.kind in ("refund.succeeded", "refund.failed")}
    succeeded = {one.reference for one in ours.refunds if ended.get(one.id) == "refund.succeeded"}
    return [f"{one}" for one in sorted(succeeded ^ side.given_back, key=str)]


def _told_of_disputes(side: ProviderSide, ours: Rows) -> list[str]:
    ended = {one.subject: one.kind for one in ours.facts if one.kind in ("dispute.lost", "dispute.won")}
    lost = {one.reference for one in ours.disputes if ended.get(one.id) == "dispute.lost"}
    return sorted(lost ^ side.lost)


def _unequal(there: Counter[Place], here: Counter[Place]) -> list[str]:
    places = sorted(set(there) | set(here))
    return [f"{place}: {there[place]} there, {here[place]} here" for place in places if there[place] != here[place]]


LAWS_OF_MONEY: tuple[tuple[str, Law], ...] = (
    ("No invoice is charged twice", _charged_once),
    ("No attempt has another result than its charge", _told_of_attempts),
    ("Money at the providers is money in our ledger", _money),
    ("No more fees are booked than were kept", _fees),
    ("Each notice is read and handled, and was sent", _noticed),
    ("Nobody is told of a payment that was not made, and of each that was", _told_of_payments),
    ("Nobody is told of a refund that was not made, and of each that was", _told_of_refunds),
    ("Nobody is told of a dispute that was not lost, and of each that was", _told_of_disputes),
)
