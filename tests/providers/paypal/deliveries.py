"""PayPal's own deliveries of 2024, byte by byte, with the certificate of then."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from tests.shared_data import shared_file
from trunkline.kernel.errors import Forbidden
from trunkline.providers.paypal.certificates import is_valid_at

WEBHOOK_ID = "WEBHOOK_ID"


@dataclass(frozen=True)
class Delivered:
    file: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.headers["paypal-transmission-time"]) + timedelta(seconds=2)


class Pinned:
    """Believes one certificate, while it is valid. PayPal's own stands under an authority whose certificate is not in the data."""

    def __init__(self, pem: bytes) -> None:
        self.only = x509.load_pem_x509_certificate(pem)

    def check(self, leaf: x509.Certificate, others: Sequence[x509.Certificate], now: datetime) -> None:
        if leaf != self.only or not is_valid_at(leaf, now):
            raise Forbidden("The certificate is another one.")


def delivered() -> list[Delivered]:
    index = json.loads(shared_file("paypal/webhooks/index.json").read_bytes())
    return [
        Delivered(one["file"], shared_file(f"paypal/webhooks/{one['file']}").read_bytes(), one["headers"])
        for one in index["events"]
    ]


def certificate_pem() -> bytes:
    return shared_file("paypal/webhooks/CERT-360caa42-fca2a594-1a5f47cb.pem").read_bytes()
