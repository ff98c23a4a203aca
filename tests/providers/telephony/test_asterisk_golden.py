"""Real records, held against totals that were computed elsewhere."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from trunkline.domains.usage.model import CallReading, CallRecordInput, Disposition, RejectedRow
from trunkline.providers.telephony.asterisk import COLUMNS, AsteriskReader

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("TRUNKLINE_SHARED_DATA", REPOSITORY.parent / "shared" / "data")) / "cdr" / "asterisk"
ZONE = ZoneInfo("Asia/Jerusalem")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the shared call records are not at {FOLDER}")


def read(content: bytes) -> list[CallReading | RejectedRow]:
    return list(AsteriskReader().read(io.BytesIO(content), ZONE))


def calls(content: bytes) -> list[CallRecordInput]:
    readings = read(content)
    assert [item for item in readings if isinstance(item, RejectedRow)] == []
    return [item.call for item in readings if isinstance(item, CallReading)]


@pytest.fixture(scope="module")
def bank() -> bytes:
    return (FOLDER / "Master_derived_bank_feb01-14.csv.gz").read_bytes()


@pytest.fixture(scope="module")
def totals() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "Master_derived_bank_feb01-14.totals.json").read_text())
    return found


def test_two_weeks_of_a_bank_add_up(bank: bytes, totals: dict[str, Any]) -> None:
    read_calls = calls(bank)
    talk = [call.billable_seconds for call in read_calls]
    dispositions = Counter(call.disposition for call in read_calls)
    assert len(read_calls) == totals["rows"] == 17_456
    assert sum(call.duration_seconds for call in read_calls) == totals["sum_duration_s"] == 3_193_047
    assert sum(talk) == totals["sum_billsec_s"] == 2_403_563
    assert sum(-(-seconds // 60) for seconds in talk) == totals["billed_60s_increments"] == 47_446
    assert sum(-(-seconds // 6) for seconds in talk) == totals["billed_6s_increments"] == 406_623
    assert max(talk) == totals["max_billsec_s"] == 3_736
    assert dispositions == {Disposition.answered: 14_364, Disposition.no_answer: 2_949, Disposition.failed: 143}
    assert len({call.external_id for call in read_calls}) == 17_456


def test_each_local_day_of_the_bank_adds_up(bank: bytes, totals: dict[str, Any]) -> None:
    days: dict[str, dict[str, int]] = defaultdict(lambda: {"calls": 0, "billsec": 0})
    for call in calls(bank):
        day = days[call.started_at.astimezone(ZONE).date().isoformat()]
        day["calls"] += 1
        day["billsec"] += call.billable_seconds
    assert days == totals["by_start_date"]


def test_every_time_is_the_one_that_the_zone_database_gives(bank: bytes) -> None:
    rows = csv.reader(io.StringIO(gzip.decompress(bank).decode()))
    for call, row in zip(calls(bank), rows, strict=True):
        assert f"{call.started_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" == row[9]
        assert (f"{call.answered_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if call.answered_at else "") == row[10]
        assert f"{call.ended_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" == row[11]


def test_the_same_file_is_the_same_records_plain_or_with_a_header(bank: bytes) -> None:
    plain, header = gzip.decompress(bank), ",".join(COLUMNS[:18]).encode() + b"\n"
    assert calls(plain) == calls(bank) == calls(header + plain)


def test_asterisks_own_test_records_are_read_and_the_impossible_one_is_named() -> None:
    assert [call.billable_seconds for call in calls((FOLDER / "Master_testsuite_1.csv").read_bytes())] == [7, 7]
    readings = read((FOLDER / "cdrlib_good.csv").read_bytes())
    assert [(item.line_number, item.reason) for item in readings if isinstance(item, RejectedRow)] == [
        (2, "billsec 7 is longer than duration 5")
    ]
    assert [item.call.disposition for item in readings if isinstance(item, CallReading)] == [
        *(Disposition.answered, Disposition.failed, Disposition.no_answer, Disposition.busy)
    ]


def test_the_scenarios_of_the_specification_are_read_by_column_name() -> None:
    content = (FOLDER / "cdr_spec_scenarios.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    found = calls(content)
    assert [(c.caller, c.callee, c.duration_seconds, c.billable_seconds) for c in found] == [
        (row["src"], row["dst"], int(row["duration"]), int(row["billsec"])) for row in rows
    ]
    assert found[2].agent == "bob"
    assert len({call.external_id for call in found}) == len(rows)
