"""`trunkline payments reconcile`: our books held against a provider's, here and now."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime

from rich.table import Column, Table

from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.reconciliations import FindingOut, ReconciliationOut
from trunkline.domains.payments.model import Finding, Reconciliation
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries import FoundTotal
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, print_json, stderr
from trunkline.kernel.clock import require_utc
from trunkline.kernel.errors import Problem

COLUMNS = ("id", "kind", "state", "ours", "theirs", "reason")


def register_reconcile(verbs: Subparsers) -> None:
    parser = verbs.add_parser(
        "reconcile", help="hold our books against a provider's; exit code 1 where something is open"
    )
    parser.add_argument("--provider", required=True)
    moment = "a moment with its offset: 2026-11-01T00:00:00Z"
    parser.add_argument("--from", dest="since", type=_moment, required=True, help=moment)
    parser.add_argument("--to", dest="until", type=_moment, required=True, help="until before " + moment)
    parser.add_argument("--look-only", action="store_true", help="find fees that are not booked, and book none")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_reconciliation)


async def run_reconciliation(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        actor, providers = command_actor(args), program.port(PaymentProviders)
        begin = program.begin_as(actor)
        async with begin(None) as scope:
            chosen = (args.provider, args.since, args.until)
            run = await actions.start_reconciliation(scope, *chosen, book_fees=not args.look_only, running=True)
        try:
            done = await actions.reconcile(begin, providers, run)
        except Problem as error:
            async with begin(None) as scope:
                await actions.fail_reconciliation(scope, run.id, error.detail)
            raise
        except asyncio.CancelledError:  # Ctrl-C; of a process that is killed outright the job takes over
            async with begin(None) as scope:
                await actions.fail_reconciliation(scope, run.id, "The command was interrupted.")
            raise
        async with begin(None, write=False) as scope:
            found = list(await queries.reported(scope, run.id))
            totals = (await queries.found_totals(scope, [run.id])).get(run.id, ())
    _tell(done, found, totals, as_json=args.json)
    return 1 if any(one.state == "open" for one in found) else 0


def _tell(done: Reconciliation, found: list[Finding], totals: Sequence[FoundTotal], *, as_json: bool) -> None:
    if as_json:
        plain = ReconciliationOut.of(done, totals).model_dump(mode="json", by_alias=True)
        print_json(plain | {"findings": [FindingOut.of(one).model_dump(mode="json") for one in found]})
        return
    table = Table(*(Column(name, no_wrap=name != "reason") for name in COLUMNS), box=None)
    for one in found:
        ours, theirs = ("" if money is None else str(money) for money in (one.ours, one.theirs))
        table.add_row(one.id, one.kind, one.state, ours, theirs, one.reason)
    stderr.print(table if found else "Nothing differs.")
    stderr.print(
        f"{done.provider}: {done.matched} agree, {done.found} differ ({done.new} new), {done.closed} closed, "
        f"{done.fees_booked} fees booked, {done.open_left} open."
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say with which offset from UTC, as in 2026-11-01T00:00:00Z")
    return require_utc(moment)
