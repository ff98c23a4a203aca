"""With what vendors sign the call records that they deliver: a secret for each company, from the environment (decision 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trunkline.kernel.errors import Invalid, Misconfigured
from trunkline.kernel.ids import CompanyId

# The vendors that deliver call records by themselves; a secret that is shared by several companies must be bound to one by the URL
# that the vendor signs, and only Twilio signs it.
CALL_FORMATS = ("freeswitch", "livekit", "retell", "twilio", "vapi")
_URL_IS_SIGNED = frozenset({"twilio"})
_CALL_SECRET_LENGTH_MIN = 16


@dataclass(frozen=True, slots=True)
class CallSecret:
    """With what a vendor signs the calls of one company."""

    format: str
    company_id: CompanyId
    secret: str = field(repr=False)


# Rows of the settings, as in `infra.config`.
CALL_SETTINGS: tuple[tuple[str, str, str], ...] = (
    *(
        (
            f"TRUNKLINE_CALLS_{name.upper()}_SECRET",
            f"COMPANY_ID:SECRET, separated by blanks: with what {words} the calls of each company (docs/guides/import-calls.md).",
            "no deliveries without an API key",
        )
        for name, words in (
            ("freeswitch", "FreeSWITCH authenticates (the password of `cred`)"),
            ("livekit", "LiveKit signs (the API secret)"),
            ("retell", "Retell signs (the API key)"),
            ("twilio", "Twilio signs (the auth token)"),
            ("vapi", "Vapi authenticates (X-Vapi-Secret, or the key of an HMAC credential)"),
        )
    ),
)


def call_secrets(settings: Mapping[str, str]) -> tuple[CallSecret, ...]:
    """All of them. Raises `Misconfigured`."""
    return tuple(one for name in CALL_FORMATS for one in _call_secrets(settings, name))


def _call_secrets(settings: Mapping[str, str], format: str) -> list[CallSecret]:
    """A secret speaks for one company: whoever can sign for one must not be able to sign for another."""
    name = f"TRUNKLINE_CALLS_{format.upper()}_SECRET"
    found: list[CallSecret] = []
    for number, pair in enumerate(settings.get(name, "").split(), 1):
        company, separator, secret = pair.partition(":")
        try:
            company_id = CompanyId.parse(company)
        except Invalid:
            separator = ""
        if not separator or len(secret) < _CALL_SECRET_LENGTH_MIN:
            raise Misconfigured(
                f"{name}, entry {number}: it must be com_…:SECRET with at least {_CALL_SECRET_LENGTH_MIN} characters of secret."
            )
        if company_id in {one.company_id for one in found}:
            raise Misconfigured(f"{name} names {company_id} twice.")
        if format not in _URL_IS_SIGNED and secret in {one.secret for one in found}:
            raise Misconfigured(f"{name} gives {company_id} the secret of another company; each needs its own.")
        found.append(CallSecret(format, company_id, secret))
    return found
