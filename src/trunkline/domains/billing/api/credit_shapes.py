"""Shapes of credit notes and of a company's credit on the wire."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trunkline.domains.billing.api.reporting_shapes import ReportingOut, reporting_out
from trunkline.domains.billing.model import (
    CreditAsk,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    CreditReason,
    CreditWish,
    EntryKind,
)
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.billing.queries.creditable import Creditable
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import DecimalString, MoneyOut
from trunkline.kernel.ids import CompanyId, CreditEntryId, CreditNoteId, InvoiceId, InvoiceLineId
from trunkline.kernel.money import Money
from trunkline.kernel.quantity import trimmed

Amount = Annotated[DecimalString, Field(gt=0, max_digits=36, description="In major units of the invoice's currency.")]


class CreditLineIn(BaseModel):
    """A line of the invoice: an `amount` of what it prints (with its tax where the line is inclusive, without it otherwise), a `quantity`
    of it at the line's own price, or, without either, all that is left.
    """

    model_config = ConfigDict(extra="forbid")

    invoice_line_id: InvoiceLineId
    amount: Amount | None = None
    quantity: Annotated[DecimalString, Field(gt=0, max_digits=36)] | None = None

    def wanted(self) -> CreditAsk:
        return CreditAsk(line_id=self.invoice_line_id, amount=self.amount, quantity=self.quantity)


class CreditNoteIn(BaseModel):
    """Either `lines`, or `amount`: the whole rest of the invoice with its tax, named so that nobody credits more than he saw."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"amount": "34.51", "reason": "goodwill"}]}
    )

    lines: Annotated[list[CreditLineIn], Field(min_length=1, max_length=1000)] | None = None
    amount: Amount | None = None
    reason: CreditReason
    memo: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> "CreditNoteIn":
        if (self.lines is None) == (self.amount is None):
            raise ValueError("name either the lines to credit, or the amount that is left of the invoice")
        return self

    def wanted(self) -> CreditWish:
        asked = tuple(line.wanted() for line in self.lines or ())
        return CreditWish(lines=asked, rest=self.amount, reason=self.reason, memo=self.memo)


class CreditNoteLineOut(BaseModel):
    """What is credited of one invoice line. An inclusive `amount` contains `tax`, otherwise both are given back."""

    invoice_line_id: InvoiceLineId
    position: int
    description: str
    quantity: str | None
    unit: str
    amount: MoneyOut
    tax_rate: str
    tax: MoneyOut
    tax_inclusive: bool

    @staticmethod
    def of(line: CreditNoteLine) -> "CreditNoteLineOut":
        same = ("invoice_line_id", "position", "description", "unit", "tax_inclusive")
        return CreditNoteLineOut(
            **{name: getattr(line, name) for name in same},
            quantity=None if line.quantity is None else format(trimmed(line.quantity), "f"),
            amount=MoneyOut.of(line.amount),
            tax_rate=format(line.tax_rate, "f"),
            tax=MoneyOut.of(line.tax),
        )


class CreditNoteOut(BaseModel):
    """Of `total`, `applied` was taken off what the invoice asked for; `kept` was paid already: it went back to the wallets that
    had paid it, and became the company's credit where money had. `reporting` is at the rate of the invoice, and null where that has none.
    """

    id: CreditNoteId
    number: str
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    currency: str
    subtotal: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    applied: MoneyOut
    kept: MoneyOut
    reason: CreditReason
    memo: str
    issued_at: Instant
    lines: list[CreditNoteLineOut]
    reporting: ReportingOut | None

    @staticmethod
    def of(note: CreditNote, lines: list[CreditNoteLine], reporting: Mapping[str, Reporting]) -> "CreditNoteOut":
        same = ("id", "number", "company_id", "invoice_id", "invoice_number", "reason", "memo", "issued_at")
        amounts = ("subtotal", "tax", "total", "applied", "kept")
        money: dict[str, Any] = {name: MoneyOut.of(getattr(note, name)) for name in amounts}
        return CreditNoteOut(
            **{name: getattr(note, name) for name in same},
            **money,
            currency=note.currency.code,
            lines=[CreditNoteLineOut.of(line) for line in lines],
            reporting=reporting_out(reporting, note.id),
        )


class CreditableLineOut(BaseModel):
    """What a line has left, as it prints it: an inclusive `amount` contains `tax`, otherwise both are given back."""

    invoice_line_id: InvoiceLineId
    amount: MoneyOut
    tax: MoneyOut


class CreditableOut(BaseModel):
    """`total` is the `amount` that a credit note over the whole rest names. Of each of the `lines` something is left."""

    invoice_id: InvoiceId
    total: MoneyOut
    lines: list[CreditableLineOut]

    @staticmethod
    def of(invoice_id: InvoiceId, left: Creditable) -> "CreditableOut":
        lines = [
            CreditableLineOut(invoice_line_id=one.line.id, amount=MoneyOut.of(one.amount), tax=MoneyOut.of(one.tax))
            for one in left.lefts
        ]
        return CreditableOut(invoice_id=invoice_id, total=MoneyOut.of(left.rest), lines=lines)


class CreditBalanceOut(BaseModel):
    """What the company has, per currency in which it ever had any. Its next invoices draw it before they are collected."""

    company_id: CompanyId
    balances: list[MoneyOut]

    @staticmethod
    def of(company_id: CompanyId, balances: list[Money]) -> "CreditBalanceOut":
        return CreditBalanceOut(company_id=company_id, balances=[MoneyOut.of(one) for one in balances])


class CreditEntryOut(BaseModel):
    """A movement of the company's credit; what was drawn is below zero."""

    id: CreditEntryId
    company_id: CompanyId
    amount: MoneyOut
    kind: EntryKind
    invoice_id: InvoiceId
    credit_note_id: CreditNoteId | None
    entered_at: Instant

    @staticmethod
    def of(entry: CreditEntry) -> "CreditEntryOut":
        same = ("id", "company_id", "kind", "invoice_id", "credit_note_id", "entered_at")
        return CreditEntryOut(**{name: getattr(entry, name) for name in same}, amount=MoneyOut.of(entry.amount))
