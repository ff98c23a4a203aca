"""`trunkline doctor`: is everything in place? Each line says what was checked, what was found and, if wrong, what to do."""

from __future__ import annotations

import argparse
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

from rich.table import Table

from trunkline.entrypoints.cli.terminal import Subparsers, command_config, print_json, stderr
from trunkline.entrypoints.http.console import console_folder
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.db import check_reachable
from trunkline.infra.migrate import newest_revision, revision
from trunkline.infra.program import Program
from trunkline.kernel.errors import Misconfigured

FREE_BYTES_MIN = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    ok: bool
    words: str


def register(words: Subparsers) -> None:
    parser = words.add_parser("doctor", help="check the installation and say what to do")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    config = command_config()
    async with running_program(config) as program:
        findings = [finding async for finding in examine(config, program)]
    if args.json:
        print_json([{"check": f.check, "ok": f.ok, "words": f.words} for f in findings])
    else:
        table = Table("", "check", "finding", box=None)
        for finding in findings:
            table.add_row("[green]ok[/]" if finding.ok else "[red]no[/]", finding.check, finding.words)
        stderr.print(table)
    return 0 if all(finding.ok for finding in findings) else 1


async def examine(config: Config, program: Program) -> AsyncIterator[Finding]:
    yield _disk(config)
    try:
        await check_reachable(program.database)
        yield Finding("database", True, program.database.engine.url.render_as_string(hide_password=True))
        yield await _tables(program)
    except Misconfigured as error:
        yield Finding("database", False, error.detail)
    yield _port(config)
    folder = console_folder(config)
    yield Finding("console", folder is not None, str(folder) if folder else "not built: run `make console`")


def _disk(config: Config) -> Finding:
    free = shutil.disk_usage(config.data_dir).free
    words = f"{config.data_dir} has {free // 1024**2:,} MiB free"
    return Finding("data folder", free >= FREE_BYTES_MIN, words if free >= FREE_BYTES_MIN else f"{words}: make room")


async def _tables(program: Program) -> Finding:
    found, needed = await revision(program.database), newest_revision()
    words = f"at {found}" if found == needed else f"at {found or 'nothing'}, needs {needed}: run `trunkline migrate`"
    return Finding("tables", found == needed, words)


def _port(config: Config) -> Finding:
    with socket.socket() as probe:
        busy = probe.connect_ex((config.host, config.port)) == 0
    words = "in use (Trunkline already serving? then all is well)" if busy else "free"
    return Finding(f"port {config.port}", True, words)
