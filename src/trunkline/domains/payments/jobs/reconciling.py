"""Later work on reconciliation: every night, and what somebody has asked for."""

from __future__ import annotations

from datetime import timedelta

from trunkline.domains.payments import actions
from trunkline.domains.payments.events import ReconciliationStarted
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.queue import JobRow, RetryLater, RetryPolicy, Run, job, never
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ReconciliationId


@job("payments.reconcile_nightly", every="45 4 * * *", alarm=never)
async def reconcile_nightly(run: Run) -> None:
    """Every night our books are held against those of each provider, over days that overlap."""
    await actions.start_nightly(run.begin, run.port(PaymentProviders))


async def _give_up_reconciliation(scope: Scope, row: JobRow) -> None:
    error = "The provider's books could not be read; `trunkline jobs` shows why."
    await actions.fail_reconciliation(scope, ReconciliationId.parse(str(row.payload["subject"])), error)


@job(
    "payments.reconcile",
    on=ReconciliationStarted,
    retry=RetryPolicy(attempts_max=8, first=timedelta(minutes=1)),
    given_up=_give_up_reconciliation,
)
async def reconcile(run: Run) -> None:
    """Hold our books against a provider's. Where whoever started it does so itself, it is taken over if that does not end."""
    reconciliation_id = ReconciliationId.parse(run.subject)
    claimed = await actions.claim_reconciliation(run.begin, reconciliation_id, again=run.attempt > 1)
    if claimed is not None:
        await actions.reconcile(run.begin, run.port(PaymentProviders), claimed, run.progress)
    elif (wait := await actions.dies_after(run.begin, reconciliation_id)) is not None:
        raise RetryLater("Whoever started it is at it.", after=wait)
