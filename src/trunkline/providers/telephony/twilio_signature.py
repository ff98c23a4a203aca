"""X-Twilio-Signature, and the forms that it is over; how it is made stands in `twilio`."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from trunkline.domains.usage.ports import Delivery

FORM_FIELDS_MAX = 500

_PORTS = {"http": 80, "https": 443}


def twilio_refusal(delivery: Delivery, secret: str) -> str | None:
    """Why the delivery is not believed; None when it is."""
    given = delivery.headers.get("x-twilio-signature", "")
    if not given:
        return "there is no X-Twilio-Signature"
    try:
        url = urlsplit(delivery.url)
        query = dict(parse_qsl(url.query, keep_blank_values=True, max_num_fields=FORM_FIELDS_MAX))
        digest = query.get("bodySHA256")
        fields = b"" if digest is not None else _signed_fields(delivery.body)
        urls = list(_spellings(delivery.url))
    except ValueError:
        return "the body is no form, and the URL names no bodySHA256"
    if digest is not None and not hmac.compare_digest(digest.encode(), sha256(delivery.body).hexdigest().encode()):
        return "the body is not the one whose bodySHA256 is in the URL"
    signatures = [b64encode(hmac.digest(secret.encode(), one.encode() + fields, "sha1")) for one in urls]
    if not any([hmac.compare_digest(one, given.encode()) for one in signatures]):  # noqa: C419 - all, whatever the first says
        return "X-Twilio-Signature does not belong to this URL, body and secret"
    return None


def _signed_fields(body: bytes) -> bytes:
    pairs = sorted(set(form_of(body)))
    return "".join(name + value for name, value in pairs).encode()


def form_of(body: bytes) -> list[tuple[str, str]]:
    """Raises `ValueError` for what is no form in UTF-8."""
    pairs = parse_qsl(
        body.decode("ascii"),
        keep_blank_values=True,
        strict_parsing=bool(body),
        errors="strict",
        max_num_fields=FORM_FIELDS_MAX,
    )
    return pairs


def _spellings(url: str) -> Iterable[str]:
    """Twilio signs some requests with the port that the scheme implies, some without."""
    parts = urlsplit(url)
    port, host = _PORTS.get(parts.scheme), parts.netloc
    yield url
    if parts.port is None and port is not None:
        yield parts._replace(netloc=f"{host}:{port}").geturl()
    elif parts.port == port:
        yield parts._replace(netloc=host.rpartition(":")[0]).geturl()
