"""Rows of the invoices that a case is, or was, about; and the payments that wait for their next attempt while somebody decides on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, Table, func, select

from trunkline.domains.payments.model import Payment, PaymentState, StopReason
from trunkline.domains.payments.store.dunning import dunning_case
from trunkline.domains.payments.store.payments import payment, payment_of
from trunkline.infra.columns import id_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, DunningCaseId, InvoiceId
from trunkline.kernel.money import Currency

dunning_case_invoice = Table(
    "dunning_case_invoice",
    metadata,
    id_column("case_id", DunningCaseId, ForeignKey("dunning_case.id"), primary_key=True),
    id_column("invoice_id", InvoiceId, primary_key=True),
    id_column("company_id", CompanyId),
    Index("ix_dunning_case_invoice_invoice_id", "invoice_id"),
)

_UNDER_WAY = (PaymentState.pending.value, PaymentState.requires_action.value, PaymentState.unknown.value)


async def name_invoices(scope: Scope, case_id: DunningCaseId, ids: Iterable[InvoiceId]) -> None:
    """The case is about these too."""
    rows = [{"case_id": case_id, "invoice_id": one, "company_id": scope.company} for one in ids]
    if rows:
        await scope.tx.execute(insert_ignore(dunning_case_invoice, scope.dialect), rows)


async def invoices_of_case(scope: Scope, case_id: DunningCaseId) -> list[InvoiceId]:
    """All that it ever was about, the oldest first."""
    columns = dunning_case_invoice.c
    mine = select(columns.invoice_id).where(scope.of_company(dunning_case_invoice), columns.case_id == case_id)
    return list((await scope.tx.execute(mine.order_by(columns.invoice_id))).scalars())


def stops(scope: Scope) -> Select[Any]:
    """Invoices whose case was stopped by somebody, and when that was the last time."""
    joined = dunning_case_invoice.join(dunning_case, dunning_case.c.id == dunning_case_invoice.c.case_id)
    invoice_id = dunning_case_invoice.c.invoice_id
    chosen = select(invoice_id, func.max(dunning_case.c.stopped_at).label("stopped_at")).select_from(joined)
    by_somebody = dunning_case.c.stop_reason == StopReason.by_operator.value
    return chosen.where(scope.of_company(dunning_case_invoice), by_somebody).group_by(invoice_id)


async def lock_under_way(scope: Scope, currency: Currency) -> Sequence[Payment]:
    """The company's payments in the currency that may yet bring money, nobody else changing them until the transaction ends."""
    mine = select(payment).where(
        scope.of_company(payment), payment.c.currency == currency.code, payment.c.state.in_(_UNDER_WAY)
    )
    return [payment_of(row) for row in await scope.tx.execute(mine.order_by(payment.c.id).with_for_update())]
