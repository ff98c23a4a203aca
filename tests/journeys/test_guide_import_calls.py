"""The guide to importing calls, run as it is written, beside a server that has the setting which its last block needs."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.installation import Installation
from tests.journeys.test_guides import BLOCK, GUIDES

TOOLS = ("bash", "curl", "openssl", "python3")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """That of a shell in which `trunkline` is the one under test and works on the folder of the server."""
    folder = tmp_path_factory.mktemp("guide")
    made = Installation(folder / "data", "", {"TRUNKLINE_LOG_LEVEL": "warning"})
    made.run("demo")
    with sqlite3.connect(folder / "data" / "trunkline.sqlite3") as connection:
        ((company_id,),) = connection.execute("SELECT id FROM company WHERE slug = 'nordlicht'")
    made.settings["TRUNKLINE_CALLS_VAPI_SECRET"] = f"{company_id}:secret-of-the-guide"
    (folder / "bin").mkdir()
    command = folder / "bin" / "trunkline"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m trunkline.entrypoints.cli "$@"\n')
    command.chmod(0o755)
    with made.serving("--demo") as served:
        path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
        yield made.environment | {"TRUNKLINE": served.address, "PATH": path, "TMPDIR": str(folder)}


@pytest.mark.timeout(240)
@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"the guide needs {', '.join(TOOLS)}")
def test_import_calls(environment: dict[str, str]) -> None:
    blocks = BLOCK.findall((GUIDES / "import-calls.md").read_text(encoding="utf-8"))
    script = "\n".join(["set -euo pipefail", *blocks])
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"it stopped:\n{done.stdout}\n{done.stderr}"
    checked, first, second, *answers = _documents(done.stdout)
    assert (checked["calls"], checked["rejected"], checked["billable_seconds"]) == (2, 1, 91)
    assert first == {"rows": 3, "accepted": 2, "duplicate": 0, "ignored": 0, "rejected": 1}
    assert second == {"rows": 3, "accepted": 0, "duplicate": 2, "ignored": 0, "rejected": 1}
    told = [(one["accepted"], one["duplicate"], one["ignored"], one["rejected"]) for one in answers]
    assert told == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 0, 0, 0)]
    (rejects,) = Path(environment["TMPDIR"]).glob("*/calls.jsonl.rejects.csv")
    assert "before it starts" in rejects.read_text() or "duration_ms -5" in rejects.read_text()


def _documents(printed: str) -> list[dict[str, Any]]:
    """JSON documents one after the other, some on several lines."""
    found, decoder, rest = [], json.JSONDecoder(), printed.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found
