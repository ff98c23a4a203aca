"""`trunkline worker`: run jobs in a process of their own, beside `trunkline serve` with TRUNKLINE_WORKERS=0."""

from __future__ import annotations

import argparse
import asyncio
import signal

from trunkline.entrypoints.cli.terminal import Subparsers, opened_program, stderr
from trunkline.infra.config import load_config
from trunkline.infra.queue import Worker
from trunkline.infra.telemetry import configure_logging


def register(words: Subparsers) -> None:
    parser = words.add_parser("worker", help="run jobs in a process of their own")
    parser.add_argument("--side-by-side", type=int, default=8, metavar="N", help="jobs at a time (default 8)")
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is due any more")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    config = load_config()
    configure_logging(config.log_format, config.log_level)
    async with opened_program(config) as program:
        worker = Worker(program, side_by_side=args.side_by_side)
        if args.until_idle:
            stderr.print(f"{await worker.run_until_idle()} attempts made, nothing is due.")
            return 0
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        stderr.print(f"Worker {worker.name} runs {args.side_by_side} jobs side by side; stop it with Ctrl-C.")
        await worker.run(stop)
    return 0
