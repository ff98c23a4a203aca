"""Keeping what must be read again, and by nobody else: AES-GCM under a key that follows from the installation's secret key.

Each purpose has a key of its own, and what is sealed is bound to its `label`: moved to another row it does not open.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def sealed(secret_key: bytes, purpose: str, label: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(secret_key, purpose).encrypt(nonce, plain, label.encode())


def opened(secret_key: bytes, purpose: str, label: str, kept: bytes) -> bytes | None:
    """None when it was sealed under another secret key, for another purpose or label, or altered since."""
    try:
        return _cipher(secret_key, purpose).decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], label.encode())
    except InvalidTag:
        return None


def _cipher(secret_key: bytes, purpose: str) -> AESGCM:
    return AESGCM(hmac.digest(secret_key, purpose.encode(), "sha256"))
