"""`trunkline payments`: what payment providers tell. List it, have it handled again, ask for what never arrived, compare the books."""

from __future__ import annotations

import argparse
from datetime import datetime

from rich.table import Column, Table

from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import Notice, NoticeState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.entrypoints.cli.reconcile import register_reconcile
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, print_json, stderr
from trunkline.kernel.clock import require_utc
from trunkline.kernel.ids import NoticeId
from trunkline.kernel.page import PageRequest

COLUMNS = ("id", "provider", "kind", "state", "received at", "effect")


def register(words: Subparsers) -> None:
    parser = words.add_parser("payments", help="payment providers' notices: list, replay, poll; their books: reconcile")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("notices", help="the newest notices")
    listing.add_argument("--provider")
    listing.add_argument("--state", choices=[state.value for state in NoticeState])
    listing.add_argument("--limit", type=int, default=30)
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=show)
    replay = verbs.add_parser("replay", help="handle notices again: those named, or all in a state")
    replay.add_argument("notices", nargs="*", metavar="NOTICE_ID")
    replay.add_argument("--state", choices=[state.value for state in NoticeState])
    replay.set_defaults(run=replay_notices)
    poll = verbs.add_parser("poll", help="keep what a provider's own list has and was never delivered")
    poll.add_argument("--provider", help="without it: every provider that is connected")
    poll.add_argument("--since", type=_moment, help="from this moment on, with its offset: 2026-11-01T00:00:00Z")
    poll.set_defaults(run=poll_notices)
    register_reconcile(verbs)


async def show(args: argparse.Namespace) -> int:
    state = NoticeState(args.state) if args.state else None
    async with opened_program() as program, program.scope(command_actor(args), write=False) as scope:
        page = await queries.notices(scope, PageRequest(args.limit), provider=args.provider, state=state)
    if args.json:
        print_json([_plain(one) for one in page.items])
        return 0
    table = Table(*(Column(name, no_wrap=name != "effect") for name in COLUMNS), box=None)
    for one in page.items:
        table.add_row(one.id, one.provider, one.kind, one.state, f"{one.received_at:%F %T}Z", one.effect[:80])
    stderr.print(table if page.items else "No notices.")
    return 0


async def replay_notices(args: argparse.Namespace) -> int:
    if bool(args.notices) == bool(args.state):
        stderr.print("Name the notices, or a --state: trunkline payments replay --state failed")
        return 2
    async with opened_program() as program, program.scope(command_actor(args)) as scope:
        chosen = [NoticeId.parse(one) for one in args.notices]
        position = None
        while args.state:
            page = await queries.notices(scope, PageRequest(100, position), state=NoticeState(args.state))
            chosen += [one.id for one in page.items]
            position = page.next_position
            if position is None:
                break
        for one in chosen:
            await actions.replay_notice(scope, one)
    stderr.print(f"{len(chosen)} notices will be handled again.")
    return 0


async def poll_notices(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        providers = program.port(PaymentProviders)
        for name in [args.provider] if args.provider else providers.names:
            begin = program.begin_as(command_actor(args))
            found = await actions.poll_notices(begin, providers, name, args.since)
            stderr.print(f"{name}: {found} notices that had not arrived.")
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say with which offset from UTC, as in 2026-11-01T00:00:00Z")
    return require_utc(moment)


def _plain(one: Notice) -> dict[str, object]:
    names = ("id", "provider", "event_id", "kind", "about", "reference", "told_at", "received_at", "state", "effect")
    return {name: getattr(one, name) for name in names}
