"""A session: what stands behind the console's cookie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trunkline.kernel.ids import CompanyId, SessionId, UserId

# A session ends after this long without a request, and in any case this long after the sign-in.
SESSION_IDLE = timedelta(hours=12)
SESSION_LIFETIME = timedelta(days=14)
# How stale `last_seen_at` may be: a write per request would cost more than it tells.
SEEN_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`address` and `agent` are what the browser came from, for the person to recognise it by."""

    id: SessionId
    user_id: UserId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Device:
    """Where a sign-in comes from."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session with the token that only its cookie holds from now on."""

    session: Session
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """What the console shows of the signed-in person's company. Companies themselves belong to another room."""

    id: CompanyId
    slug: str
    name: str
    zone: str
    currency: str
    locale: str
