"""Reconciliations, what they found, and how that is settled. The operator's: a provider's account is one for all companies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import (
    NOTE_LENGTH_MAX,
    Finding,
    FindingKind,
    FindingState,
    Reconciliation,
    ReconciliationState,
    Remedy,
)
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries import FindingFilter, FoundTotal
from trunkline.domains.payments.rules.reconciling_report import report_csv
from trunkline.infra.web import (
    Moment,
    MoneyOut,
    PageOut,
    Paging,
    ReadScope,
    WriteScope,
    described,
    identity_of,
    program_of,
)
from trunkline.kernel.errors import FieldProblem, Forbidden, Invalid
from trunkline.kernel.ids import CompanyId, FindingId, ReconciliationId
from trunkline.kernel.money import Money


class ReconciliationIn(BaseModel):
    """What moved from `from` until before `to`, at most 100 days. `book_fees`: fees that nobody told of are booked, not only found."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"provider": "stripe", "from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}]
        },
    )

    provider: str = Field(min_length=1, max_length=40)
    since: Annotated[Moment, Field(alias="from", strict=False)]
    until: Annotated[Moment, Field(alias="to", strict=False)]
    book_fees: bool = True


class FoundTotalOut(BaseModel):
    """What the findings of a run come to in one currency; what one side does not have is nothing there. `difference`: theirs less ours."""

    ours: MoneyOut
    theirs: MoneyOut
    difference: MoneyOut

    @staticmethod
    def of(total: FoundTotal) -> "FoundTotalOut":
        sides = (total.ours, total.theirs, total.theirs - total.ours)
        ours, theirs, difference = (MoneyOut.of(one) for one in sides)
        return FoundTotalOut(ours=ours, theirs=theirs, difference=difference)


class ReconciliationOut(BaseModel):
    """`matched` counts what agrees, `found` what does not, `new` what of it was not known before, `closed` what earlier runs had found and
    this one did not, `open_left` what was open of the provider at its end. `totals` are what the findings come to, by currency."""

    id: ReconciliationId
    provider: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    book_fees: bool
    state: ReconciliationState
    matched: int
    found: int
    new: int
    closed: int
    open_left: int
    fees_booked: int
    totals: list[FoundTotalOut]
    error: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @staticmethod
    def of(run: Reconciliation, totals: Sequence[FoundTotal] = ()) -> "ReconciliationOut":
        names = (name for name in ReconciliationOut.model_fields if name != "totals")
        plain: dict[str, Any] = {name: getattr(run, name) for name in names}
        return ReconciliationOut(**plain, totals=[FoundTotalOut.of(one) for one in totals])


class FindingOut(BaseModel):
    """Amounts are signed as movements on our account at the provider: positive came to us. `difference` is theirs less ours, null where one
    of them is not known or they are in two currencies. `remedies` may be tried now. `resolved_by` is who settled it."""

    id: FindingId
    reconciliation_id: ReconciliationId
    provider: str
    kind: FindingKind
    reason: str
    company_id: CompanyId | None
    our_reference: str
    their_reference: str
    ours: MoneyOut | None
    theirs: MoneyOut | None
    difference: MoneyOut | None
    at: datetime
    found_at: datetime
    seen_at: datetime
    state: FindingState
    remedies: list[Remedy]
    remedy: Remedy | None
    resolved_at: datetime | None
    resolved_by: str
    note: str

    @staticmethod
    def of(finding: Finding) -> "FindingOut":
        special = {"ours", "theirs", "difference", "company_id", "remedies"}
        plain = {name: getattr(finding, name) for name in FindingOut.model_fields if name not in special}
        return FindingOut(
            **plain,
            ours=_money(finding.ours),
            theirs=_money(finding.theirs),
            difference=_money(finding.difference),
            company_id=finding.about_company_id,
            remedies=list(finding.remedies),
        )


def _money(money: Money | None) -> MoneyOut | None:
    return None if money is None else MoneyOut.of(money)


