"""`trunkline quote`: what prices make of usage, as `POST /api/v1/billing/quote` answers it. Needs no database and no server."""

from __future__ import annotations

import argparse

from trunkline.domains.billing.api.quotes import QuoteIn, QuoteOut, answer_quote
from trunkline.entrypoints.cli.terminal import Subparsers
from trunkline.entrypoints.cli.told import add_body, print_columns, show, told

EXAMPLE = """example:
  echo '{"currency": "EUR", "tax_rate": "0.19", "items": [
    {"price": {"model": "per_unit", "unit_amount": "0.035"}, "usage": {"quantity": "120"}},
    {"price": {"model": "call", "connect_fee": "0.05", "steps": [
       {"from_second": 0, "increment_seconds": 60, "per_minute": "0.12"}]}, "call": {"seconds": 61}}]}' |
  trunkline quote --json"""


def register(words: Subparsers) -> None:
    parser = words.add_parser(
        "quote",
        help="say what usage would cost",
        description="Rate usage under given prices: the amounts that billing would issue, and why. Nothing is written.",
    )
    add_body(parser, EXAMPLE)
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    answer = answer_quote(told(QuoteIn, args), None)
    if args.json:
        show(answer)
    else:
        _print(answer)
    return 0


def _print(answer: QuoteOut) -> None:
    rows = ((one.description, one.quantity, one.unit, one.exact, one.amount, one.tax) for one in answer.lines)
    print_columns(("description", "quantity", "unit", "exact", "amount", "tax"), rows)
    print(f"{answer.subtotal} + {answer.tax} tax = {answer.total} {answer.currency}")
