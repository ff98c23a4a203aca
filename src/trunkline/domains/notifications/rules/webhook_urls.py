"""Which URLs an endpoint may have. What a name stands for is looked at when something is sent; here only what is written."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from trunkline.domains.notifications.model import URL_LENGTH_MAX
from trunkline.domains.notifications.rules.addresses import is_loopback, is_public
from trunkline.kernel.errors import FieldProblem, Invalid

# A URL that somebody else wrote must not become a way to knock at any port.
PORTS = (443, 8443)
HTTPS, HTTP_PORT = "https", 80
_HERE = "localhost"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart once, so that what was checked is what is connected to. `host` in ASCII, `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """As the `Host` header has it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == HTTPS else HTTP_PORT
        return name if self.port == usual else f"{name}:{self.port}"


def check_url(url: str, *, to_loopback: bool) -> str:
    """The URL as it is kept. Raises `Invalid` with what is wrong."""
    target_of(url, to_loopback=to_loopback)
    return url


def host_of(url: str) -> str:
    """Where a checked URL leads; its path stays untold, because it may be a secret."""
    return urlsplit(url).hostname or ""


def target_of(url: str, *, to_loopback: bool) -> Target:
    """Where a URL leads. `to_loopback`: http to this machine, on any port, is allowed as well. Raises `Invalid`."""
    if len(url) > URL_LENGTH_MAX or not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>^`{|}'):
        raise _invalid(
            f"A URL has at most {URL_LENGTH_MAX} printable ASCII characters; write others as %…, a name as xn--…."
        )
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _invalid("That is not a URL.") from None
    if "@" in parts.netloc:
        raise _invalid("Leave out user and password: deliveries are signed, which is what tells them from others.")
    if "#" in url:
        raise _invalid("Leave out what follows #: it would never be sent.")
    host = _checked_host(host)
    here = to_loopback and (host == _HERE or is_loopback(host))
    if not here:
        _require_public(parts.scheme, host, port)
    elif parts.scheme not in {"http", HTTPS}:
        raise _invalid("A URL begins with https://.")
    path = parts.path or "/"
    return Target(
        parts.scheme,
        host,
        port or (443 if parts.scheme == HTTPS else HTTP_PORT),
        f"{path}?{parts.query}" if parts.query else path,
    )


def _checked_host(host: str) -> str:
    plain = host.rstrip(".")
    if not plain or "%" in plain or "*" in plain or ".." in plain:
        raise _invalid("The URL names no host.")
    return plain


def _require_public(scheme: str, host: str, port: int | None) -> None:
    if scheme != HTTPS:
        raise _invalid("A URL begins with https://: what is delivered is nobody else's business.")
    if port is not None and port not in PORTS:
        raise _invalid(f"The port must be one of {', '.join(str(one) for one in PORTS)}.")
    if host == _HERE or host.endswith(f".{_HERE}") or (_is_address(host) and not is_public(host)):
        raise _invalid("The URL leads into a private network; it must lead to an address on the public internet.")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _invalid(detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem("/url", detail)])
