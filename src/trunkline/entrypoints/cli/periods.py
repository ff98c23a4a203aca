"""`trunkline periods`: which periods there are, as `GET /api/v1/billing/periods` answers it. Needs no database and no server."""

from __future__ import annotations

import argparse

from trunkline.domains.billing.api.periods import PeriodsIn, PeriodsOut, answer_periods
from trunkline.entrypoints.cli.terminal import Subparsers
from trunkline.entrypoints.cli.told import print_columns, show
from trunkline.infra.web.validating import validated

EXAMPLE = """example:
  trunkline periods --anchor 2026-01-31 --every month --zone Europe/Berlin --n 3 --json"""
# The parameters of the API, by the words of the command.
WORDS = ("anchor", "every", "count", "zone", "n", "from", "align", "billing_cycle_day")


def register(words: Subparsers) -> None:
    parser = words.add_parser(
        "periods",
        help="list billing periods",
        description="List billing periods, always counted from the original anchor: 31 January, 28 February, 31 March.",
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("--anchor", required=True, metavar="DATE", help="the day that the first period begins with")
    parser.add_argument(
        "--every", required=True, metavar="WORD", help="day, week, month, quarter, half-year or year; see --count"
    )
    parser.add_argument("--count", metavar="N", help="every so many of them [1]")
    parser.add_argument("--zone", metavar="ZONE", help="the IANA zone whose midnights are the boundaries [UTC]")
    parser.add_argument("--n", metavar="N", help="how many periods [12]")
    parser.add_argument("--from", metavar="DATE", help="begin with the period that this day falls in [the anchor]")
    parser.add_argument(
        "--align", metavar="WORD", help="anniversary, or calendar: a stub up to the next boundary first"
    )
    parser.add_argument("--billing-cycle-day", metavar="DAY", help="day of the month that later periods begin on")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    told = {name: getattr(args, name) for name in WORDS if getattr(args, name) is not None}
    answer = answer_periods(validated(PeriodsIn, told))
    if args.json:
        show(answer)
    else:
        _print(answer)
    return 0


def _print(answer: PeriodsOut) -> None:
    names = ("index", "first_day", "last_day", "next_day", "start", "end", "days")
    periods = answer.model_dump(mode="json")["periods"]
    print_columns((*names, "stub"), ([*(str(one[name]) for name in names), "yes" * one["stub"]] for one in periods))
