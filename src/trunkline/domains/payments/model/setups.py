"""Saving a method on a provider's own page: begun here, done there, completed when its person comes back or a notice tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, MethodSetupId, PaymentMethodId


class SetupState(StrEnum):
    """`open` waits for its person; `refused` has no way back: they begin another."""

    open = "open"
    completed = "completed"
    refused = "refused"


@dataclass(frozen=True, slots=True)
class MethodSetup:
    """`reference` is the provider's name for it. `method_id` is the method that came of it."""

    id: MethodSetupId
    company_id: CompanyId
    provider: str
    reference: str
    make_default: bool
    state: SetupState
    created_at: datetime
    completed_at: datetime | None = None
    method_id: PaymentMethodId | None = None
    message: str | None = None
