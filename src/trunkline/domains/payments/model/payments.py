"""Payments and their attempts, and the steps that their states may take.

    payment   pending ──► succeeded            attempt   started ──► succeeded | declined | error
              pending ──► failed | canceled              started ──► unknown ──► succeeded | declined
              pending ◄─► unknown ──► succeeded | failed
              pending ◄─► requires_action ◄─► unknown; requires_action ──► succeeded | failed   (the same of an attempt)
              … ──► authorised ◄─► unknown; authorised ──► succeeded | failed | canceled                       (the same of an attempt)

`unknown` and `requires_action` go back to `pending` only through a definite decline. Final states have no way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from trunkline.domains.payments.model.outcomes import DeclineKind
from trunkline.kernel.ids import (
    AttemptId,
    CompanyId,
    InstalmentId,
    InstalmentPlanId,
    InvoiceId,
    PaymentId,
    PaymentMethodId,
)
from trunkline.kernel.money import Money


class PaymentState(StrEnum):
    """`requires_action`: the payer has to confirm it at their bank or at the provider. `authorised`: the money is held, and
    taken when somebody captures it."""

    pending = "pending"
    requires_action = "requires_action"
    authorised = "authorised"
    succeeded = "succeeded"
    failed = "failed"
    unknown = "unknown"
    canceled = "canceled"


class AttemptState(StrEnum):
    """`error` is an outage of the gateway: nobody declined, nothing was taken."""

    started = "started"
    requires_action = "requires_action"
    authorised = "authorised"
    succeeded = "succeeded"
    declined = "declined"
    error = "error"
    unknown = "unknown"


PAYMENT_STEPS: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.pending: frozenset(set(PaymentState) - {PaymentState.pending}),
    PaymentState.requires_action: frozenset(
        set(PaymentState) - {PaymentState.requires_action, PaymentState.canceled},
    ),
    PaymentState.unknown: frozenset(set(PaymentState) - {PaymentState.unknown}),
    PaymentState.authorised: frozenset(
        {PaymentState.unknown, PaymentState.succeeded, PaymentState.failed, PaymentState.canceled}
    ),
    PaymentState.succeeded: frozenset(),
    PaymentState.failed: frozenset(),
    PaymentState.canceled: frozenset(),
}

ATTEMPT_STEPS: Mapping[AttemptState, frozenset[AttemptState]] = {
    AttemptState.started: frozenset(set(AttemptState) - {AttemptState.started}),
    AttemptState.requires_action: frozenset(
        {AttemptState.unknown, AttemptState.authorised, AttemptState.succeeded, AttemptState.declined}
    ),
    AttemptState.authorised: frozenset({AttemptState.unknown, AttemptState.succeeded, AttemptState.declined}),
    # `error` where the provider has said for long that it has nothing of it, and takes no request: see `rules.collecting`.
    AttemptState.unknown: frozenset(set(AttemptState) - {AttemptState.started, AttemptState.unknown}),
    AttemptState.succeeded: frozenset(),
    AttemptState.declined: frozenset(),
    AttemptState.error: frozenset(),
}

IN_FLIGHT = frozenset(
    {AttemptState.started, AttemptState.requires_action, AttemptState.authorised, AttemptState.unknown}
)
# Those whose provider is asked what came of them.
ASKED_ABOUT = frozenset({AttemptState.requires_action, AttemptState.authorised, AttemptState.unknown})

# Why a payment that somebody asked for is attempted once and no more: its invoice had been given up before.
INVOICE_UNCOLLECTIBLE = "invoice_uncollectible"


@dataclass(frozen=True, slots=True)
class Payment:
    """The collecting of one invoice, through as many attempts as it takes.

    `next_attempt_at` is the moment of the next attempt, None while one is in flight or when there will be none. `outages` counts the
    gateway outages since the gateway last answered. `failure_code` is that of the last decline, or why there will be no further attempt.

    Of a settled payment, in minor units: what was given back or is on its way, what a provider holds or has taken for disputes, and what
    the invoice did not ask for any more.

    `instalment_id` names the part that it collects; with a plan and no part it collects all that the plan has left, at once.

    `return_url` is where the payer of the next attempt, who sits at a screen, comes back to; None where nobody sits there.
    `manual_capture`: the money is only held, until somebody captures it; it is attempted once.
    """

    id: PaymentId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    state: PaymentState
    provider: str
    payment_method_id: PaymentMethodId
    created_at: datetime
    first_attempt_at: datetime | None = None
    next_attempt_at: datetime | None = None
    settled_at: datetime | None = None
    outages: int = 0
    failure_code: str | None = None
    refunded_minor: int = 0
    disputed_minor: int = 0
    unapplied_minor: int = 0
    instalment_plan_id: InstalmentPlanId | None = None
    instalment_id: InstalmentId | None = None
    return_url: str | None = None
    manual_capture: bool = False

    @property
    def refunded(self) -> Money:
        return replace(self.amount, minor=self.refunded_minor)

    @property
    def refundable(self) -> Money:
        """What of it may still be given back: nothing of a payment that has not brought its money."""
        if self.state is not PaymentState.succeeded:
            return Money.zero(self.amount.currency)
        return replace(self.amount, minor=max(0, self.amount.minor - self.refunded_minor - self.disputed_minor))

    @property
    def unapplied(self) -> Money:
        """What of it the invoice did not ask for, less what was given back: that comes first."""
        return replace(self.amount, minor=max(0, self.unapplied_minor - self.refunded_minor))

    @property
    def is_final(self) -> bool:
        return not PAYMENT_STEPS[self.state]

    @property
    def holds_invoice(self) -> bool:
        """Whether no other payment may collect the same invoice, or the same part of it."""
        return self.state not in {PaymentState.failed, PaymentState.canceled}

    @property
    def settles_plan(self) -> bool:
        """Whether it pays all parts that are left. It is attempted once: what it leaves is paid in parts as agreed."""
        return self.instalment_plan_id is not None and self.instalment_id is None

    @property
    def may_take_what_was_given_up(self) -> bool:
        """Whether somebody asked for it after the invoice was given up, and it has not been attempted: once is all it may be."""
        return self.failure_code == INVOICE_UNCOLLECTIBLE and self.first_attempt_at is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One idempotency key, from the moment it is written down to the moment its result is certain.

    `ask_at` is when to ask the provider (again) about an attempt whose result is unknown, `asked` how often that was done.

    `return_url` is where its payer comes back to, None where nobody was asked to confirm anything; `action_url` is where they confirm it,
    for their eyes only, as long as it waits for them.

    `authorised_until` is when what it holds is released by itself. `capture_minor` is what somebody has asked to be captured of it, and
    `void_asked_at` when it was asked to be released: from then on that is what its provider is asked for, until it has an end.
    """

    id: AttemptId
    company_id: CompanyId
    payment_id: PaymentId
    number: int
    idempotency_key: str
    payment_method_id: PaymentMethodId
    state: AttemptState
    started_at: datetime
    finished_at: datetime | None = None
    decline_code: str | None = None
    decline_kind: DeclineKind | None = None
    message: str | None = None
    reference: str | None = None
    asked: int = 0
    ask_at: datetime | None = None
    return_url: str | None = None
    action_url: str | None = field(default=None, repr=False)
    authorised_until: datetime | None = None
    capture_minor: int | None = None
    void_asked_at: datetime | None = None
