"""An API key: how a machine signs in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from trunkline.kernel.ids import ApiKeyId, CompanyId, UserId

# `tk_` and the next eight characters are kept and shown, so that a key that was found somewhere can be told from others.
PREFIX_LENGTH = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """Holds `permissions` as far as `user_id`, who made it, still holds them. `company_id` None is a key of the operator's."""

    id: ApiKeyId
    company_id: CompanyId | None
    user_id: UserId
    name: str
    prefix: str
    permissions: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A fresh key with its secret, which is told once and not kept."""

    key: ApiKey
    secret: str = field(repr=False)
