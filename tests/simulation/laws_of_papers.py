"""What must be true of invoices, instalment plans, reminders, notifications and jobs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from tests.simulation.laws import Law
from tests.simulation.provider_side import ProviderSide
from tests.simulation.rows import Rows
from trunkline.domains.billing.model import InvoiceState

_OPENS = "invoice.issued"
_ENDS = {"invoice.paid": "paid", "invoice.voided": "void", "invoice.uncollectible": "uncollectible"}
_ASKS = ("invoice.past_due", "instalment.overdue")
_PLAN_ENDS = ("instalment_plan.ended", "instalment_plan.defaulted")


def _told_of_invoices(side: ProviderSide, ours: Rows) -> list[str]:
    """Each was said to be paid, voided or given up once at most, and the last word is how it stands."""
    last: dict[str, str] = {}
    times: Counter[tuple[str, str]] = Counter()
    for one in ours.facts:
        if one.kind in _ENDS:
            last[one.subject] = _ENDS[one.kind]
            times[one.subject, one.kind] += 1
    ended = set(_ENDS.values())
    found = [f"{one}: {kind} {count} times" for (one, kind), count in times.items() if count > 1]
    for one in ours.invoices.values():
        stands = one.state if one.state in ended else None
        if stands != last.get(one.id):
            found.append(f"{one.id} is {one.state}, and was said to be {last.get(one.id)}")
        if one.state == InvoiceState.paid and one.paid_minor + one.credited_minor != one.total_minor > 0:
            found.append(f"{one.id} is paid, with {one.paid_minor} and {one.credited_minor} of {one.total_minor}")
    return found


def _asked_for(side: ProviderSide, ours: Rows) -> list[str]:
    """In the order of each company's facts: what is paid, void or given up is late no more, and who owes nothing is not dunned."""
    found: list[str] = []
    owed: defaultdict[str, set[str]] = defaultdict(set)
    for one in ours.facts:
        if one.kind == _OPENS:
            owed[one.stream].add(one.subject)
        elif one.kind in _ENDS:
            owed[one.stream].discard(one.subject)
        elif one.kind in _ASKS:
            invoice = one.payload.get("invoice_id", one.subject)
            if invoice not in owed[one.stream]:
                found.append(f"{one.kind} of {invoice}, which was over")
        elif one.kind == "dunning.step_reached" and not owed[one.stream]:
            found.append(f"{one.stream} was dunned and owed nothing")
    return found


def _planned(side: ProviderSide, ours: Rows) -> list[str]:
    """Parts come to what was owed; none is active in the end; each has ended once, as it says."""
    sums: Counter[str] = Counter()
    for part in ours.parts:
        sums[part.plan_id] += part.amount_minor
    found = [
        f"{one.id}: {sums[one.id]} of {one.amount_minor}"
        for one in ours.plans.values()
        if sums[one.id] != one.amount_minor
    ]
    ended: defaultdict[str, list[str]] = defaultdict(list)
    for fact in ours.facts:
        if fact.kind in _PLAN_ENDS:
            ended[fact.subject].append(fact.payload.get("state", "defaulted"))
    return found + [
        f"{one.id} is {one.state}, told {ended[one.id]}" for one in ours.plans.values() if ended[one.id] != [one.state]
    ]


def _told_of_parts(side: ProviderSide, ours: Rows) -> list[str]:
    """A part that is said to be paid was charged for, over as much, and is said so once."""
    told: Counter[tuple[str, int]] = Counter(
        (one.subject, one.payload["number"]) for one in ours.facts if one.kind == "instalment.paid"
    )
    brought: Counter[str] = Counter()
    for key, times in side.charged.items():
        payment = ours.payments[ours.attempts[key].payment_id] if key in ours.attempts else None
        if payment is not None and payment.instalment_id is not None:
            brought[payment.instalment_id] += times * payment.amount_minor
    return list(_wrong_parts(ours, told, brought))


def _wrong_parts(ours: Rows, told: Counter[tuple[str, int]], brought: Counter[str]) -> Iterator[str]:
    for one in ours.parts:
        times, is_paid = told[one.plan_id, one.number], one.paid_at is not None
        if times != int(is_paid):
            yield f"{one.id} is {'paid' if is_paid else 'not paid'}, told {times} times"
        if one.paid_minor > brought[one.id]:
            yield f"{one.id}: {one.paid_minor} paid, {brought[one.id]} charged"


def _notified(side: ProviderSide, ours: Rows) -> list[str]:
    """What a company reads is about a fact of its own that stands, and of its kind, once."""
    facts: dict[str, Row[Any]] = {one.id: one for one in ours.facts}
    found = []
    for one in ours.notifications:
        fact = facts.get(one.told_of.partition("@")[0])
        if fact is None:
            found.append(f"{one.id} is about {one.told_of}, which is no fact")
        elif fact.kind != one.kind or one.company_id not in (None, fact.company_id):  # None: the operator reads it
            found.append(f"{one.id} tells {one.company_id} of {one.kind}: it was {fact.kind} of {fact.company_id}")
    twice = Counter((one.told_of, one.audience) for one in ours.notifications)
    return found + [f"{told_of} is told {times} times" for (told_of, _), times in twice.items() if times > 1]


def _jobs(side: ProviderSide, ours: Rows) -> list[str]:
    return [f"{one.id} {one.kind} is {one.state}: {one.error}" for one in ours.jobs if one.state in ("dead", "running")]


LAWS_OF_PAPERS: tuple[tuple[str, Law], ...] = (
    ("An invoice is said to be paid, void or given up when it is, once", _told_of_invoices),
    ("Nobody is reminded of what is not owed", _asked_for),
    ("The parts of a plan come to what was owed, and each plan ends once", _planned),
    ("Nobody is told of a part that was not paid, and of each that was", _told_of_parts),
    ("Each notification is about a fact, and of its company", _notified),
    ("No job has been given up or stands still", _jobs),
)
