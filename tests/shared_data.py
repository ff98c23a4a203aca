"""Real call records, rates and provider payloads, kept outside of the project because their licences differ from ours.

Where they are: TRUNKLINE_SHARED_DATA, or `../shared/data` beside the checkout. A test that needs them skips visibly without.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("TRUNKLINE_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")


def shared_file(name: str) -> Path:
    """The file, or a skip that says what is missing."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    return path
