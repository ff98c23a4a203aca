"""Later work on arrangements: what providers are asked, and invoices that have waited for them in vain."""

from __future__ import annotations

from trunkline.domains.billing.events import InvoicePastDue
from trunkline.domains.payments import actions
from trunkline.domains.payments.events import PaymentArrangementCancelAsked, PaymentArrangementMade
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries.arrangements import due_arrangements
from trunkline.infra.queue import Run, job, never
from trunkline.kernel.ids import InvoiceId, PaymentArrangementId

SWEEP_MAX = 1000


@job("payments.advance_arrangement", on=(PaymentArrangementMade, PaymentArrangementCancelAsked))
async def advance_arrangement(run: Run) -> None:
    """Have the provider hold the schedule, or end it, and learn how it stands."""
    arrangement_id = PaymentArrangementId.parse(run.subject)
    assert run.company_id is not None, "arrangements belong to companies"
    await actions.advance_arrangement(run.begin, run.port(PaymentProviders), run.company_id, arrangement_id)


@job("payments.sweep_arrangements", every="* * * * *", alarm=never)
async def sweep_arrangements(run: Run) -> None:
    """Answers that did not come, payers who have not agreed yet, and charges of which no notice told. No company with a clock of its
    own has an arrangement."""
    async with run.begin(None, write=False) as scope:
        due, hour = await due_arrangements(scope, SWEEP_MAX), f"{scope.now:%Y-%m-%dT%H}"
    for one in due:
        async with run.begin(one.company_id) as scope:
            once = f"{advance_arrangement.kind}:{one.arrangement_id}@{one.look_at.isoformat()}/{hour}"
            await scope.enqueue(advance_arrangement, {"subject": one.arrangement_id}, unique_key=once)


@job("payments.collect_past_due", on=InvoicePastDue)
async def collect_past_due(run: Run) -> None:
    """An invoice that waited for an arrangement is collected from the saved method like any other."""
    async with run.scope() as scope:
        await actions.collect_past_due(scope, InvoiceId.parse(run.subject))
