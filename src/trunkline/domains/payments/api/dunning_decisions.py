"""What the operator decides of a dunning case."""

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.dunning_case_shapes import DunningCaseDetailOut
from trunkline.domains.payments.api.dunning_shapes import DunningDecisionIn, DunningPauseIn
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.queries.dunned import details_of_case
from trunkline.infra.scope import Scope
from trunkline.infra.web import WriteScope
from trunkline.kernel.ids import DunningCaseId


@router.post("/dunning-cases/{case_id}/pause", permission=Permission.dunning_manage)
async def pause_dunning_case(scope: WriteScope, case_id: DunningCaseId, body: DunningPauseIn) -> DunningCaseDetailOut:
    """Have the case stand still until a day: no step is taken, no message sent, nothing limited further, and nothing charged again by
    itself. What was limited stays so; whoever asks to pay pays. Pausing again moves the day."""
    own = await _within(scope, case_id)
    await actions.pause_case(own, case_id, body.until, body.reason)
    return await _shown(own, case_id)


@router.post("/dunning-cases/{case_id}/resume", permission=Permission.dunning_manage)
async def resume_dunning_case(
    scope: WriteScope, case_id: DunningCaseId, body: DunningDecisionIn
) -> DunningCaseDetailOut:
    """End the pause now: a step whose day has come is taken within minutes, and retries are on their calendar again."""
    own = await _within(scope, case_id)
    await actions.resume_case(own, case_id, body.reason)
    return await _shown(own, case_id)


@router.post("/dunning-cases/{case_id}/stop", permission=Permission.dunning_manage)
async def stop_dunning_case(scope: WriteScope, case_id: DunningCaseId, body: DunningDecisionIn) -> DunningCaseDetailOut:
    """End the case for good. Its invoices stay owed, and are neither dunned for nor charged by themselves any more; the service is as it
    was before the case. What becomes overdue after that, a part of such an invoice too, opens another case; a plan of instalments that is
    agreed on later is collected again."""
    own = await _within(scope, case_id)
    await actions.stop_case(own, case_id, body.reason)
    return await _shown(own, case_id)


async def _within(scope: Scope, case_id: DunningCaseId) -> Scope:
    return await scope.within((await queries.dunning_case(scope, case_id)).case.company_id)


async def _shown(scope: Scope, case_id: DunningCaseId) -> DunningCaseDetailOut:
    found = await queries.dunning_case(scope, case_id)
    return DunningCaseDetailOut.with_details(found, await details_of_case(scope, found.case), to_operator=True)
