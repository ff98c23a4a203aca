"""`trunkline bill`: run billing now, for all companies or one; running it again issues nothing twice. And what was billed, as reports."""

from __future__ import annotations

import argparse
from datetime import date

from rich.table import Table

from trunkline.domains.billing import actions
from trunkline.domains.billing.model import RunSummary
from trunkline.entrypoints.cli import bill_reports
from trunkline.entrypoints.cli.terminal import (
    Subparsers,
    command_actor,
    company_of_slug,
    opened_program,
    print_json,
    progress_bar,
    stderr,
)

SHOWN_MAX = 20


def register(words: Subparsers) -> None:
    parser = words.add_parser("bill", help="issue invoices for what is due, and report what was billed")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run = verbs.add_parser("run", help="bill through a day")
    run.add_argument("--through", type=date.fromisoformat, required=True, metavar="DATE", help="a local day, included")
    run.add_argument("--company", metavar="SLUG", help="this company only")
    run.add_argument("--json", action="store_true", help="print the summary as JSON")
    run.set_defaults(run=run_billing)
    bill_reports.register(verbs)


async def run_billing(args: argparse.Namespace) -> int:
    """Exit code 1 when a company could not be billed."""
    async with opened_program() as program:
        company_id = await company_of_slug(program, args, args.company) if args.company else None
        with progress_bar() as bar:
            task = bar.add_task("Billing", total=None)

            async def show(done: int, known: int) -> None:
                bar.update(task, completed=done, total=known)

            begin = program.begin_as(command_actor(args))
            summary = await actions.run_billing(begin, args.through, show, company_id=company_id)
    if args.json:
        print_json(_plain(summary))
    else:
        _print(summary)
    return 1 if summary.failed else 0


def _print(summary: RunSummary) -> None:
    table = Table("number", "company", "lines", "total", box=None)
    for one in summary.invoices[:SHOWN_MAX]:
        table.add_row(one.number, one.company_id, str(one.lines), str(one.total))
    if summary.invoices:
        stderr.print(table)
    if len(summary.invoices) > SHOWN_MAX:
        stderr.print(f"… and {len(summary.invoices) - SHOWN_MAX} more")
    totals = ", ".join(str(total) for total in summary.totals) or "nothing"
    stderr.print(f"{len(summary.invoices)} invoices for {summary.companies} companies: {totals}.")
    for failed in summary.failed:
        stderr.print(f"[red]{failed.company_id} was not billed: {failed.detail}")


def _plain(summary: RunSummary) -> dict[str, object]:
    return {
        "through": summary.through,
        "companies": summary.companies,
        "invoices_issued": len(summary.invoices),
        "lines": summary.lines,
        "totals": summary.totals,
        "invoices": [
            {
                "invoice_id": one.invoice_id,
                "number": one.number,
                "company_id": one.company_id,
                "total": one.total,
                "lines": one.lines,
            }
            for one in summary.invoices
        ],
        "failed": [{"company_id": one.company_id, "code": one.code, "detail": one.detail} for one in summary.failed],
    }
