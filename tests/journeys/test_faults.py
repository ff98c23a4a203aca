"""What is broken around an installation is told with what to do about it, and the data is as it was when it is mended."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import make_url

from tests.engines import serve
from tests.journeys.faults import Disk, line_to, small_disk
from tests.journeys.installation import Installation, Served
from tests.journeys.two_companies import contents
from trunkline.infra.config import Config
from trunkline.infra.db import open_database

EMAIL = "olivia@operator.example"
COMPANY = {
    "slug": "nordlicht",
    "name": "Nordlicht",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "billing_profile": {"legal_name": "Nordlicht GmbH", "email": "billing@nordlicht.example", "country": "DE"},
}


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data", f"sqlite:///{tmp_path / 'trunkline.sqlite3'}")


def refused(installation: Installation, *words: str, code: int = 2) -> str:
    """What a command says that cannot do its work: one complaint, no traceback, no password."""
    ended = installation.run(*words, expect=code)
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "hunter2" not in ended.stdout + ended.stderr
    assert ended.stderr.startswith("trunkline: "), ended.stderr
    return ended.stderr


# ------------------------------------------------------------------------------------------------------------------- starting
def test_a_busy_port_is_refused_with_another_one(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        installation.settings["TRUNKLINE_PORT"] = str(port)
        said = refused(installation, "serve")
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert f"TRUNKLINE_PORT={port + 1}" in said


@pytest.mark.parametrize("words", [("migrate",), ("serve",)], ids=lambda words: words[0])
def test_a_data_folder_that_is_a_file(installation: Installation, words: tuple[str, ...]) -> None:
    installation.folder.write_text("a letter")
    assert "point TRUNKLINE_DATA_DIR at a folder that can be written" in refused(installation, *words)
    assert installation.folder.read_text() == "a letter"


def test_a_secret_key_that_is_not_readable_as_one(installation: Installation) -> None:
    installation.settings["TRUNKLINE_SECRET_KEY"] = ""
    (installation.folder / "secret_key").mkdir(parents=True)
    assert "Put it back from a backup" in refused(installation, "migrate")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("oracle://u:hunter2@localhost/x", "must begin with sqlite://, postgresql:// or mysql://"),
        ("postgresql://u:hunter2@127.0.0.1:port/x", "is not a URL"),
        ("postgresql://u:hunter2@127.0.0.1:1/x", "Check that it runs"),
        ("mysql://u:hunter2@127.0.0.1:1/x", "Check that it runs"),
        ("postgresql://u:hunter2@no.such.host.invalid/x", "names the right host"),
        ("sqlite:////no/such/folder/trunkline.sqlite3", "TRUNKLINE_DATABASE_URL names"),
    ],
    ids=["scheme", "malformed", "nobody-there-postgresql", "nobody-there-mysql", "no-such-host", "no-such-folder"],
)
def test_a_wrong_database_url(installation: Installation, url: str, says: str) -> None:
    installation.database_url = url
    assert says in refused(installation, "jobs", "list")


def test_a_file_that_is_no_database_is_left_alone(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "trunkline.sqlite3").write_text("a letter that somebody still needs " * 100)
    before = (tmp_path / "trunkline.sqlite3").read_bytes()
    assert "file is not a database" in refused(installation, "migrate")
    assert (tmp_path / "trunkline.sqlite3").read_bytes() == before


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change", [{"username": "nobody_knows"}, {"database": "no_such_database"}], ids=["user", "name"]
)
def test_postgresql_turns_us_away(installation: Installation, change: dict[str, str]) -> None:
    with serve("postgresql") as server:
        url = make_url(server.create_database("house")).set(**change)  # type: ignore[arg-type]
        installation.database_url = url.render_as_string(hide_password=False)
        assert "names the right host, database, user and password" in refused(installation, "serve")


@pytest.mark.mariadb
def test_mariadb_turns_a_wrong_password_away(installation: Installation) -> None:
    with serve("mariadb") as server:
        url = make_url(server.create_database("house")).set(password="hunter2")
        installation.database_url = url.render_as_string(hide_password=False)
        assert "names the right host, database, user and password" in refused(installation, "serve")


@pytest.mark.parametrize("words", [("serve",), ("migrate",)], ids=lambda words: words[0])
def test_tables_of_a_newer_version_are_left_alone(
    installation: Installation, tmp_path: Path, words: tuple[str, ...]
) -> None:
    installation.run("users", "create-admin", EMAIL)
    with closing(sqlite3.connect(tmp_path / "trunkline.sqlite3", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = everything(installation)
    assert "Run that newer version" in refused(installation, *words)
    assert everything(installation) == before


def test_tables_of_an_older_version_are_brought_up_on_sqlite(installation: Installation) -> None:
    """An empty file is the oldest version there is; on a server the operator says when: `trunkline migrate`."""
    installation.run("jobs", "list")
    assert "Already at" in installation.run("migrate").stderr


# --------------------------------------------------------------------------------------------------------------- the full disk
@pytest.fixture
def on_small_disk(tmp_path: Path) -> Iterator[tuple[Installation, Disk]]:
    with small_disk(tmp_path / "disk", 24) as disk:
        folder = disk.folder / "data"
        yield Installation(folder, f"sqlite:///{folder / 'trunkline.sqlite3'}"), disk


def test_a_full_disk_while_serving(on_small_disk: tuple[Installation, Disk]) -> None:
    """Reading goes on, writing is answered with 503, and what was acknowledged is there when there is room again."""
    installation, disk = on_small_disk
    password = installation.run("users", "create-admin", EMAIL).stdout.strip()
    with installation.serving() as served:
        client = served.signed_in(EMAIL, password)
        company = _made_company(client)
        assert _send(client, company, 0, 500).json()["accepted"] == 500
        disk.fill()
        refusals = _until_refused(client, company)
        _is_unavailable(refusals[-1], "disk")
        assert client.get("/api/v1/companies").status_code == 200
        assert served.client().get("/livez").status_code == 200
        ready = served.client().get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["data_folder"]["ok"]) == (503, False)
        disk.make_room()
        accepted = 500 + sum(answer.json()["accepted"] for answer in refusals if answer.status_code == 200)
        assert _counted(installation) == accepted
        assert _send(client, company, 900_000, 500).json()["accepted"] == 500
        assert served.client().get("/readyz").status_code == 200
    assert "Traceback" not in served.log.read_text()


def test_a_full_disk_in_the_midst_of_a_command(on_small_disk: tuple[Installation, Disk], tmp_path: Path) -> None:
    installation, disk = on_small_disk
    password = installation.run("users", "create-admin", EMAIL).stdout.strip()
    with installation.serving() as served:
        _made_company(served.signed_in(EMAIL, password))
    file = tmp_path / "Master.csv"
    file.write_text("".join(_record(number) for number in range(25_000)))
    words = (
        "calls",
        "import",
        str(file),
        "--company",
        "nordlicht",
        "--meter",
        "calls",
        "--rejects",
        str(tmp_path / "r"),
    )
    assert "free some space" in refused(installation, *words, code=1)
    assert "Free some space" in refused(installation, "jobs", "list")
    disk.grow(96)
    report = json.loads(installation.run(*words, "--json").stdout)
    assert report["duplicate"] > 0, "what was committed before the disk was full is still there"
    assert report["accepted"] + report["duplicate"] == 25_000
    assert installation.run("doctor", "--json", expect=1).stdout.count('"check": "tables",\n    "ok": true') == 1


def test_a_data_folder_that_cannot_be_written(on_small_disk: tuple[Installation, Disk]) -> None:
    installation, disk = on_small_disk
    installation.run("users", "create-admin", EMAIL)
    before = everything(installation)
    disk.become("ro")
    for words in (("serve",), ("jobs", "list"), ("users", "create-admin", "eve@operator.example")):
        assert "cannot be written (Read-only file system)" in refused(installation, *words)
    disk.become("rw")
    assert everything(installation) == before


def _send(client: httpx2.Client, company: str, first: int, count: int) -> httpx2.Response:
    events = [
        {"meter": "calls", "event_id": f"event-{n:040}", "used_at": "2026-03-02T12:00:00Z"}
        for n in range(first, first + count)
    ]
    return client.post("/api/v1/usage/events", params={"company": company}, json={"events": events})


def _until_refused(client: httpx2.Client, company: str) -> list[httpx2.Response]:
    """SQLite finds some room inside its own files, hence not the first write fails."""
    answers: list[httpx2.Response] = []
    while not answers or answers[-1].status_code == 200:
        assert len(answers) < 100, "the disk is not full"
        answers.append(_send(client, company, 1000 * (len(answers) + 1), 500))
    return answers


def _is_unavailable(answer: httpx2.Response, word: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["status"]) == ("unavailable", 503)
    assert word in problem["detail"]
    assert answer.headers["retry-after"]


def _made_company(client: httpx2.Client) -> str:
    answer = client.post("/api/v1/companies", json=COMPANY)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _counted(installation: Installation) -> int:
    return len(everything(installation)["usage_event"])


def _record(number: int) -> str:
    clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    times = [f'"2026-03-{number % 20 + 1:02} {clock}"'] * 3
    words = (
        '"bank"',
        '"0401"',
        '"200"',
        '"from-pstn"',
        '"""0401"" <0401>"',
        '"PJSIP/a-1"',
        '"PJSIP/b-1"',
        '"Dial"',
        '"b"',
    )
    return ",".join((*words, *times, "0", "0", '"ANSWERED"', '"DOCUMENTATION"', f'"1772000000.{number}"', '""')) + "\n"


