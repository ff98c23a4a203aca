"""A dunning case with all that belongs to it: its invoices, and the attempts to collect them."""

from datetime import datetime

from pydantic import BaseModel

from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.payments.api.dunning_shapes import DunningCaseOut
from trunkline.domains.payments.model import Attempt, AttemptState, DeclineKind
from trunkline.domains.payments.queries import DunningDetails
from trunkline.domains.payments.queries.dunned import CaseDetails
from trunkline.domains.payments.rules import told_to_payer
from trunkline.infra.web import MoneyOut
from trunkline.kernel.ids import AttemptId, InvoiceId, PaymentId, PaymentMethodId


class CaseInvoiceOut(BaseModel):
    """`due` is what the invoice asks for now. `deferred_at`: since when it is paid in parts, of which some are overdue."""

    id: InvoiceId
    number: str | None
    state: InvoiceState
    due: MoneyOut
    due_at: datetime | None
    deferred_at: datetime | None

    @staticmethod
    def of(one: Invoice) -> "CaseInvoiceOut":
        same = {name: getattr(one, name) for name in CaseInvoiceOut.model_fields}
        return CaseInvoiceOut(**same | {"due": MoneyOut.of(one.due)})


class CaseAttemptOut(BaseModel):
    """`decline_code` is `generic_decline` where the bank's reason is for the operator alone."""

    id: AttemptId
    payment_id: PaymentId
    invoice_id: InvoiceId
    payment_method_id: PaymentMethodId
    number: int
    state: AttemptState
    decline_code: str | None
    decline_kind: DeclineKind | None
    started_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(invoice_id: InvoiceId, one: Attempt, *, to_operator: bool) -> "CaseAttemptOut":
        same = {name: getattr(one, name) for name in CaseAttemptOut.model_fields if name != "invoice_id"}
        if not to_operator:
            same["decline_code"], _ = told_to_payer(one.decline_code, None)
        return CaseAttemptOut(**same, invoice_id=invoice_id)


class DunningCaseDetailOut(DunningCaseOut):
    """All invoices that the case is or was about, and the last hundred attempts to collect them until it ended, the newest first.

    `next_attempt_at`: when one of them is charged next by itself; null where none will be.
    """

    case_invoices: list[CaseInvoiceOut]
    attempts: list[CaseAttemptOut]
    next_attempt_at: datetime | None

    @staticmethod
    def with_details(found: DunningDetails, more: CaseDetails, *, to_operator: bool) -> "DunningCaseDetailOut":
        case = DunningCaseOut.of(found, to_operator=to_operator)
        attempts = [CaseAttemptOut.of(*one, to_operator=to_operator) for one in more.attempts]
        return DunningCaseDetailOut(
            **{name: getattr(case, name) for name in DunningCaseOut.model_fields},
            case_invoices=[CaseInvoiceOut.of(one) for one in more.invoices],
            attempts=attempts,
            next_attempt_at=more.next_attempt_at,
        )
