"""`python -m benchmarks [NAME …] [--engine ENGINE]`: measure, print one table, write results.json; exit 1 if a promise was missed.

Each benchmark runs in a process of its own with a limit of time: its peak of memory is its own, and what it started ends with it.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console

from benchmarks.outcome import Row, show, write
from tests.engines import EngineMissing

NAMES = (
    *("rating", "permission_check", "ingest", "single_events", "importing", "bill_run", "month_end"),
    *("ingest_while_billing", "routes", "webhook_intake", "collecting", "rates"),
)
SECONDS_MAX = 240
SECONDS_MAX_FULL = 6 * 3600
RESULTS = Path(__file__).with_name("results.json")

console = Console(stderr=True, highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what was promised.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} [all]")
    parser.add_argument("--engine", help="only on this database")
    parser.add_argument("--full", action="store_true", help="month_end with ten million calls: hours")
    parser.add_argument("--here", action="store_true", help="in this process, for a profiler; prints JSON")
    args = parser.parse_args()
    if unknown := set(args.names) - set(NAMES):
        parser.error(f"there is no benchmark called {', '.join(sorted(unknown))}")
    if args.here:
        return _measure_here(args.names[0], args.engine or "sqlite", full=args.full)
    if args.full and args.names != ["month_end"]:
        parser.error("--full is a size of month_end: python -m benchmarks month_end --full")
    rows = list(_measured(args.names or NAMES, args.engine, full=args.full))
    show(rows, Console(width=None if sys.stdout.isatty() else 150))
    write(rows, RESULTS)
    return int(not rows or any(row.verdict == "missed" for row in rows))


def _measured(names: list[str] | tuple[str, ...], engine: str | None, *, full: bool) -> Iterator[Row]:
    for name in names:
        for one in import_module(f"benchmarks.{name}").ENGINES:
            if engine in {None, one}:
                begun = time.perf_counter()
                rows = _in_its_own_process(name, one, full=full)
                console.print(f"{name} on {one}: {time.perf_counter() - begun:.0f} s")
                yield from rows


def _measure_here(name: str, engine: str, *, full: bool) -> int:
    logging.getLogger("asyncmy").setLevel(logging.ERROR)  # MariaDB remarks on every primary key's name
    try:
        size = {"full": True} if full else {}
        rows = [asdict(row) for row in import_module(f"benchmarks.{name}").rows(engine, **size)]
    except EngineMissing as missing:
        print(f"not measured: {missing}", file=sys.stderr)
        rows = []
    print(json.dumps(rows))
    return 0


def _in_its_own_process(name: str, engine: str, *, full: bool) -> list[Row]:
    """Its rows. A process group, so that servers which it started end with it when its time is over."""
    command = [sys.executable, "-m", "benchmarks", name, "--engine", engine, "--here", *(["--full"] if full else [])]
    seconds_max = SECONDS_MAX_FULL if full else SECONDS_MAX
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        said, _ = process.communicate(timeout=seconds_max)
    except BaseException as ended:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        if not isinstance(ended, subprocess.TimeoutExpired):
            raise
        return [Row(f"{name}: longer than {seconds_max} s", engine, 0, "", ratio=0, promise=1)]
    if process.returncode:
        return [Row(f"{name}: failed", engine, 0, "", ratio=0, promise=1)]
    return [Row(**row) for row in json.loads(said.splitlines()[-1])]


if __name__ == "__main__":
    sys.exit(main())
