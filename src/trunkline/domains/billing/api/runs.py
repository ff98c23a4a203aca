"""Billing on request."""

from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.run_shapes import RunIn, RunOut
from trunkline.infra.web import identity_of, program_of
from trunkline.kernel.errors import Forbidden


@router.post("/billing/runs", permission=Permission.billing_run)
async def run_billing(request: Request, body: RunIn) -> RunOut:
    """Bill all companies, or one, now. Each company is a transaction of its own, so the answer to a repetition is that nothing was left."""
    identity = await identity_of(request)
    if identity.company_id is not None:
        raise Forbidden("Only the operator runs billing.", extra={"permission": Permission.billing_run})
    begin = program_of(request).begin_as(identity.actor, request.state.request_id)
    return RunOut.of(await actions.run_billing(begin, body.through, company_id=body.company_id))
