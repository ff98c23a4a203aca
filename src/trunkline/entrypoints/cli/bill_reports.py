"""`trunkline bill report`: revenue, tax and receivables, by the same queries as the API; a table, JSON or CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from trunkline.domains.billing import queries
from trunkline.domains.billing.model.reports import GroupedBy, OwedBy, ReceivableRow, Report, RevenueRow, TaxRow
from trunkline.domains.billing.rules.report_csv import month_text, receivables_csv, revenue_csv, tax_csv
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, company_of_slug, opened_program, print_json
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Money

AnyReport = Report[RevenueRow] | Report[TaxRow] | Report[ReceivableRow]


def register(verbs: Subparsers) -> None:
    parser = verbs.add_parser("report", help="revenue, tax and receivables, in all currencies and as reported")
    parser.add_argument("what", choices=("revenue", "tax", "receivables"))
    parser.add_argument("--from", dest="first", type=_month, metavar="MONTH", help="2026-01 [eleven before the last]")
    parser.add_argument("--to", dest="last", type=_month, metavar="MONTH", help="2026-03, included [this one]")
    parser.add_argument("--company", metavar="SLUG", help="this company only")
    parser.add_argument(
        "--by",
        action="append",
        choices=[one.value for one in GroupedBy],
        help="revenue by this, may be given several times [all three]; receivables by company",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the report as JSON")
    form.add_argument("--csv", action="store_true", help="print the rows as CSV")
    parser.set_defaults(run=report)


async def report(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        company_id = await company_of_slug(program, args, args.company) if args.company else None
        async with program.scope(command_actor(args), company_id=company_id, write=False) as scope:
            found, as_csv = await _asked(scope, args)
    if args.csv:
        sys.stdout.write(as_csv)
    elif args.json:
        print_json(
            {"reporting_currency": found.currency.code, "rows": _plain(found.rows), "totals": _plain(found.totals)}
        )
    else:
        _print(found.rows, found.totals)
    return 0


async def _asked(scope: Scope, args: argparse.Namespace) -> tuple[AnyReport, str]:
    match args.what:
        case "revenue":
            grouped = [GroupedBy(one) for one in args.by] if args.by else list(GroupedBy)
            revenue = await queries.revenue_report(scope, args.first, args.last, grouped)
            return revenue, revenue_csv(revenue.rows)
        case "tax":
            tax = await queries.tax_report(scope, args.first, args.last)
            return tax, tax_csv(tax.rows)
        case _:
            by = OwedBy.company if GroupedBy.company.value in (args.by or ()) else OwedBy.currency
            owed = await queries.receivables_report(scope, by)
            return owed, receivables_csv(owed.rows)


def _month(text: str) -> date:
    if len(text) != len("2026-03"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 2026-03")
    return date.fromisoformat(f"{text}-01")


def _plain(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [
        {
            name: month_text(value) if isinstance(value, date) else getattr(row, name)
            for name, value in asdict(row).items()
        }
        for row in rows
    ]


def _print(rows: Sequence[Any], totals: Sequence[Any]) -> None:
    if not rows:
        Console().print("Nothing.")
        return
    names = [name for name in asdict(rows[0]) if not name.endswith("_id")]
    table = Table(*(name.replace("_", " ") for name in names), box=None)
    for row in rows:
        table.add_row(*(_shown(getattr(row, name)) for name in names))
    table.add_section()
    for row in totals:
        table.add_row(*(_shown(getattr(row, name)) if _is_sum(row, name) else "" for name in names), style="bold")
    Console().print(table)


def _is_sum(row: object, name: str) -> bool:
    return name == "invoices" or isinstance(getattr(row, name), Money)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return month_text(value) if isinstance(value, date) else str(value)
