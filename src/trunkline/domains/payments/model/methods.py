"""Payment methods: a provider's token for a card, with just enough of the card for its owner to recognise it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from trunkline.kernel.ids import CompanyId, PaymentMethodId


@dataclass(frozen=True, slots=True)
class AttachedMethod:
    """What a provider tells of a method it has accepted. `token` is its name for it; the card number stays with the provider.

    `last4` is empty and there is no expiry for what is no card (`kind` is the provider's word: `card`, `paypal`, `sepa_debit` …).
    `customer_token` is the provider's name for the company, where it needs one to charge the method.
    """

    token: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    customer_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A company's method. Removed ones stay as rows because attempts refer to them; one method per company is the default."""

    id: PaymentMethodId
    company_id: CompanyId
    provider: str
    token: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    is_default: bool
    created_at: datetime
    removed_at: datetime | None
    customer_token: str | None = field(default=None, repr=False)
