"""What is announced of payment methods: a card only by brand and last four digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import PaymentMethodId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodAttached(Fact):
    """A company can now pay with another card; the method is the subject."""

    kind: ClassVar[str] = "payment_method.attached"
    audience: ClassVar[str] = AUDIENCE

    provider: str
    brand: str
    last4: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultMethodChosen(Fact):
    """Invoices are collected from another method from now on, which is the subject. `before` and `after` name the methods."""

    kind: ClassVar[str] = "payment_method.default_chosen"
    audience: ClassVar[str] = AUDIENCE

    brand: str
    last4: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodRemoved(Fact):
    """A method is no longer used; the method is the subject."""

    kind: ClassVar[str] = "payment_method.removed"
    audience: ClassVar[str] = AUDIENCE

    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodRefused(Fact):
    """An invoice, the subject, is not collected by itself: the bank has refused the company's default method for good. The payer is asked
    for another. `due` is what the invoice asks for.
    """

    kind: ClassVar[str] = "payment_method.refused"
    audience: ClassVar[str] = AUDIENCE

    invoice_number: str
    due: Money
    payment_method_id: PaymentMethodId
    brand: str
    last4: str
