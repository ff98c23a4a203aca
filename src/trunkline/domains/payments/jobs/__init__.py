"""Later work of the room. The sweep is the safety net and the calendar at once: what is due is written in the payments themselves."""

from __future__ import annotations

import structlog

from trunkline.domains.billing.events import (
    CreditNoteIssued,
    InvoiceIssued,
    InvoicePaid,
    InvoicePastDue,
    InvoiceUncollectible,
    InvoiceVoided,
)
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.actions.methods import would_be_real
from trunkline.domains.payments.events import (
    DunningPolicyChanged,
    InstalmentOverdue,
    InstalmentPaid,
    InstalmentPlanDefaulted,
    InstalmentPlanEnded,
    InstalmentPlanMade,
    ManualPaymentRecorded,
    PaymentArrangementCharged,
    PaymentCaptureAsked,
    PaymentHastened,
    PaymentMethodRemoved,
    PaymentStarted,
    PaymentVoidAsked,
    RefundStarted,
)
from trunkline.domains.payments.jobs.arrangements import advance_arrangement as advance_arrangement
from trunkline.domains.payments.jobs.arrangements import collect_past_due as collect_past_due
from trunkline.domains.payments.jobs.arrangements import sweep_arrangements as sweep_arrangements
from trunkline.domains.payments.jobs.notices import handle_notice as handle_notice
from trunkline.domains.payments.jobs.notices import poll_notices as poll_notices
from trunkline.domains.payments.jobs.reconciling import reconcile as reconcile
from trunkline.domains.payments.jobs.reconciling import reconcile_nightly as reconcile_nightly
from trunkline.domains.payments.model import StopReason
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries import alarms
from trunkline.infra.queue import Run, job, never
from trunkline.kernel.errors import Problem
from trunkline.kernel.ids import InvoiceId, PaymentId, PaymentMethodId, RefundId

SWEEP_MAX = 1000
log = structlog.get_logger("trunkline.payments")


@job("payments.collect_invoice", on=InvoiceIssued)
async def collect_invoice(run: Run) -> None:
    """An issued invoice is collected from the company's default method."""
    async with run.scope() as scope:
        await actions.collect_invoice(scope, InvoiceId.parse(run.subject))


@job("payments.attempt_payment", on=(PaymentStarted, PaymentHastened, PaymentCaptureAsked, PaymentVoidAsked))
async def attempt_payment(run: Run) -> None:
    """Advance a payment by one step: charge it, or ask what became of the charge."""
    payment_id = PaymentId.parse(run.subject)
    assert run.company_id is not None, "payments belong to companies"
    await actions.advance_payment(run.begin, run.port(PaymentProviders), run.company_id, payment_id)


@job("payments.sweep_due", every="* * * * *", alarm=alarms.payments_due)
async def sweep_due(run: Run) -> None:
    """Retries of the calendar, outages, unknown results and attempts that a crash left behind: each becomes a job of its own.

    What is still due in the next hour becomes another one: the first may have died, been cancelled, or run by a clock that was behind.
    """
    async with run.begin(None, write=False) as scope:
        due, hour = await queries.due_payments(scope, SWEEP_MAX), f"{scope.now:%Y-%m-%dT%H}"
    for one in due:
        async with run.begin(one.company_id) as scope:
            once = f"{attempt_payment.kind}:{one.payment_id}@{one.due_at.isoformat()}/{hour}"
            await scope.enqueue(attempt_payment, {"subject": one.payment_id}, unique_key=once)


@job("payments.advance_refund", on=RefundStarted)
async def advance_refund(run: Run) -> None:
    """Advance a refund by one step: have the provider give the money back, or ask what became of that."""
    refund_id = RefundId.parse(run.subject)
    assert run.company_id is not None, "refunds belong to companies"
    await actions.advance_refund(run.begin, run.port(PaymentProviders), run.company_id, refund_id)


