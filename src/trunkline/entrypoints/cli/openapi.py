"""`trunkline openapi`: the API's description, as it is served at /openapi.json and kept in docs/reference."""

from __future__ import annotations

import argparse

from trunkline.entrypoints.cli.terminal import Subparsers
from trunkline.entrypoints.reference.openapi import api_description


def register(words: Subparsers) -> None:
    parser = words.add_parser("openapi", help="print the API's description (OpenAPI 3.1)")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    print(api_description(), end="")
    return 0
