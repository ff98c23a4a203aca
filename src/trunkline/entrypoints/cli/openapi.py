"""`trunkline openapi`: the API's description, as it is served at /openapi.json and kept in docs/reference."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from trunkline.entrypoints.cli.terminal import Subparsers
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.wiring import build_program
from trunkline.infra.config import load_config


def register(words: Subparsers) -> None:
    parser = words.add_parser("openapi", help="print the API's description (OpenAPI 3.1)")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    print(description())
    return 0


def description() -> str:
    """The document, independent of any installation's settings and data."""
    with tempfile.TemporaryDirectory() as folder:
        program = build_program(load_config({"TRUNKLINE_DATA_DIR": str(Path(folder) / "data")}))
        return json.dumps(build_app(program).openapi(), indent=2, ensure_ascii=False, sort_keys=True)
