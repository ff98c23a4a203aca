"""Tokens: 256 random bits each, so that a plain digest of them is as good as the slowest hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

KEY_MARK = "tk_"


def new_session_token() -> str:
    return secrets.token_urlsafe(32)


def new_key_secret() -> str:
    return KEY_MARK + secrets.token_urlsafe(32)


def new_password() -> str:
    """A first password that can be read out on the telephone: five groups of four, about 98 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def csrf_token_of(session_token: str) -> str:
    """Follows from the session's token, so that it need not be stored; the way back is closed."""
    return hmac.new(session_token.encode(), b"trunkline csrf token", hashlib.sha256).hexdigest()
