"""What the room's routes take and give."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from trunkline.domains.payments.model import (
    ASKED_ABOUT,
    About,
    Attempt,
    AttemptState,
    DeclineKind,
    MethodSetup,
    Notice,
    NoticeState,
    Payment,
    PaymentMethod,
    PaymentState,
    SetupState,
)
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.domains.payments.rules import confirm_by, told_to_payer
from trunkline.infra.web import DecimalString, MoneyOut
from trunkline.kernel.ids import (
    AttemptId,
    CompanyId,
    InstalmentId,
    InstalmentPlanId,
    InvoiceId,
    MethodSetupId,
    NoticeId,
    PaymentId,
    PaymentMethodId,
    ReceiptId,
)


class PaymentMethodIn(BaseModel):
    """`token` is the provider's token for a card, or the number of one of the simulator's test cards. Without `provider` the first
    of those that are connected keeps it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    provider: str | None = Field(None, max_length=40)
    # A secret type, so that no log or error can repeat it.
    token: SecretStr = Field(min_length=1, max_length=120, examples=["pm_card_visa"])
    make_default: bool = False


class PayIn(BaseModel):
    """Without a method the company's default pays. `payer_present`: the payer sits at a screen, and can confirm it at their bank where
    that asks for it; the payment then says where (`action_url`). With `capture` `manual`, which the operator alone may ask for, the amount
    is only held; `/payments/{id}/capture` takes it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    payment_method_id: PaymentMethodId | None = None
    payer_present: bool = False
    capture: Literal["automatic", "manual"] = "automatic"


class CaptureIn(BaseModel):
    """`amount` in major units of the payment's currency; without it as much as the invoice asks for. The rest is released."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"amount": "80.00"}]})

    amount: DecimalString | None = None


class PaymentMethodOut(BaseModel):
    id: PaymentMethodId
    provider: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    is_default: bool
    created_at: datetime

    @staticmethod
    def of(method: PaymentMethod) -> "PaymentMethodOut":
        return PaymentMethodOut(**{name: getattr(method, name) for name in PaymentMethodOut.model_fields})


class CardOut(BaseModel):
    brand: str
    last4: str


class AttemptOut(BaseModel):
    """`error` is an outage of the gateway: nobody declined, nothing was taken. `decline_code` is `generic_decline` where the bank's reason
    is for the operator alone (`lost_card`, `stolen_card`, `fraudulent`, `merchant_blacklist`)."""

    id: AttemptId
    number: int
    state: AttemptState
    decline_code: str | None
    decline_kind: DeclineKind | None
    message: str | None
    started_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(attempt: Attempt, *, to_operator: bool = False) -> "AttemptOut":
        shown = {name: getattr(attempt, name) for name in AttemptOut.model_fields}
        if not to_operator:
            shown["decline_code"], shown["message"] = told_to_payer(attempt.decline_code, attempt.message)
        return AttemptOut(**shown)


class ReceiptOut(BaseModel):
    id: ReceiptId
    number: str


class PaymentOut(BaseModel):
    """`next_attempt_at` is null while an attempt is under way, while its result is unknown, and when there will be none. `refunded` is what
    was given back or is on its way; `refundable` what still may be, which is less where a dispute holds some of it.

    In the state `requires_action` the payer goes to `action_url`, told to those who may pay, until `action_expires_at`.

    In the state `authorised` the amount is held until `authorised_until`, and nothing was taken; `capturing` is what was asked to be."""

    id: PaymentId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: MoneyOut
    refunded: MoneyOut
    refundable: MoneyOut
    state: PaymentState
    provider: str
    method: CardOut | None
    failure_code: str | None
    created_at: datetime
    settled_at: datetime | None
    next_attempt_at: datetime | None
    action_url: str | None
    action_expires_at: datetime | None
    authorised_until: datetime | None
    capturing: MoneyOut | None
    instalment_plan_id: InstalmentPlanId | None
    instalment_id: InstalmentId | None
    attempts: list[AttemptOut]
    receipt: ReceiptOut | None

    @staticmethod
    def of(details: PaymentDetails, *, to_operator: bool = False, may_pay: bool = False) -> "PaymentOut":
        payment, method, receipt = details.payment, details.method, details.receipt
        plain = {name: getattr(payment, name) for name in PaymentOut.model_fields if hasattr(payment, name)}
        waiting = next((one for one in details.attempts if one.state is AttemptState.requires_action), None)
        held = next((one for one in details.attempts if one.state in ASKED_ABOUT and one.authorised_until), None)
        if not to_operator:
            plain["failure_code"], _ = told_to_payer(payment.failure_code, None)
        return PaymentOut(
            **plain | {name: MoneyOut.of(getattr(payment, name)) for name in ("amount", "refunded", "refundable")},
            method=CardOut(brand=method.brand, last4=method.last4) if method else None,
            action_url=waiting.action_url if waiting and may_pay else None,
            authorised_until=held.authorised_until if held else None,
            capturing=_capturing(payment, held),
            action_expires_at=confirm_by(waiting) if waiting else None,
            attempts=[AttemptOut.of(attempt, to_operator=to_operator) for attempt in details.attempts],
            receipt=ReceiptOut(id=receipt.id, number=receipt.number) if receipt else None,
        )


def _capturing(payment: Payment, held: Attempt | None) -> MoneyOut | None:
    if held is None or held.capture_minor is None:
        return None
    return MoneyOut.of(replace(payment.amount, minor=held.capture_minor))


class NoticeAnswerOut(BaseModel):
    """What its provider is told: that it need not send this again."""

    received: bool
    duplicate: bool


class NoticeOut(BaseModel):
    """`told_at` is the provider's time. `polled` was found in the provider's list; `deliveries` is how often the event came by itself."""

    id: NoticeId
    provider: str
    event_id: str
    kind: str
    about: About | None
    reference: str | None
    told_at: datetime
    received_at: datetime
    polled: bool
    deliveries: int
    state: NoticeState
    effect: str
    handled_at: datetime | None
    payment_id: PaymentId | None

    @staticmethod
    def of(notice: Notice) -> "NoticeOut":
        return NoticeOut(**{name: getattr(notice, name) for name in NoticeOut.model_fields})


class NoticeDetailsOut(NoticeOut):
    """With what was sent."""

    body: dict[str, object]

    @staticmethod
    def of(notice: Notice) -> "NoticeDetailsOut":
        return NoticeDetailsOut(**{name: getattr(notice, name) for name in NoticeDetailsOut.model_fields})


class MethodSetupIn(BaseModel):
    """Without `provider` the first that is connected."""

    model_config = ConfigDict(strict=True, extra="forbid")

    provider: str | None = Field(None, max_length=40)
    make_default: bool = False


class MethodSetupOut(BaseModel):
    """`refused` says in `message` why; `method_id` is the method that came of it."""

    id: MethodSetupId
    provider: str
    state: SetupState
    created_at: datetime
    completed_at: datetime | None
    method_id: PaymentMethodId | None
    message: str | None

    @staticmethod
    def of(setup: MethodSetup) -> "MethodSetupOut":
        return MethodSetupOut(**{name: getattr(setup, name) for name in MethodSetupOut.model_fields})


class MethodSetupStartedOut(MethodSetupOut):
    """`url` is the provider's page, `client_secret` for its hosted fields; both are for the person who asked only."""

    url: str | None
    client_secret: str | None
