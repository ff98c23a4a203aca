"""Drafts: shown to everybody, booked nowhere, made anew by every run until they are issued. A company has one per currency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.planning import Due
from trunkline.domains.billing.actions.writing import compose_invoice, compose_lines, issuer_for
from trunkline.domains.billing.events import DraftWithdrawn, InvoiceDrafted
from trunkline.domains.billing.model import DRAFT_ID_KEPT, Draft, Invoice, InvoiceLine, InvoiceState
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


async def keep_draft(scope: Scope, company: Company, due: Due, before: Draft | None, through: date) -> None:
    """Have the draft say what is `due.drafted`. Where that is nothing there is no draft; where it says so already nothing is written."""
    if not due.drafted:
        if before is not None:
            await withdraw_draft(scope, before)
        return
    assert due.issue_on is not None, "what is drafted is issued some day"
    draft = Draft(
        company_id=company.id,
        currency=due.currency.code,
        invoice_id=scope.new_id(InvoiceId) if before is None else before.invoice_id,
        issue_on=due.issue_on,
        through=through,
        drafted_at=scope.now if before is None else before.drafted_at,
    )
    made = await _compose(scope, company, due, draft)
    lines = compose_lines(scope, made, due.drafted)
    if before is None:
        await store.insert_draft(scope, draft)
    else:
        await store.update_draft(scope, draft)
        if await _says(scope, made, lines):
            return
        await _erase(scope, draft)
    await store.insert_invoice(scope, made)
    await store.insert_lines(scope, lines)
    scope.announce(
        InvoiceDrafted(
            company_id=made.company_id,
            subject=made.id,
            total=made.total,
            lines=len(lines),
            issue_on=draft.issue_on,
            fresh=before is None,
        )
    )


async def draft_stands(scope: Scope, company: Company, due: Due, draft: Draft | None) -> bool:
    """Whether `keep_draft` would leave things as they are."""
    if draft is None or not due.drafted:
        return draft is None and not due.drafted
    draft = replace(draft, issue_on=due.issue_on or draft.issue_on)
    made = await _compose(scope, company, due, draft)
    return await _says(scope, made, compose_lines(scope, made, due.drafted))


async def take_over(scope: Scope, draft: Draft) -> InvoiceId | None:
    """The draft is about to be issued: it goes, and leaves the id under which the invoice is written; None: it needs a new one."""
    await _erase(scope, draft)
    await store.delete_draft(scope, draft)
    return draft.invoice_id if scope.now - draft.drafted_at <= DRAFT_ID_KEPT else None


async def withdraw_draft(scope: Scope, draft: Draft) -> None:
    """There is nothing left that it could say."""
    await _erase(scope, draft)
    await store.delete_draft(scope, draft)
    scope.announce(DraftWithdrawn(company_id=draft.company_id, subject=draft.invoice_id, currency=draft.currency))


async def _compose(scope: Scope, company: Company, due: Due, draft: Draft) -> Invoice:
    """What would be issued, but for its number, its days, and the credit that it would draw."""
    zero = Money.zero(due.currency)
    made = compose_invoice(
        scope, company, await issuer_for(scope, company), due.drafted, None, zero, invoice_id=draft.invoice_id
    )
    return replace(
        made,
        state=InvoiceState.draft,
        issue_on=draft.issue_on,
        credited=zero,
        issued_at=None,
        due_at=None,
        paid_at=None,
    )


async def _says(scope: Scope, made: Invoice, lines: Sequence[InvoiceLine]) -> bool:
    """Whether the draft that is there is the same already."""
    if await queries.invoice(scope, made.id) != made:
        return False
    present = await queries.lines_of(scope, made.id)
    return [_content(one) for one in present] == [_content(one) for one in lines]


def _content(line: InvoiceLine) -> InvoiceLine:
    """The line without what is new whenever it is written."""
    return replace(line, id=line.invoice_id, explain={"text": json.dumps(line.explain, sort_keys=True)})  # type: ignore[arg-type]


async def _erase(scope: Scope, draft: Draft) -> None:
    await store.delete_lines(scope, draft.invoice_id)
    await store.delete_drafted(scope, draft.invoice_id)
