"""How mail leaves this installation, from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from trunkline.kernel.errors import Misconfigured
from trunkline.kernel.mailbox import DOMAIN_LABEL, LOCAL_PART

URL, FROM = "TRUNKLINE_MAIL_URL", "TRUNKLINE_MAIL_FROM"
# How the connection is encrypted, and the port where the URL names none.
_SCHEMES = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("plain", 25)}
_ADDRESS = re.compile(rf"{LOCAL_PART}@(?:{DOMAIN_LABEL}\.)*{DOMAIN_LABEL}")
DEFAULT_FROM = "Trunkline <billing@localhost>"


@dataclass(frozen=True, slots=True)
class MailServer:
    """`security`: `starttls` (asked for and insisted on), `tls` (from the first byte) or `plain`. The password has no repr."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`server` None: nothing is sent, mails are kept. `sender`: who they are from, `Name <address>` or an address."""

    server: MailServer | None = None
    sender: str = DEFAULT_FROM


# Rows of the settings, as in `infra.config`.
MAIL_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (
        URL,
        "The mail server: smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://…:465 (TLS) or smtp+plain://HOST:25 for a relay beside us, "
        "docs/guides/send-mail.md.",
        "mails are kept in the outbox",
    ),
    (FROM, "Who mails are from: an address, or Name <address>. Needed with TRUNKLINE_MAIL_URL.", DEFAULT_FROM),
)


def mail_settings(settings: Mapping[str, str]) -> MailSettings:
    """Raises `Misconfigured`, never with a password in its words."""
    url, sender = settings.get(URL, "").strip(), settings.get(FROM, "").strip()
    if sender:
        _check_sender(sender)
    if not url:
        return MailSettings(None, sender or DEFAULT_FROM)
    if not sender:
        raise Misconfigured(f"{FROM} is missing: with {URL} it must say who mails are from.")
    return MailSettings(_server(url), sender)


def _server(url: str) -> MailServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Misconfigured(_what_it_is()) from None
    if parts.scheme not in _SCHEMES or not parts.hostname or _has_more(parts):
        raise Misconfigured(_what_it_is())
    security, usual = _SCHEMES[parts.scheme]
    user, password = (None if one is None else unquote(one) for one in (parts.username, parts.password))
    if (user is None) != (password is None) or user == "":
        raise Misconfigured(f"{URL} needs both a user and a password, or neither.")
    if user is not None and security == "plain":
        raise Misconfigured(f"{URL} must not send a password unencrypted: use smtp:// or smtps://.")
    return MailServer(parts.hostname, port or usual, security, user, password)


def _has_more(parts: SplitResult) -> bool:
    return parts.path not in {"", "/"} or bool(parts.query or parts.fragment)


def _check_sender(sender: str) -> None:
    name, address = parseaddr(sender)
    if (
        not address.isascii()
        or not _ADDRESS.fullmatch(address)
        or not sender.isprintable()
        or (name and not sender.endswith(">"))
    ):
        raise Misconfigured(f"{FROM} must be an address such as billing@example.com, or Name <billing@example.com>.")


def _what_it_is() -> str:
    return (
        f"{URL} must be smtp://USER:PASSWORD@HOST:PORT, smtps://… or smtp+plain://HOST:PORT, where the characters "
        ": / ? # @ % of a password are written as %3A and so on."
    )
