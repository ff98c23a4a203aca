"""`trunkline demo`: load the demo world; with --live keep calls arriving beside a server that runs."""

from __future__ import annotations

import argparse
import asyncio
import signal

from trunkline.entrypoints.cli.terminal import Subparsers, opened_program, stderr
from trunkline.entrypoints.demo import demo_sign_ins, keep_calls_arriving, load_demo


def register(words: Subparsers) -> None:
    parser = words.add_parser("demo", help="load the demo world")
    parser.add_argument("--live", action="store_true", help="keep calls arriving until Ctrl-C")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        made = await load_demo(program, stderr)
        stderr.print("The demo world is loaded." if made else "The demo world is there already.")
        for person in demo_sign_ins():
            stderr.print(f"  {person.email:<30} {person.password}   {person.role}", soft_wrap=True)
        if args.live:
            stop = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            stderr.print("Calls keep arriving; stop them with Ctrl-C.")
            await keep_calls_arriving(program, stop)
    return 0
