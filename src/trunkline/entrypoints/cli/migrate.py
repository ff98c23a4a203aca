"""`trunkline migrate`: bring the database to the newest migration."""

from __future__ import annotations

import argparse

from trunkline.entrypoints.cli.terminal import Subparsers, command_config, print_json, stderr
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.db import check_reachable
from trunkline.infra.migrate import migrate


def register(words: Subparsers) -> None:
    parser = words.add_parser("migrate", help="bring the database to the newest migration")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    async with running_program(command_config()) as program:
        await check_reachable(program.database)
        before, after = await migrate(program.database)
    if args.json:
        print_json({"before": before, "after": after})
    else:
        stderr.print(f"Already at {after}." if before == after else f"Migrated from {before or 'empty'} to {after}.")
    return 0
