"""`trunkline ledger`: prove the books, make the balances anew, post what is older than the books."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine

from rich.markup import escape
from rich.table import Table

from trunkline.domains.operations import actions
from trunkline.entrypoints.cli.terminal import (
    Subparsers,
    command_actor,
    company_of_slug,
    opened_program,
    print_json,
    stderr,
)
from trunkline.infra.program import Program
from trunkline.infra.scope import Begin
from trunkline.kernel.ids import CompanyId

Verb = Callable[[argparse.Namespace, Begin, CompanyId | None], Coroutine[None, None, int]]


def register(words: Subparsers) -> None:
    parser = words.add_parser("ledger", help="prove the books, rebuild the balances, catch up with documents")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, act, words_of_help in (
        ("check", check, "prove the books against themselves and the documents; 1 where they are wrong"),
        ("rebuild", rebuild, "make the balances anew from the postings and show which were otherwise"),
        ("catch-up", catch_up, "post the documents that are older than the books"),
    ):
        one = verbs.add_parser(name, help=words_of_help)
        one.add_argument("--company", metavar="SLUG", help="this company only")
        one.add_argument("--json", action="store_true", help="print what was found as JSON")
        one.set_defaults(run=run, act=act)


async def run(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        company_id = await _company(program, args)
        act: Verb = args.act
        return await act(args, program.begin_as(command_actor(args)), company_id)


async def check(args: argparse.Namespace, begin: Begin, company_id: CompanyId | None) -> int:
    """Exit code 1 where something is wrong."""
    rows: list[dict[str, object]] = []
    companies = 0
    async for company, found in actions.check_books(begin, company_id):
        companies += 1
        rows += [
            {"company": company.slug, "check": one.check, "about": one.about, "kept": one.kept, "proved": one.proved}
            for one in found
        ]
    _show(args, rows, f"The books of {companies} companies were proved: {len(rows)} differences.")
    return 1 if rows else 0


async def rebuild(args: argparse.Namespace, begin: Begin, company_id: CompanyId | None) -> int:
    rows: list[dict[str, object]] = []
    async for company, found in actions.rebuild_books(begin, company_id):
        for key, (was, is_) in found.items():
            account = f"{key.purpose}:{key.provider}" if key.provider else key.purpose
            rows.append({"company": company.slug, "account": account, "currency": key.currency, "was": was, "is": is_})
    _show(
        args,
        rows,
        f"{len(rows)} balances were otherwise than their postings, and are rebuilt. Amounts are minor units.",
    )
    return 0


async def catch_up(args: argparse.Namespace, begin: Begin, company_id: CompanyId | None) -> int:
    rows: list[dict[str, object]] = []
    async for company, count in actions.catch_up_books(begin, company_id):
        if count:
            rows.append({"company": company.slug, "posted": count})
    _show(args, rows, f"{len(rows)} companies had documents without a transaction.")
    return 0


def _show(args: argparse.Namespace, rows: list[dict[str, object]], summary: str) -> None:
    if args.json:
        print_json(rows)
    elif rows:
        table = Table(*rows[0], box=None)
        for row in rows:
            table.add_row(*(escape(str(value)) for value in row.values()))
        stderr.print(table)
    stderr.print(summary)


async def _company(program: Program, args: argparse.Namespace) -> CompanyId | None:
    return await company_of_slug(program, args, args.company) if args.company else None
