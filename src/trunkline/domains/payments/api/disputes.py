"""Disputes. Their provider is asked outside of a transaction, so that a slow one keeps nobody from writing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import Dispute, DisputeFile, DisputeState, FileKind, FileState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.scope import Scope
from trunkline.infra.web import (
    CompanyParameter,
    MoneyOut,
    PageOut,
    Paging,
    ReadScope,
    identity_of,
    program_of,
    reading,
)
from trunkline.kernel.ids import CompanyId, DisputeFileId, DisputeId, InvoiceId, PaymentId

Text = Annotated[str, Field(max_length=2000)]


class EvidenceIn(BaseModel):
    """What speaks for us, in words; at least one of these, or a file that was added."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"product_description": "AI receptionist, March"}]}
    )

    customer_communication: Text = ""
    product_description: Text = ""
    receipt: Text = ""
    service_date: Text = ""
    uncategorized_text: Text = ""


class DisputeFileOut(BaseModel):
    """`size` is in bytes, `media_type` what the content is. A file that was `added` goes with the next evidence; one that is `sending` went
    with evidence that no answer came to."""

    id: DisputeFileId
    name: str
    kind: FileKind
    size: int
    media_type: str
    sha256: str
    state: FileState
    uploaded_by: str
    uploaded_at: datetime
    sent_at: datetime | None

    @staticmethod
    def of(file: DisputeFile) -> "DisputeFileOut":
        plain = {name: getattr(file, name) for name in DisputeFileOut.model_fields if name != "sha256"}
        return DisputeFileOut(**plain, sha256=file.sha256.hex())


class DisputeOut(BaseModel):
    """`held`: the provider has taken the amount from us and has not given it back. `fee` is what it took besides, null where it does not
    say. `evidence` is what was sent, `files` what was sent and what waits for that."""

    id: DisputeId
    company_id: CompanyId
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    provider: str
    reference: str
    amount: MoneyOut
    fee: MoneyOut | None
    state: DisputeState
    reason: str
    held: bool
    evidence: Mapping[str, str] | None
    files: list[DisputeFileOut]
    evidence_due_at: datetime | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    @staticmethod
    def of(dispute: Dispute, files: Sequence[DisputeFile]) -> "DisputeOut":
        special = {"amount", "fee", "files"}
        plain = {name: getattr(dispute, name) for name in DisputeOut.model_fields if name not in special}
        fee = None if dispute.fee is None else MoneyOut.of(dispute.fee)
        shown = [DisputeFileOut.of(one) for one in files]
        return DisputeOut(**plain, amount=MoneyOut.of(dispute.amount), fee=fee, files=shown)


@router.get("/disputes", permission=Permission.payments_read)
async def list_disputes(
    scope: ReadScope,
    paging: Paging,
    state: DisputeState | None = None,
    payment: Annotated[PaymentId | None, Query(description="Only the disputes of this payment.")] = None,
) -> PageOut[DisputeOut]:
    """Disputes, the newest first."""
    page = await queries.disputes(scope, paging.request, state=state, payment_id=payment)
    files = await queries.dispute_files(scope, [one.id for one in page.items])
    return paging.out(page.map(lambda one: DisputeOut.of(one, files[one.id])))


@router.get("/disputes/{dispute_id}", permission=Permission.payments_read)
async def show_dispute(scope: ReadScope, dispute_id: DisputeId) -> DisputeOut:
    """A dispute as it was when its provider last told of it."""
    return await _out(scope, await queries.dispute(scope, dispute_id))


@router.post("/disputes/{dispute_id}/evidence", permission=Permission.payments_refund)
async def submit_dispute_evidence(
    request: Request, dispute_id: DisputeId, body: EvidenceIn, company: CompanyParameter = None
) -> DisputeOut:
    """Say our side, with all files that were added. Some providers take it once only; the same evidence sent twice is sent once."""
    company_id = await _company_of(request, dispute_id, company)
    program, identity = program_of(request), await identity_of(request)
    given = {name: text for name, text in body.model_dump().items() if text}
    begin, providers = program.begin_as(identity.actor), program.port(PaymentProviders)
    answered = await actions.submit_evidence(begin, providers, company_id, dispute_id, given)
    async with reading(request, company) as scope:
        return await _out(scope, answered)


@router.post("/disputes/{dispute_id}/accept", permission=Permission.payments_refund)
async def accept_dispute(request: Request, dispute_id: DisputeId, company: CompanyParameter = None) -> DisputeOut:
    """Let the payer have the money. There is no way back."""
    company_id = await _company_of(request, dispute_id, company)
    program, identity = program_of(request), await identity_of(request)
    begin, providers = program.begin_as(identity.actor), program.port(PaymentProviders)
    accepted = await actions.accept_dispute(begin, providers, company_id, dispute_id)
    async with reading(request, company) as scope:
        return await _out(scope, accepted)


async def _out(scope: Scope, dispute: Dispute) -> DisputeOut:
    files = await queries.dispute_files(scope, [dispute.id])
    return DisputeOut.of(dispute, files[dispute.id])


async def _company_of(request: Request, dispute_id: DisputeId, company: CompanyId | None) -> CompanyId:
    async with reading(request, company) as scope:
        return (await queries.dispute(scope, dispute_id)).company_id
