"""`trunkline catalogue install`: the shipped modules, plans and prices, as a start for an operator's own."""

from __future__ import annotations

import argparse

from trunkline.domains.marketplace import actions as marketplace
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, print_json, stderr


def register(words: Subparsers) -> None:
    parser = words.add_parser("catalogue", help="install the shipped catalogue of modules")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    install = verbs.add_parser("install", help="add what is missing; what is there is left as it is")
    install.add_argument("--json", action="store_true", help="print how much was new as JSON")
    install.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    async with opened_program() as program, program.scope(command_actor(args)) as scope:
        added = await marketplace.install_catalogue(scope)
    counts = {name: added[name] for name in ("modules", "plans", "prices")}
    if args.json:
        print_json(counts)
    else:
        stderr.print(", ".join(f"{count} {name}" for name, count in counts.items()) + " added.")
    return 0