class RemedyIn(BaseModel):
    """`explain` needs a note."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"remedy": "explain", "note": "Known."}]}
    )

    remedy: Annotated[Remedy, Field(strict=False)]
    note: str = Field("", max_length=NOTE_LENGTH_MAX)


@router.get("/reconciliations", permission=Permission.reconciliation_read)
async def list_reconciliations(
    scope: ReadScope, paging: Paging, provider: str | None = None
) -> PageOut[ReconciliationOut]:
    """Runs that held our books against a provider's, the newest first."""
    page = await queries.reconciliations(scope, paging.request, provider=provider)
    totals = await queries.found_totals(scope, [run.id for run in page.items])
    return paging.out(page.map(lambda run: ReconciliationOut.of(run, totals.get(run.id, ()))))


@router.get("/reconciliations/{reconciliation_id}", permission=Permission.reconciliation_read)
async def show_reconciliation(scope: ReadScope, reconciliation_id: ReconciliationId) -> ReconciliationOut:
    """A run, with how it ended."""
    run = await queries.reconciliation(scope, reconciliation_id)
    totals = await queries.found_totals(scope, [run.id])
    return ReconciliationOut.of(run, totals.get(run.id, ()))


@router.post("/reconciliations", permission=Permission.reconciliation_manage, status_code=202)
async def start_reconciliation(scope: WriteScope, body: ReconciliationIn) -> ReconciliationOut:
    """Hold our books against a provider's for a span, now; `/jobs` shows how far it is. Harmless however often it is done."""
    run = await actions.start_reconciliation(scope, body.provider, body.since, body.until, book_fees=body.book_fees)
    return ReconciliationOut.of(run)


@router.get(
    "/reconciliations/{reconciliation_id}/report",
    permission=Permission.reconciliation_read,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "A line per finding."}},
)
async def download_reconciliation_report(
    scope: ReadScope, request: Request, reconciliation_id: ReconciliationId
) -> Response:
    """What a run found, as CSV. Texts that a spreadsheet would take for a formula begin with an apostrophe."""
    if "fields" in request.query_params:
        raise Invalid(
            "fields chooses members of JSON; this is CSV.", fields=[FieldProblem("query:fields", "is for JSON")]
        )
    run = await queries.reconciliation(scope, reconciliation_id)
    text = report_csv(await queries.reported(scope, reconciliation_id))
    name = f"reconciliation-{run.provider}-{run.since:%Y-%m-%d}-{run.until:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/reconciliation-findings", permission=Permission.reconciliation_read)
async def list_reconciliation_findings(
    scope: ReadScope,
    paging: Paging,
    provider: str | None = None,
    kind: FindingKind | None = None,
    state: FindingState | None = None,
    reconciliation: ReconciliationId | None = None,
) -> PageOut[FindingOut]:
    """What does not agree, the newest finding first; with `reconciliation` what that run has found."""
    wanted = FindingFilter(provider, kind, state, reconciliation)
    page = await queries.findings(scope, paging.request, wanted)
    return paging.out(page.map(FindingOut.of))


@router.get("/reconciliation-findings/{finding_id}", permission=Permission.reconciliation_read)
async def show_reconciliation_finding(scope: ReadScope, finding_id: FindingId) -> FindingOut:
    """A finding, with what may settle it or has."""
    return FindingOut.of(await queries.finding(scope, finding_id))


@router.post(
    "/reconciliation-findings/{finding_id}/remedies",
    permission=Permission.reconciliation_manage,
    responses=described((409, "This remedy would not settle the finding, or would do harm")),
)
async def remedy_reconciliation_finding(request: Request, finding_id: FindingId, body: RemedyIn) -> FindingOut:
    """Settle a finding. Safe to repeat: what is booked or given back is so once. `refund_duplicate` needs `payments.refund` too."""
    program, identity = program_of(request), await identity_of(request)
    if body.remedy is Remedy.refund_duplicate and Permission.payments_refund not in identity.permissions:
        needed = str(Permission.payments_refund)
        raise Forbidden(f"This needs the permission {needed}.", extra={"permission": needed})
    begin, providers = program.begin_as(identity.actor), program.port(PaymentProviders)
    return FindingOut.of(await actions.remedy_finding(begin, providers, finding_id, body.remedy, body.note))
