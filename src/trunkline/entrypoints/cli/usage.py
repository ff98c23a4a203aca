"""`trunkline usage`: what was used, as a table, JSON or CSV."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries
from trunkline.domains.usage.model.reports import GroupBy, ReportRow, ReportWish
from trunkline.domains.usage.rules.reporting import as_csv
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, company_of_slug, opened_program, print_json
from trunkline.kernel.period import zone_of

DAYS_DEFAULT = 30


def register(words: Subparsers) -> None:
    parser = words.add_parser("usage", help="report what was used")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    report = verbs.add_parser("report", help="what was used in some days, added up")
    report.add_argument("--company", metavar="SLUG", help="this company only")
    report.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="a local day [30 days]")
    report.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="a local day [today]")
    report.add_argument("--group-by", choices=list(GroupBy), type=GroupBy, default=GroupBy.meter)
    report.add_argument("--meter", help="of this meter only")
    report.add_argument("--format", choices=["table", "json", "csv"], default="table")
    report.set_defaults(run=report_usage)


async def report_usage(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        company_id = await company_of_slug(program, args, args.company) if args.company else None
        async with program.scope(command_actor(args), company_id=company_id, write=False) as scope:
            zone = zone_of("UTC" if company_id is None else (await tenants.company(scope, company_id)).zone)
            last = args.last or scope.now.astimezone(zone).date()
            first = args.first or last - min(timedelta(days=DAYS_DEFAULT - 1), last - date.min)
            wish = ReportWish(first_day=first, last_day=last, group_by=args.group_by, meter=args.meter)
            rows = await queries.usage_report(scope, wish, zone)
    match args.format:
        case "csv":
            sys.stdout.write(as_csv(rows, {}))
        case "json":
            print_json([_plain(row) for row in rows])
        case _:
            _print(rows, args.group_by)
    return 0


def _print(rows: list[ReportRow], group_by: GroupBy) -> None:
    table = Table(group_by.value, "events", "calls", "answered", "quantity", "billed seconds", "amounts", box=None)
    for row in rows:
        shown = (row.events, row.calls, row.answered, row.quantity, row.billed_seconds)
        amounts = ", ".join(f"{amount} {code}" for code, amount in row.amounts.items())
        table.add_row(row.key or "-", *map(_shown, shown), amounts)
    Console().print(table)


def _shown(value: int | Decimal | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _plain(row: ReportRow) -> dict[str, object]:
    names = ("key", "events", "calls", "answered", "quantity", "billable_seconds", "billed_seconds", "amounts")
    return {name: getattr(row, name) for name in names}
