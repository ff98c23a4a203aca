"""`openapi.json`"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.wiring import build_program
from trunkline.infra.config import load_config


def api_description() -> str:
    """The API's description, independent of any installation's settings and data."""
    with tempfile.TemporaryDirectory() as folder:
        program = build_program(load_config({"TRUNKLINE_DATA_DIR": str(Path(folder) / "data")}))
        return json.dumps(build_app(program).openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
