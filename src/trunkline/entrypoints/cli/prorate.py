"""`trunkline prorate`: what changes within a period cost, as `POST /api/v1/billing/prorate` answers it. Needs no database, no server."""

from __future__ import annotations

import argparse

from trunkline.domains.billing.api.prorated import PartOut, ProratedLineOut, ProrateOut
from trunkline.domains.billing.api.prorations import ProrateIn, answer_prorate
from trunkline.entrypoints.cli.terminal import Subparsers
from trunkline.entrypoints.cli.told import add_body, print_columns, show, told

EXAMPLE = """example:
  echo '{"currency": "EUR", "grain": "day", "zone": "Europe/Berlin", "anchor": "2026-03-01", "every": "month",
    "changes": [{"at": "2026-03-01", "amount": "31.00"}, {"at": "2026-03-11", "amount": "62.00"}],
    "end": {"at": "2026-03-20"}}' |
  trunkline prorate --json"""


def register(words: Subparsers) -> None:
    parser = words.add_parser(
        "prorate",
        help="say what changes within a period cost",
        description="Cut a period at its changes: the share of each part, and the charges and credits. Nothing is written.",
    )
    add_body(parser, EXAMPLE)
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    answer = answer_prorate(told(ProrateIn, args))
    if args.json:
        show(answer)
    else:
        _print(answer)
    return 0


def _print(answer: ProrateOut) -> None:
    names = ("price", "quantity", "first_day", "last_day", "share", "exact", "amount")
    print_columns(names, map(_part, answer.parts))
    print_columns(("line", "on", "kind", "price", "owed", "booked", "amount"), map(_line, answer.lines))
    print(f"{answer.total} {answer.currency}")


def _part(one: PartOut) -> tuple[str, ...]:
    share = f"{one.share.numerator} of {one.share.denominator} {one.share.unit}"
    return one.price, str(one.quantity), str(one.first_day), str(one.last_day), share, one.exact, one.amount


def _line(one: ProratedLineOut) -> tuple[str, ...]:
    owed = one.explain.rounding.rounded
    return str(one.position), str(one.on), one.kind, one.price, owed, one.booked, one.amount
