"""Each part of infra can be imported first: scope and queue once needed each other, and only some orders of import worked."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["scope", "queue", "program", "journal", "web"])
def test_a_part_of_infra_can_be_imported_first(module: str) -> None:
    command = [sys.executable, "-c", f"import trunkline.infra.{module}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