# ------------------------------------------------------------------------------------------------------ the database goes away
@pytest.mark.parametrize(
    "engine", [pytest.param(one, marks=getattr(pytest.mark, one)) for one in ("postgresql", "mariadb")]
)
def test_a_database_that_goes_away_while_serving(engine: str, tmp_path: Path) -> None:
    """The server stays up, says 503 with what to do, and goes on by itself when the database is back."""
    with serve(engine) as server, line_to(server.create_database("house")) as line:
        installation = Installation(tmp_path / "data", line.url)
        installation.run("migrate")
        password = installation.run("users", "create-admin", EMAIL).stdout.strip()
        with installation.serving() as served:
            client = served.signed_in(EMAIL, password)
            company = _made_company(client)
            assert _send(client, company, 0, 5).json()["accepted"] == 5
            line.cut()
            for answer in (client.get("/api/v1/companies"), _send(client, company, 5, 5)):
                _is_unavailable(answer, "database does not answer")
            assert served.client().get("/livez").status_code == 200
            assert served.client().get("/readyz").status_code == 503
            assert "Check that it runs" in refused(installation, "jobs", "list")
            line.mend()
            _is_ready_again(served)
            assert _send(client, company, 0, 10).json() | {"problems": []} == {
                "accepted": 5,
                "duplicate": 5,
                "rejected": 0,
                "problems": [],
            }
        assert "Traceback" not in served.log.read_text(), served.log.read_text()[-3000:]


def _is_ready_again(served: Served) -> None:
    deadline = time.monotonic() + 20
    while served.client().get("/readyz").status_code != 200:
        assert time.monotonic() < deadline, "the database is back, and the server does not notice"
        time.sleep(0.2)


def everything(installation: Installation) -> dict[str, list[str]]:
    """Every row of every table."""

    async def read() -> dict[str, list[str]]:
        database = open_database(Config(database_url=installation.database_url.replace("sqlite:", "sqlite+aiosqlite:")))
        async with database.read() as connection:
            found = await contents(connection)
        await database.close()
        return found

    return asyncio.run(read())
