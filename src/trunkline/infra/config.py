"""Configuration comes from the environment, once, at start. A wrong value is refused by name, with what it should hold."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from trunkline.infra.call_secrets import CALL_SETTINGS, CallSecret, call_secrets
from trunkline.infra.mail_settings import MAIL_SETTINGS, MailSettings, mail_settings
from trunkline.infra.paypal_settings import PAYPAL_SETTINGS, PayPalSettings, paypal_settings
from trunkline.infra.rates_settings import RATES_SETTINGS, RatesSettings, rates_settings
from trunkline.infra.stripe_settings import STRIPE_SETTINGS, StripeSettings, stripe_settings
from trunkline.kernel.errors import Misconfigured
from trunkline.kernel.ids import CompanyId

SECRET_KEY_LENGTH_MIN = 32
_OF_TESTS = ("TRUNKLINE_TEST_", "TRUNKLINE_SHARED_")
DATABASE_SCHEMES = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "mysql": "mysql+asyncmy",
    "mariadb": "mysql+asyncmy",
}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. Secrets have no repr, so that a configuration can be logged."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("trunkline-data")
    database_url: str = field(default="", repr=False)
    redis_url: str | None = field(default=None, repr=False)
    secret_key: bytes = field(default=b"", repr=False)
    public_url: str = "http://127.0.0.1:8000"
    log_format: str = "console"
    log_level: str = "info"
    workers_in_process: int = 4
    demo: bool = False
    console_dir: Path | None = None
    webhooks_to_loopback: bool = False
    mail: MailSettings = field(default_factory=MailSettings)
    call_secrets: tuple[CallSecret, ...] = ()
    paypal: PayPalSettings | None = None
    stripe: StripeSettings | None = None
    rates: RatesSettings = field(default_factory=RatesSettings)

    def call_secret(self, format: str, company_id: CompanyId) -> str | None:
        """With what deliveries in `format` are signed for the company; None when nothing was set."""
        for one in self.call_secrets:
            if (one.format, one.company_id) == (format, company_id):
                return one.secret
        return None

    @property
    def dialect(self) -> str:
        """sqlite, postgresql or mysql."""
        return urlsplit(self.database_url).scheme.split("+")[0]


# One row per setting: name, what it means, default. The reference page and `trunkline serve --help` are printed from it.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("TRUNKLINE_HOST", "Address to listen on.", "127.0.0.1"),
    ("TRUNKLINE_PORT", "Port to listen on.", "8000"),
    ("TRUNKLINE_DATA_DIR", "Folder for the embedded database, documents and the secret key.", "./trunkline-data"),
    (
        "TRUNKLINE_DATABASE_URL",
        "sqlite:///FILE, postgresql://USER:PASSWORD@HOST/NAME or mysql://…",
        "SQLite file in the data folder",
    ),
    ("TRUNKLINE_REDIS_URL", "redis://HOST:PORT/N: cache, limits, wake-ups of several processes.", "in the process"),
    (
        "TRUNKLINE_SECRET_KEY",
        "At least 32 characters; signs cursors and tokens, and seals the secrets of webhooks.",
        "made once, kept in the data folder",
    ),
    ("TRUNKLINE_PUBLIC_URL", "The address people type; decides which origins the socket accepts.", "http://HOST:PORT"),
    ("TRUNKLINE_LOG_FORMAT", "console or json.", "console"),
    ("TRUNKLINE_LOG_LEVEL", "debug, info, warning or error.", "info"),
    ("TRUNKLINE_WORKERS", "Jobs that the serving process runs side by side; 0 leaves them to `trunkline worker`.", "4"),
    ("TRUNKLINE_DEMO", "1 loads the demo world and keeps calls arriving.", "off"),
    ("TRUNKLINE_CONSOLE_DIR", "Folder of the built console.", "the one shipped with the package"),
    (
        "TRUNKLINE_WEBHOOKS_TO_LOOPBACK",
        "1 lets webhooks go to http://localhost and http://127.0.0.1, on any port: for development only.",
        "off: https to public addresses only",
    ),
    *MAIL_SETTINGS,
    *CALL_SETTINGS,
    *STRIPE_SETTINGS,
    *PAYPAL_SETTINGS,
    *RATES_SETTINGS,
)


def load_config(environ: Mapping[str, str] | None = None, **override: str | None) -> Config:
    """The configuration of `environ`; keyword arguments (TRUNKLINE_PORT="0") win over it. Raises `Misconfigured`."""
    settings = dict(os.environ if environ is None else environ) | {k: v for k, v in override.items() if v is not None}
    _refuse_unknown(settings)
    data_dir = Path(settings.get("TRUNKLINE_DATA_DIR") or "trunkline-data").expanduser().resolve()
    host = settings.get("TRUNKLINE_HOST") or "127.0.0.1"
    port = _number(settings, "TRUNKLINE_PORT", 8000, 0, 65535)
    console = settings.get("TRUNKLINE_CONSOLE_DIR")
    return Config(
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=_database_url(settings.get("TRUNKLINE_DATABASE_URL"), data_dir),
        redis_url=_redis_url(settings.get("TRUNKLINE_REDIS_URL")),
        secret_key=_secret_key(settings.get("TRUNKLINE_SECRET_KEY")),
        public_url=(settings.get("TRUNKLINE_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        log_format=_choice(settings, "TRUNKLINE_LOG_FORMAT", "console", "console", "json"),
        log_level=_choice(settings, "TRUNKLINE_LOG_LEVEL", "info", "debug", "info", "warning", "error"),
        demo=bool(settings.get("TRUNKLINE_DEMO")),
        workers_in_process=_number(settings, "TRUNKLINE_WORKERS", 4, 0, 64),
        console_dir=Path(console).expanduser().resolve() if console else None,
        webhooks_to_loopback=_choice(settings, "TRUNKLINE_WEBHOOKS_TO_LOOPBACK", "0", "0", "1") == "1",
        mail=mail_settings(settings),
        call_secrets=call_secrets(settings),
        paypal=paypal_settings(settings),
        stripe=stripe_settings(settings),
        rates=rates_settings(settings),
    )


def prepare_data_dir(data_dir: Path) -> None:
    """Make the data folder and prove that it can be written. Raises `Misconfigured`."""
    probe = data_dir / ".write-probe"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"trunkline")
        probe.unlink()
    except OSError as error:
        raise Misconfigured(
            f"The data folder {data_dir} cannot be written ({error.strerror}). "
            "Free some space or change its rights, or point TRUNKLINE_DATA_DIR at a folder that can be written."
        ) from None


def kept_secret_key(data_dir: Path) -> bytes:
    """The key of the embedded default: made once, readable by the owner alone, kept beside the data that it signs.

    It gets its name when it is written and not before: a process that is killed in between must not leave an empty key to sign with.
    Raises `Misconfigured` when there is one that cannot be used.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        _make_secret_key(path)
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise Misconfigured(_unusable_key(path, f"cannot be read ({error.strerror})")) from None
    if len(key) < SECRET_KEY_LENGTH_MIN:
        raise Misconfigured(
            _unusable_key(path, f"has {len(key)} characters instead of at least {SECRET_KEY_LENGTH_MIN}")
        )
    return key


