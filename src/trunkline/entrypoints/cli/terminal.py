"""What commands share: where results, progress and complaints go, and how a command gets its program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from trunkline.domains.tenants import queries as tenants
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config, load_config
from trunkline.infra.db import check_reachable
from trunkline.infra.migrate import require_current
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, system_actor
from trunkline.infra.telemetry import configure_logging
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import CompanyId

stderr = Console(stderr=True, highlight=False)


class Subparsers(Protocol):
    """The part of argparse that `register` needs (its own class is private)."""

    def add_parser(self, name: str, *, help: str = ..., description: str = ...) -> argparse.ArgumentParser: ...


def command_actor(args: argparse.Namespace) -> Actor:
    """Who acts: the command itself, as it will stand in the audit trail."""
    return system_actor(f"trunkline {args.command}")


def command_config() -> Config:
    """The configuration, with warnings only in the log: progress and results are for the terminal."""
    config = load_config()
    configure_logging("console", "warning")
    return config


@asynccontextmanager
async def opened_program(config: Config | None = None) -> AsyncIterator[Program]:
    """The program on a database that answers and is at the newest migration. Raises `Misconfigured` with what to do."""
    async with running_program(config or command_config()) as program:
        await check_reachable(program.database)
        await require_current(program.database)
        yield program


async def company_of_slug(program: Program, args: argparse.Namespace, slug: str) -> CompanyId:
    """The company that --company names. Raises `NotFound`."""
    async with program.scope(command_actor(args), write=False) as scope:
        return (await tenants.company_by_slug(scope, slug)).id


def complain(words: str) -> None:
    print(f"trunkline: {words}", file=sys.stderr)


def print_json(value: object) -> None:
    print(json.dumps(to_json(value), indent=2, ensure_ascii=False))


def progress_bar() -> Progress:
    """A bar on a terminal, nothing where stderr is a file."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=stderr,
        transient=False,
        disable=not sys.stderr.isatty(),
    )
