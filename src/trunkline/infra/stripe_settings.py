"""How this installation is connected to Stripe, from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from trunkline.kernel.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """Secrets have no repr. `webhook_secrets` are two while one replaces the other; `api_base` None is Stripe's own address."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    publishable_key: str | None = None
    api_base: str | None = None


# Rows of the settings, as in `infra.config`.
STRIPE_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (
        "TRUNKLINE_STRIPE_SECRET_KEY",
        "Secret or restricted key of the Stripe account (sk_… or rk_…), docs/guides/connect-stripe.md.",
        "not connected to Stripe",
    ),
    (
        "TRUNKLINE_STRIPE_WEBHOOK_SECRETS",
        "Signing secrets of the webhook endpoint (whsec_…), separated by blanks; two while one replaces the other.",
        "no delivery is believed",
    ),
    (
        "TRUNKLINE_STRIPE_PUBLISHABLE_KEY",
        "Publishable key of the same account (pk_…), which the console may show.",
        "none",
    ),
    (
        "TRUNKLINE_STRIPE_API_BASE",
        "Another address than Stripe's own, for a simulator of it.",
        "https://api.stripe.com",
    ),
)


def stripe_settings(settings: Mapping[str, str]) -> StripeSettings | None:
    """None where Stripe is not connected. Raises `Misconfigured`, never with a key in its words."""
    secret_key = settings.get("TRUNKLINE_STRIPE_SECRET_KEY", "").strip()
    webhook_secrets = tuple(settings.get("TRUNKLINE_STRIPE_WEBHOOK_SECRETS", "").split())
    publishable_key = settings.get("TRUNKLINE_STRIPE_PUBLISHABLE_KEY", "").strip()
    _begins("TRUNKLINE_STRIPE_SECRET_KEY", [secret_key], "sk_", "rk_")
    _begins("TRUNKLINE_STRIPE_WEBHOOK_SECRETS", webhook_secrets, "whsec_")
    _begins("TRUNKLINE_STRIPE_PUBLISHABLE_KEY", [publishable_key], "pk_")
    api_base = _api_base(settings.get("TRUNKLINE_STRIPE_API_BASE", "").strip())
    if not secret_key:
        if webhook_secrets or publishable_key or api_base:
            raise Misconfigured(
                "TRUNKLINE_STRIPE_SECRET_KEY is missing; the other settings of Stripe are worth nothing without it."
            )
        return None
    return StripeSettings(secret_key, webhook_secrets, publishable_key or None, api_base)


def _begins(name: str, values: list[str] | tuple[str, ...], *prefixes: str) -> None:
    if any(value and not (value.startswith(prefixes) and value.isascii() and value.isprintable()) for value in values):
        raise Misconfigured(f"{name} must begin with {' or '.join(prefixes)}. Copy it from Stripe's dashboard.")


def _api_base(given: str) -> str | None:
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise Misconfigured("TRUNKLINE_STRIPE_API_BASE must be an address such as http://127.0.0.1:8421.")
    return given.rstrip("/")
