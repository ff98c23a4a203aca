"""Dunning: its policies, its messages, its cases, and a company's consent to rotation."""

from typing import Annotated

from fastapi import Path, Query

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.dunning_case_shapes import DunningCaseDetailOut
from trunkline.domains.payments.api.dunning_shapes import (
    DunningCaseOut,
    DunningMessageIn,
    DunningMessageOut,
    DunningPolicyIn,
    DunningPolicyOut,
    RotationBody,
)
from trunkline.domains.payments.api.payments import IsOperator
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import DunningMessage, DunningState
from trunkline.domains.payments.queries import CaseFilter
from trunkline.domains.payments.queries.dunned import details_of_case
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import DunningCaseId


@router.get("/dunning-policy", permission=Permission.dunning_manage)
async def show_dunning_policy(scope: ReadScope) -> DunningPolicyOut:
    """The operator's policy, or with `?company=` the one in force for that company."""
    return DunningPolicyOut.of(await queries.dunning_policy(scope, scope.company_id))


@router.put("/dunning-policy", permission=Permission.dunning_manage)
async def set_dunning_policy(scope: WriteScope, body: DunningPolicyIn) -> DunningPolicyOut:
    """Change the named fields of the operator's policy, or with `?company=` give that company one of its own. Open cases keep theirs."""
    return DunningPolicyOut.of(await actions.set_dunning_policy(scope, scope.company_id, **body.changes()))


@router.delete("/dunning-policy", permission=Permission.dunning_manage, status_code=204)
async def drop_dunning_policy(scope: WriteScope) -> None:
    """The company that `?company=` names follows the operator's policy again."""
    await actions.drop_dunning_policy(scope, scope.company)


@router.get("/dunning-messages", permission=Permission.dunning_manage)
async def list_dunning_messages(scope: ReadScope) -> list[DunningMessageOut]:
    """Every message in every locale that it has, by key."""
    found = await queries.dunning_messages(scope)
    return [DunningMessageOut.of(found[one]) for one in sorted(found)]


@router.put("/dunning-messages/{key}/{locale}", permission=Permission.dunning_manage)
async def write_dunning_message(
    scope: WriteScope,
    key: Annotated[str, Path(max_length=40)],
    locale: Annotated[str, Path(max_length=20)],
    body: DunningMessageIn,
) -> DunningMessageOut:
    """Write a message. The words of steps that were taken stay as they were told."""
    message = DunningMessage(key=key, locale=locale, title=body.title, body=body.body)
    return DunningMessageOut.of(await actions.write_dunning_message(scope, message))


@router.get("/dunning-cases", permission=Permission.payments_read)
async def list_dunning_cases(
    scope: ReadScope,
    paging: Paging,
    to_operator: IsOperator,
    state: DunningState | None = None,
    currency: Annotated[str | None, Query(pattern=r"^[A-Z]{3}$")] = None,
    is_open: Annotated[
        bool | None, Query(alias="open", description="Only those that go on, or only the others.")
    ] = None,
) -> PageOut[DunningCaseOut]:
    """Dunning cases with the steps that were taken, newest first."""
    wanted = CaseFilter(state=state, currency=currency, is_open=is_open)
    page = await queries.dunning_cases(scope, paging.request, wanted)
    return paging.out(page.map(lambda one: DunningCaseOut.of(one, to_operator=to_operator)))


@router.get("/dunning-cases/{case_id}", permission=Permission.payments_read)
async def show_dunning_case(scope: ReadScope, case_id: DunningCaseId, to_operator: IsOperator) -> DunningCaseDetailOut:
    """One case with its invoices, the attempts to collect them, the messages that were sent, and what comes next and when."""
    found = await queries.dunning_case(scope, case_id)
    more = await details_of_case(scope, found.case)
    return DunningCaseDetailOut.with_details(found, more, to_operator=to_operator)


@router.get("/payment-method-rotation", permission=Permission.payments_read)
async def show_rotation(scope: ReadScope) -> RotationBody:
    """Whether the company has consented to rotation over its saved methods."""
    return RotationBody(allowed=await queries.rotation_allowed(scope, scope.company))


@router.put("/payment-method-rotation", permission=Permission.payments_manage)
async def choose_rotation(scope: WriteScope, body: RotationBody) -> RotationBody:
    """Consent to rotation, or take the consent back."""
    await actions.choose_rotation(scope, allowed=body.allowed)
    return body
