"""The signature of a webhook delivery: RSA (PKCS#1 v1.5) with SHA-256 over `transmission id|time|webhook id|crc32 of the raw body`.

The CRC-32 is written in decimal. It is no cryptographic sum: somebody who may choose a body freely could give it the CRC of another one,
whose signature they have seen. So a notice is never believed for what it says: it names an object, and that is fetched from PayPal.
"""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from trunkline.kernel.errors import Forbidden

ALGORITHM = "SHA256withRSA"
# PayPal delivers again for 3 days (25 times) what was not answered, and publishes no tolerance; an hour is for its own delays.
AGE_MAX = timedelta(days=3, hours=1)
AHEAD_MAX = timedelta(minutes=5)

# The headers of a delivery, as our names for them.
_HEADERS: Mapping[str, str] = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}


@dataclass(frozen=True, slots=True)
class Transmission:
    """The signed part of a delivery's headers."""

    auth_algo: str
    cert_url: str
    transmission_id: str
    transmission_sig: str
    transmission_time: str

    @property
    def at(self) -> datetime:
        return _moment(self.transmission_time)

    def as_question(self, webhook_id: str) -> dict[str, str]:
        """The members of a verify-webhook-signature request, without the event."""
        return {name: getattr(self, name) for name in _HEADERS} | {"webhook_id": webhook_id}


def transmission_of(headers: Mapping[str, str], now: datetime) -> Transmission:
    """Header names are in lower case. Raises `Forbidden` when one is missing, or the time is not near `now`."""
    given = {name: headers.get(header, "") for name, header in _HEADERS.items()}
    missing = [_HEADERS[name] for name, value in given.items() if not value]
    if missing:
        raise Forbidden(f"The notice has no {missing[0]}.")
    if given["auth_algo"] != ALGORITHM:
        raise Forbidden(f"The notice is not signed with {ALGORITHM}.")
    at = _moment(given["transmission_time"])
    if not now - AGE_MAX <= at <= now + AHEAD_MAX:
        raise Forbidden("The notice was sent too long ago, or not yet.")
    return Transmission(**given)


def check_signature(certificate: x509.Certificate, sent: Transmission, webhook_id: str, body: bytes) -> None:
    """Raises `Forbidden` unless the holder of the certificate signed exactly this body for this webhook."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Forbidden("The notice's certificate holds no RSA key.")
    try:
        signature = b64decode(sent.transmission_sig, validate=True)
        key.verify(signature, signed_text(sent, webhook_id, body), PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        raise Forbidden("The notice's signature does not belong to this body and webhook.") from None


def signed_text(sent: Transmission, webhook_id: str, body: bytes) -> bytes:
    return f"{sent.transmission_id}|{sent.transmission_time}|{webhook_id}|{zlib.crc32(body)}".encode()


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Forbidden("The notice's time is none.") from None
    if at.tzinfo is None:
        raise Forbidden("The notice's time is in no zone.")
    return at