@job("payments.sweep_refunds", every="* * * * *", alarm=alarms.refunds_due)
async def sweep_refunds(run: Run) -> None:
    """Refunds that wait for their provider, as `sweep_due` does it for payments."""
    async with run.begin(None, write=False) as scope:
        due, hour = await queries.due_refunds(scope, SWEEP_MAX), f"{scope.now:%Y-%m-%dT%H}"
    for one in due:
        assert one.next_at is not None, "it is due"
        async with run.begin(one.company_id) as scope:
            once = f"{advance_refund.kind}:{one.id}@{one.next_at.isoformat()}/{hour}"
            await scope.enqueue(advance_refund, {"subject": one.id}, unique_key=once)


@job("payments.poll_disputes", every="25 * * * *", alarm=never)
async def poll_disputes(run: Run) -> None:
    """Disputes of which no notice has told for long. A provider that is out is asked the next time."""
    async with run.begin(None, write=False) as scope:
        due = await queries.due_disputes(scope, SWEEP_MAX)
    for company_id, dispute_id in due:
        try:
            await actions.refresh_dispute(run.begin, run.port(PaymentProviders), company_id, dispute_id)
        except Problem as error:
            log.warning("dispute_not_polled", dispute=dispute_id, reason=error.detail)


@job("payments.cancel_collection", on=(InvoiceVoided, InvoicePaid, InvoiceUncollectible))
async def cancel_collection(run: Run) -> None:
    """An invoice that asks for nothing any more, or was given up, is not collected."""
    async with run.scope() as scope:
        await actions.cancel_collection(
            scope, InvoiceId.parse(run.subject), "The invoice was voided, paid or given up."
        )


@job("payments.walk_instalments", every="*/5 * * * *", alarm=alarms.instalments_due)
async def walk_instalments(run: Run) -> None:
    """Parts of invoices whose day has come or has passed."""
    await actions.walk_instalments(run.begin)


@job("payments.end_instalments", on=(InvoiceVoided, InvoicePaid, InvoiceUncollectible))
async def end_instalments(run: Run) -> None:
    """An invoice that asks for nothing any more has no parts to pay."""
    async with run.scope() as scope:
        await actions.end_with_invoice(scope, InvoiceId.parse(run.subject))


@job(
    "payments.start_dunning",
    on=(InvoicePastDue, DunningPolicyChanged, InstalmentOverdue, InstalmentPlanDefaulted, InstalmentPlanEnded),
)
async def start_dunning(run: Run) -> None:
    """What is overdue is dunned for. The operator's own policy, changed, holds for what becomes overdue from then on."""
    if run.company_id is not None:
        async with run.scope() as scope:
            await actions.look_at_debts(scope)


STOPPED_BY = {
    CreditNoteIssued.kind: StopReason.credited,
    InstalmentPaid.kind: StopReason.paid,
    InstalmentPlanMade.kind: StopReason.settled,
    InvoicePaid.kind: StopReason.paid,
    InvoiceUncollectible.kind: StopReason.written_off,
    InvoiceVoided.kind: StopReason.voided,
    ManualPaymentRecorded.kind: StopReason.paid,
    PaymentArrangementCharged.kind: StopReason.paid,
}


@job(
    "payments.stop_dunning",
    on=(
        CreditNoteIssued,
        InstalmentPaid,
        InstalmentPlanMade,
        InvoicePaid,
        InvoiceUncollectible,
        InvoiceVoided,
        ManualPaymentRecorded,
        PaymentArrangementCharged,
    ),
)
async def stop_dunning(run: Run) -> None:
    """Less is owed: where that is the end of it the company hears no more of it, and has its service back."""
    async with run.scope() as scope:
        await actions.look_at_debts(scope, STOPPED_BY[str(run.payload["kind"])])


@job("payments.walk_dunning", every="*/5 * * * *", alarm=alarms.dunning_due)
async def walk_dunning(run: Run) -> None:
    """The steps of dunning whose day has come."""
    await actions.walk_dunning(run.begin)


@job("payments.detach_method", on=PaymentMethodRemoved)
async def detach_method(run: Run) -> None:
    """The provider forgets a card that we no longer use. One that takes real money never hears of a test company."""
    async with run.begin(run.company_id, write=False) as scope:
        (method,) = (await queries.methods_used(scope, [PaymentMethodId.parse(run.subject)])).values()
        provider = run.port(PaymentProviders).of(method.provider)
        unheard_of = would_be_real(scope, provider)
    if not unheard_of:
        await provider.detach_method(method.token)
