"""How PayPal is reached: the account's credentials and the address, from the environment (docs/guides/connect-paypal.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from trunkline.kernel.errors import Misconfigured

PAYPAL_LIVE = "https://api-m.paypal.com"
PAYPAL_SANDBOX = "https://api-m.sandbox.paypal.com"
VERIFICATIONS = ("offline", "postback")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class PayPalSettings:
    """One PayPal business account. `webhook_id` is PayPal's name for the address to which it sends notices; None receives none."""

    client_id: str
    client_secret: str = field(repr=False)
    webhook_id: str | None = None
    api_base: str = PAYPAL_LIVE
    verification: str = "offline"


# Rows of the settings, as in `infra.config`.
PAYPAL_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("TRUNKLINE_PAYPAL_CLIENT_ID", "Client id of the PayPal app (docs/guides/connect-paypal.md).", "PayPal is off"),
    ("TRUNKLINE_PAYPAL_CLIENT_SECRET", "Secret of the PayPal app.", "PayPal is off"),
    ("TRUNKLINE_PAYPAL_WEBHOOK_ID", "PayPal's id of the webhook that points here.", "no notices from PayPal"),
    ("TRUNKLINE_PAYPAL_API_BASE", f"Address of PayPal's API; {PAYPAL_SANDBOX} is its sandbox.", PAYPAL_LIVE),
    (
        "TRUNKLINE_PAYPAL_VERIFICATION",
        "offline verifies a notice's signature here, postback asks PayPal about each.",
        "offline",
    ),
)


def paypal_settings(settings: Mapping[str, str]) -> PayPalSettings | None:
    """The account; None when PayPal is not set up. Raises `Misconfigured`."""
    client_id = settings.get("TRUNKLINE_PAYPAL_CLIENT_ID") or ""
    client_secret = settings.get("TRUNKLINE_PAYPAL_CLIENT_SECRET") or ""
    if bool(client_id) != bool(client_secret):
        raise Misconfigured("TRUNKLINE_PAYPAL_CLIENT_ID and TRUNKLINE_PAYPAL_CLIENT_SECRET are set both or neither.")
    base = _api_base(settings.get("TRUNKLINE_PAYPAL_API_BASE") or PAYPAL_LIVE)
    verification = (settings.get("TRUNKLINE_PAYPAL_VERIFICATION") or VERIFICATIONS[0]).lower()
    if verification not in VERIFICATIONS:
        raise Misconfigured(f"TRUNKLINE_PAYPAL_VERIFICATION must be one of {', '.join(VERIFICATIONS)}.")
    if not client_id:
        return None
    webhook_id = settings.get("TRUNKLINE_PAYPAL_WEBHOOK_ID") or None
    return PayPalSettings(client_id, client_secret, webhook_id, base, verification)


def _api_base(given: str) -> str:
    """Credentials travel to this address: https, except to this machine itself."""
    try:
        parts = urlsplit(given)
        host = parts.hostname
    except ValueError:
        host = None
    is_plain = bool(host) and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if not is_plain or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        raise Misconfigured(
            "TRUNKLINE_PAYPAL_API_BASE must be https://HOST without a path (http only for localhost), "
            f"such as {PAYPAL_LIVE} or {PAYPAL_SANDBOX}."
        )
    return given.rstrip("/")
