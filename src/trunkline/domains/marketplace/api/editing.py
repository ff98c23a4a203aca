"""Routes with which the operator edits the catalogue. A company's own people never hold the permission."""

from typing import Any

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import actions
from trunkline.domains.marketplace.api.adjustments import adjustments_of
from trunkline.domains.marketplace.api.aggregation import aggregation_of
from trunkline.domains.marketplace.api.drafts import (
    ModuleIn,
    ModulePatch,
    PlanIn,
    PlanPatch,
    PriceCorrectionIn,
    PriceIn,
    RevisionIn,
    moment_of,
)
from trunkline.domains.marketplace.api.router import router
from trunkline.domains.marketplace.api.shapes import ModuleOut, PlanOut, PriceOut
from trunkline.domains.marketplace.api.terms import terms_of
from trunkline.infra.web import WriteScope
from trunkline.kernel.ids import ModuleId, PlanId, PriceId


@router.post("/modules", permission=Permission.catalogue_manage, status_code=201)
async def create_module(scope: WriteScope, body: ModuleIn) -> ModuleOut:
    """Add a module. It can be subscribed to as soon as it has a plan with prices."""
    return ModuleOut.of(await actions.create_module(scope, body.draft()), scope.now)


@router.patch("/modules/{module_id}", permission=Permission.catalogue_manage)
async def change_module(scope: WriteScope, module_id: ModuleId, body: ModulePatch) -> ModuleOut:
    """Change the texts that the body names."""
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    return ModuleOut.of(await actions.change_module(scope, module_id, **changes), scope.now)


@router.post("/modules/{module_id}/plans", permission=Permission.catalogue_manage, status_code=201)
async def create_plan(scope: WriteScope, module_id: ModuleId, body: PlanIn) -> PlanOut:
    """Add a plan to a module, with or without prices."""
    return PlanOut.of(await actions.create_plan(scope, module_id, body.draft()), scope.now)


@router.patch("/plans/{plan_id}", permission=Permission.catalogue_manage)
async def change_plan(scope: WriteScope, plan_id: PlanId, body: PlanPatch) -> PlanOut:
    """Change the trial that future subscriptions to the plan begin with."""
    return PlanOut.of(await actions.change_trial(scope, plan_id, body.trial_days), scope.now)


@router.post("/plans/{plan_id}/prices", permission=Permission.catalogue_manage, status_code=201)
async def create_price(scope: WriteScope, plan_id: PlanId, body: PriceIn) -> PriceOut:
    """Add a component to a plan, or one of its components in a further currency."""
    return PriceOut.of(await actions.create_price(scope, plan_id, body.draft()))


@router.post("/prices/{price_id}/revise", permission=Permission.catalogue_manage, status_code=201)
async def revise_price(scope: WriteScope, price_id: PriceId, body: RevisionIn) -> PriceOut:
    """Add a version to a price, in force from now or a later moment on. What was rated is untouched."""
    since = moment_of(body.effective_from, "/effective_from")
    terms = terms_of(body.terms, "/terms")
    changed = None if body.adjustments is None else adjustments_of(body.adjustments, "/adjustments")
    counted = aggregation_of(body.aggregation, "/aggregation")
    after = await actions.revise_price(
        scope, price_id, terms, adjustments=changed, aggregation=counted, effective_from=since
    )
    return PriceOut.of(after)


@router.post("/prices/{price_id}/corrections", permission=Permission.catalogue_manage, status_code=201)
async def correct_price(scope: WriteScope, price_id: PriceId, body: PriceCorrectionIn) -> PriceOut:
    """Let a price have been another one from a past moment on: what was used since is rated anew, the next bill runs book the delta."""
    return PriceOut.of(await body.correct(scope, price_id))


@router.post("/plans/{plan_id}/retire", permission=Permission.catalogue_manage)
async def retire_plan(scope: WriteScope, plan_id: PlanId) -> PlanOut:
    """Sell a plan to nobody any more. Who has it keeps it."""
    return PlanOut.of(await actions.retire_plan(scope, plan_id), scope.now)
