"""The command line: the same actions as the API, for people and scripts on the machine itself.

A file per command; each registers its words in `register` and does its work in a coroutine. Progress goes to the terminal on stderr,
results to stdout, JSON with --json. Exit codes: 0 done, 1 refused or failed, 2 wrong words or settings, 130 interrupted.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from importlib import import_module

import trunkline
from trunkline.entrypoints.cli.terminal import complain
from trunkline.kernel.errors import Misconfigured, Problem

COMMANDS = (
    "serve",
    "worker",
    "migrate",
    "demo",
    "doctor",
    "calls",
    "usage",
    "bill",
    "ledger",
    "clock",
    "payments",
    "rates",
    "quote",
    "periods",
    "prorate",
    "catalogue",
    "jobs",
    "users",
    "scenario",
    "openapi",
    "docs",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    args = parser(words[0] if words else None).parse_args(words)
    try:
        return int(asyncio.run(args.run(args)) or 0)
    except Misconfigured as error:
        complain(error.detail)
        return 2
    except Problem as error:
        complain(error.detail)
        for field in error.fields:
            complain(f"  {field.pointer}: {field.detail}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """With the words of every command; of one alone if that is named: importing what all of them need takes seconds."""
    top = argparse.ArgumentParser(
        prog="trunkline",
        description=trunkline.__doc__,
        epilog="Settings come from the environment: `trunkline serve --help` lists them.",
    )
    top.add_argument("--version", action="version", version=f"trunkline {trunkline.__version__}")
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in (command,) if command in COMMANDS else COMMANDS:
        import_module(f"trunkline.entrypoints.cli.{name}").register(words)
    return top


if __name__ == "__main__":
    sys.exit(main())
