"""`trunkline calls`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace.model.offers import MeterOffer
from trunkline.domains.marketplace.model.offers.shapes import calls, metered
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata
from trunkline.infra.scope import system_actor

METER = MeterOffer("reception_calls", "Calls", "call", "calls")
NOW = datetime.now(UTC).replace(microsecond=0)


def row(number: int, billsec: int = 60) -> str:
    start, end = (f'"{moment:%Y-%m-%d %H:%M:%S}"' for moment in (NOW, NOW + timedelta(seconds=60)))
    return (
        f'"","{number}","200","from-pstn","","SIP/a-1","SIP/ada-2","Dial","",{start},{start},{end},'
        f'60,{billsec},"ANSWERED","DOCUMENTATION","1714550400.{number}",""'
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with a company that has subscribed to calls."""
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    asyncio.run(_prepare())
    return tmp_path


async def _prepare() -> None:
    terms = calls("0", (0, 60, "0.10"))
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        async with program.scope(system_actor("test")) as scope:
            company = await make_company(scope, zone="UTC")
            module = await make_module(scope, "reception", make_plan("small", metered(METER, "calls", "", EUR=terms)))
        async with program.scope(system_actor("test"), company_id=company.id) as scope:
            await make_subscription(scope, module.plans[0])


def test_a_file_is_imported_once_and_what_is_no_call_is_set_aside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "Master.csv"
    file.write_text(f"{row(1)}\n{row(2, billsec=61)}\n{row(3)}\n")
    command = ["calls", "import", str(file), "--company", "nordlicht", "--json"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rows": 3,
        "accepted": 2,
        "duplicate": 0,
        "ignored": 0,
        "rejected": 1,
    }
    rejects = (folder / "Master.csv.rejects.csv").read_text().splitlines()
    assert rejects[0] == "line,reason,row"
    assert rejects[1].startswith("2,billsec 61 is longer than duration 60,")
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rows": 3,
        "accepted": 0,
        "duplicate": 2,
        "ignored": 0,
        "rejected": 1,
    }


def test_checking_records_nothing_and_needs_no_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(f"{row(1)}\n{row(2)}\n")
    assert main(["calls", "check", str(file), "--zone", "UTC", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rows": 2,
        "calls": 2,
        "ignored": 0,
        "duration_seconds": 120,
        "billable_seconds": 120,
        "dispositions": {"answered": 2},
        "rejected": 0,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["Master.csv"]


def test_a_file_without_any_call_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear customer,\n")
    assert main(["calls", "check", str(file), "--zone", "UTC", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["rejected"] == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nowhere.csv", "--zone", "UTC"], "nowhere.csv cannot be read: No such file or directory."),
        (["Master.csv", "--zone", "Mars/Olympus"], "'Mars/Olympus' is not an IANA time zone"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Master.csv").write_text(row(1))
    assert main(["calls", "check", *words]) == 1
    assert complaint in capsys.readouterr().err


def test_an_unknown_company_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "Master.csv"
    file.write_text(row(1))
    assert main(["calls", "import", str(file), "--company", "nobody"]) == 1
    assert "There is no company called 'nobody'." in capsys.readouterr().err


def ended(number: int, **changed: object) -> dict[str, object]:
    """A call as Retell tells it."""
    start = int(NOW.timestamp()) * 1_000
    call = {"call_id": f"retell-{number}", "call_status": "ended", "duration_ms": 61_000, "direction": "inbound"}
    call |= {"start_timestamp": start, "end_timestamp": start + 61_000}
    return {"event": "call_ended", "call": call | changed}


@pytest.mark.parametrize("form", ["lines", "array"])
def test_payloads_of_a_vendor_are_imported_from_lines_and_from_an_array(
    folder: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    payloads = [ended(1), ended(1), ended(2, call_status="ongoing"), ended(3, end_timestamp=1), ended(4)]
    each = [json.dumps(one) for one in payloads]
    file = folder / "calls.json"
    file.write_text("\n".join(each) if form == "lines" else json.dumps(payloads, indent=1))
    command = ["calls", "import", str(file), "--format", "retell", "--company", "nordlicht", "--json"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rows": 5,
        "accepted": 2,
        "duplicate": 1,
        "ignored": 1,
        "rejected": 1,
    }
    assert (folder / "calls.json.rejects.csv").read_text().splitlines()[1].startswith('4,"it ends at 1970-01-01')
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["duplicate"] == 3


def test_a_file_in_which_no_call_has_ended_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "callbacks.txt"
    file.write_text("CallSid=CA1&CallStatus=ringing\nCallSid=CA1&CallStatus=in-progress\n")
    assert main(["calls", "check", str(file), "--format", "twilio", "--zone", "UTC"]) == 0
    assert "ignored           2" in capsys.readouterr().out.splitlines()
    assert [path.name for path in tmp_path.iterdir()] == ["callbacks.txt"]


def test_legs_are_joined_on_request_and_only_where_there_are_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(f'{row(1)},"","9.1",1\n{row(2)},"","9.1",2\n{row(3)},"","9.2",3\n')
    found = []
    for words in ([], ["--join", "linkedid"]):
        assert main(["calls", "check", str(file), "--zone", "UTC", "--json", *words]) == 0
        checked = json.loads(capsys.readouterr().out)
        found.append((checked["calls"], checked["billable_seconds"]))
    assert found == [(3, 180), (2, 120)]
    assert main(["calls", "check", str(file), "--zone", "UTC", "--format", "vapi", "--join", "linkedid"]) == 1
    assert "--join is for the format asterisk" in capsys.readouterr().err
