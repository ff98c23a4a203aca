"""Settings: what is wrong is named, with what it should be."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trunkline.infra.config import SETTINGS, Config, kept_secret_key, load_config, prepare_data_dir
from trunkline.kernel.errors import Misconfigured
from trunkline.kernel.ids import CompanyId


def test_the_embedded_default_needs_no_setting() -> None:
    config = load_config({})
    assert (config.host, config.port, config.dialect) == ("127.0.0.1", 8000, "sqlite")
    assert config.database_url.endswith("trunkline-data/trunkline.sqlite3")
    assert config.redis_url is None


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("mysql://u:p@h/d", "mysql+asyncmy://u:p@h/d"),
        ("mariadb+anything://u:p@h/d", "mysql+asyncmy://u:p@h/d"),
        ("sqlite:////srv/t.db", "sqlite+aiosqlite:////srv/t.db"),
    ],
)
def test_a_database_url_gets_its_driver(given: str, driver: str) -> None:
    assert load_config({"TRUNKLINE_DATABASE_URL": given}).database_url == driver


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRUNKLINE_PORT", "80800", "TRUNKLINE_PORT is '80800'; it must be a whole number from 0 to 65535."),
        ("TRUNKLINE_PORT", "http", "TRUNKLINE_PORT is 'http'; it must be a whole number from 0 to 65535."),
        ("TRUNKLINE_DATABASE_URL", "oracle://x", "must begin with sqlite://, postgresql:// or mysql://"),
        ("TRUNKLINE_DATABASE_URL", "postgresql://u:pw@db:54x2/x", "is not a URL"),
        ("TRUNKLINE_DATABASE_URL", "mysql://u:pw@db:port/x", "is not a URL"),
        ("TRUNKLINE_REDIS_URL", "http://x", "must begin with redis://"),
        ("TRUNKLINE_SECRET_KEY", "short", "has 5 characters; it needs at least 32"),
        ("TRUNKLINE_LOG_FORMAT", "xml", "must be one of console, json"),
        ("TRUNKLINE_PROT", "1", "TRUNKLINE_PROT is not a setting of Trunkline"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name: str, value: str, says: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_config({name: value})
    assert says in refused.value.detail


def test_an_argument_wins_over_the_environment() -> None:
    assert load_config({"TRUNKLINE_PORT": "1"}, TRUNKLINE_PORT="2").port == 2
    assert load_config({"TRUNKLINE_PORT": "1"}, TRUNKLINE_PORT=None).port == 1


def test_secrets_are_no_part_of_the_repr() -> None:
    config = Config(
        database_url="postgresql://u:hunter2@h/d", secret_key=b"hunter2" * 5, redis_url="redis://:hunter2@h"
    )
    assert "hunter2" not in repr(config)


def test_the_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first = kept_secret_key(tmp_path)
    assert kept_secret_key(tmp_path) == first
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("held", [b"", b"cut off"])
def test_a_secret_key_that_was_cut_off_is_not_signed_with(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(held)
    with pytest.raises(Misconfigured, match="Put it back from a backup"):
        kept_secret_key(tmp_path)


def test_of_processes_that_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_secret_key, [tmp_path] * 32))
    assert len(keys) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secret_key"], "no draft is left behind"


def test_a_data_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured) as refused:
        prepare_data_dir(tmp_path / "file")
    assert "TRUNKLINE_DATA_DIR" in refused.value.detail


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self/status").exists(), reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(Misconfigured) as refused:
        prepare_data_dir(Path("/proc/trunkline-data"))
    assert "cannot be written" in refused.value.detail


def test_every_setting_has_a_meaning_and_a_default() -> None:
    assert all(
        name.startswith("TRUNKLINE_") and meaning.endswith((".", "MySQL", "…")) and default
        for name, meaning, default in SETTINGS
    )


COMPANY, OTHER = "com_" + "0" * 26, "com_" + "1" * 26


def test_secrets_of_deliveries_are_read_by_company_and_not_shown() -> None:
    config = load_config(
        {
            "TRUNKLINE_CALLS_RETELL_SECRET": f" {COMPANY}:key:with=signs:01234\n{OTHER}:another-key-0123456 ",
            "TRUNKLINE_CALLS_TWILIO_SECRET": f"{COMPANY}:the-same-auth-token {OTHER}:the-same-auth-token",
        }
    )
    assert config.call_secret("retell", CompanyId(COMPANY)) == "key:with=signs:01234"
    assert config.call_secret("retell", CompanyId(OTHER)) == "another-key-0123456"
    assert config.call_secret("twilio", CompanyId(OTHER)) == "the-same-auth-token"
    assert config.call_secret("vapi", CompanyId(COMPANY)) is None
    assert "key" not in repr(config.call_secrets)
    assert "auth-token" not in repr(config)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("a-secret-without-company", "entry 1: it must be com_…:SECRET"),
        (f"{COMPANY}:0123456789abcdef nordlicht:0123456789abcdef", "entry 2: it must be com_…:SECRET"),
        (f"{COMPANY}:too-short", "at least 16 characters"),
        (f"{COMPANY}:0123456789abcdef {COMPANY}:0123456789abcdeg", f"names {COMPANY} twice"),
        (f"{COMPANY}:0123456789abcdef {OTHER}:0123456789abcdef", f"gives {OTHER} the secret of another company"),
    ],
)
def test_a_secret_of_deliveries_that_does_not_speak_for_one_company_is_refused(value: str, says: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_config({"TRUNKLINE_CALLS_LIVEKIT_SECRET": value})
    assert refused.value.detail.startswith("TRUNKLINE_CALLS_LIVEKIT_SECRET")
    assert says in refused.value.detail
    assert "0123456789abcde" not in refused.value.detail