def _make_secret_key(path: Path) -> None:
    draft = path.with_name(f".secret_key-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster: its key counts
            _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    """Raises `FileExistsError` rather than overwrite, where the file system has hard links to do so with."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        draft.replace(path)


def _unusable_key(path: Path, what: str) -> str:
    return (
        f"The secret key {path} {what}. Put it back from a backup, or set TRUNKLINE_SECRET_KEY; "
        "if the file is deleted, a new key is made and everybody has to sign in again."
    )


def _refuse_unknown(settings: Mapping[str, str]) -> None:
    for name in sorted(settings.keys() - {known for known, _, _ in SETTINGS}):
        if name.startswith("TRUNKLINE_") and not name.startswith(_OF_TESTS):
            raise Misconfigured(f"{name} is not a setting of Trunkline. `trunkline serve --help` lists them all.")


def _database_url(given: str | None, data_dir: Path) -> str:
    if not given:
        return f"sqlite+aiosqlite:///{data_dir / 'trunkline.sqlite3'}"
    scheme, separator, rest = given.partition("://")
    driver = DATABASE_SCHEMES.get(scheme.split("+")[0])
    if not separator or driver is None:
        raise Misconfigured(
            f"TRUNKLINE_DATABASE_URL begins with {scheme[:20]!r}; it must begin with sqlite://, postgresql:// or mysql://."
        )
    try:
        return make_url(f"{driver}://{rest}").render_as_string(hide_password=False)
    except (ArgumentError, ValueError):  # the words of either may hold the password
        raise Misconfigured(
            "TRUNKLINE_DATABASE_URL is not a URL: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST:PORT/NAME, where the "
            "characters : / ? # @ % of a password are written as %3A and so on."
        ) from None


def _redis_url(given: str | None) -> str | None:
    if given and not given.startswith(("redis://", "rediss://", "unix://")):
        raise Misconfigured("TRUNKLINE_REDIS_URL must begin with redis://, rediss:// or unix://.")
    return given or None


def _secret_key(given: str | None) -> bytes:
    if given and len(given) < SECRET_KEY_LENGTH_MIN:
        raise Misconfigured(
            f"TRUNKLINE_SECRET_KEY has {len(given)} characters; it needs at least {SECRET_KEY_LENGTH_MIN}."
        )
    return (given or "").encode()


def _number(settings: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = settings.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Misconfigured(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
    return int(text)


def _choice(settings: Mapping[str, str], name: str, default: str, *allowed: str) -> str:
    text = (settings.get(name) or default).lower()
    if text not in allowed:
        raise Misconfigured(f"{name} is {text!r}; it must be one of {', '.join(allowed)}.")
    return text
