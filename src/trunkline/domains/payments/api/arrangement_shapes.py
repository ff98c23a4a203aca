"""What the routes of arrangements take and give."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.payments.actions import ArrangementWish
from trunkline.domains.payments.model.arrangements import (
    CHARGES_MAX,
    Arrangement,
    ArrangementState,
    ChargeState,
    Interval,
)
from trunkline.domains.payments.queries.arrangements import ArrangementDetails, ChargeDetails
from trunkline.infra.web import DecimalString, Moment, MoneyOut
from trunkline.kernel.ids import ArrangementChargeId, CompanyId, InvoiceId, PaymentArrangementId, PaymentMethodId
from trunkline.kernel.money import Currency, Money


class PaymentArrangementIn(BaseModel):
    """`amount` in major units is taken every `interval_count` intervals: from `starts_at`, or at once; `charges_max` times, or until it is
    cancelled. The saved method is charged, the default where none is named; with PayPal the payer agrees on its page, and no method is
    named."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"amount": "100.00", "currency": "EUR", "interval": "month"}]},
    )

    provider: Annotated[str | None, Field(max_length=40)] = None
    payment_method_id: PaymentMethodId | None = None
    amount: Annotated[DecimalString, Field(gt=0, max_digits=36)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    interval: Interval
    interval_count: Annotated[int, Field(ge=1, le=52)] = 1
    starts_at: Moment | None = None
    charges_max: Annotated[int | None, Field(ge=1, le=CHARGES_MAX)] = None

    def wanted(self) -> ArrangementWish:
        plain = {
            name: getattr(self, name)
            for name in PaymentArrangementIn.model_fields
            if name not in {"amount", "currency"}
        }
        return ArrangementWish(**plain, amount=Money.exact(self.amount, Currency.of(self.currency)))


class PaymentArrangementOut(BaseModel):
    """`approval_url` is the provider's page on which the payer agrees, while that is waited for; told to those who may pay. `cancelling`:
    the provider is being told to take no more."""

    id: PaymentArrangementId
    company_id: CompanyId
    provider: str
    payment_method_id: PaymentMethodId | None
    amount: MoneyOut
    interval: Interval
    interval_count: int
    starts_at: datetime
    charges_max: int | None
    state: ArrangementState
    cancelling: bool
    reference: str | None
    approval_url: str | None
    next_charge_at: datetime | None
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    message: str | None

    @staticmethod
    def of(one: Arrangement, *, may_pay: bool = False) -> "PaymentArrangementOut":
        return PaymentArrangementOut(**_told(one, may_pay=may_pay))


class PaidPartOut(BaseModel):
    """What a charge has paid of an invoice; with `kept`, what was too much and is credit."""

    invoice_id: InvoiceId
    amount: MoneyOut
    kept: bool


class ArrangementChargeOut(BaseModel):
    """A charge that the provider began. `kept` of a paid one is the company's credit; `parts` says what it has paid."""

    id: ArrangementChargeId
    state: ChargeState
    amount: MoneyOut
    kept: MoneyOut
    failures: int
    charged_at: datetime
    reference: str
    message: str | None
    receipt_number: str | None
    fee: MoneyOut | None
    parts: list[PaidPartOut]

    @staticmethod
    def of(one: ChargeDetails) -> "ArrangementChargeOut":
        charge = one.charge
        plain = ("id", "state", "failures", "charged_at", "reference", "message", "receipt_number")
        return ArrangementChargeOut(
            **{name: getattr(charge, name) for name in plain},
            amount=MoneyOut.of(charge.amount),
            kept=MoneyOut.of(charge.kept),
            fee=None if charge.fee is None else MoneyOut.of(charge.fee),
            parts=[
                PaidPartOut(invoice_id=part.invoice_id, amount=MoneyOut.of(part.amount), kept=part.kept)
                for part in one.allocations
            ],
        )


class PaymentArrangementDetailsOut(PaymentArrangementOut):
    """With its charges, the newest first, at most a hundred."""

    charges: list[ArrangementChargeOut]

    @staticmethod
    def of_details(one: ArrangementDetails, *, may_pay: bool = False) -> "PaymentArrangementDetailsOut":
        charges = [ArrangementChargeOut.of(charge) for charge in one.charges]
        return PaymentArrangementDetailsOut(**_told(one.arrangement, may_pay=may_pay), charges=charges)


def _told(one: Arrangement, *, may_pay: bool) -> dict[str, Any]:
    made = {"amount", "approval_url", "cancelling"}
    plain = {name: getattr(one, name) for name in PaymentArrangementOut.model_fields if name not in made}
    cancelling = one.cancel_asked_at is not None and not one.is_over
    url = one.approval_url if may_pay else None
    return plain | {"amount": MoneyOut.of(one.amount), "approval_url": url, "cancelling": cancelling}
