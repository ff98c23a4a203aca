"""Payment methods: a provider's token for a card, with just enough of the card for its owner to recognise it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trunkline.kernel.ids import CompanyId, PaymentMethodId


@dataclass(frozen=True, slots=True)
class AttachedMethod:
    """What a provider tells of a method it has accepted. `token` is its name for it; the card number stays with the provider."""

    token: str
    kind: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


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
    exp_month: int
    exp_year: int
    is_default: bool
    created_at: datetime
    removed_at: datetime | None
