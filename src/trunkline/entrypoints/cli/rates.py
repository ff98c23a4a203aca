"""`trunkline rates`: fetch exchange rates, show them, load the history, convert an amount or a plan's prices."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime
from pathlib import Path

from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.api.asked import moment_asked
from trunkline.domains.currencies.model import ConversionWish, NotQuoted, PairRate, quotable
from trunkline.domains.currencies.ports import RateHistory, RateSources
from trunkline.entrypoints.cli import price_lists
from trunkline.entrypoints.cli.terminal import (
    Subparsers,
    command_actor,
    company_of_slug,
    opened_program,
    print_json,
    stderr,
)
from trunkline.entrypoints.cli.told import print_columns
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency, Money

Verb = Callable[[argparse.Namespace, Program], Coroutine[None, None, int]]


def register(words: Subparsers) -> None:
    parser = words.add_parser("rates", help="exchange rates: fetch, show, history, load, convert, convert-prices")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _verb(verbs, "fetch", fetch, "ask the sources now, until one answers; 1 where none does")
    showing = _verb(verbs, "show", show, "the rate of a pair, or how the sources do")
    showing.add_argument("pair", nargs="*", metavar="FROM TO", help="two currencies, such as USD EUR")
    showing.add_argument("--at", help="a day, or a moment with its offset from UTC")
    course = _verb(verbs, "history", history, "the course of a pair by day, three years at most")
    course.add_argument("source", metavar="FROM")
    course.add_argument("target", metavar="TO")
    course.add_argument("--since", type=date.fromisoformat, required=True, metavar="DAY")
    course.add_argument("--until", type=date.fromisoformat, required=True, metavar="DAY")
    loading = _verb(
        verbs, "load", load, "load the European Central Bank's history: as shipped, or its eurofxref-hist.csv"
    )
    loading.add_argument("file", nargs="?", type=Path, metavar="FILE")
    converting = _verb(verbs, "convert", convert, "convert an amount; with --key once, and with a row in the log")
    converting.add_argument("amount")
    converting.add_argument("source", metavar="FROM")
    converting.add_argument("target", metavar="TO")
    converting.add_argument("--at", help="a day, or a moment with its offset from UTC")
    converting.add_argument("--company", metavar="SLUG", help="whose conversion it is")
    converting.add_argument("--key", help="what it is for: the same key never converts twice")
    price_lists.add_words(
        _verb(verbs, "convert-prices", price_lists.convert_prices, "publish a plan's prices in a further currency")
    )


def _verb(verbs: Subparsers, name: str, act: Verb, words_of_help: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words_of_help)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run, act=act)
    return parser


async def run(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        act: Verb = args.act
        return await act(args, program)


async def fetch(args: argparse.Namespace, program: Program) -> int:
    sources = program.port(RateSources)
    report = await actions.fetch_rates(program.begin_as(command_actor(args)), sources, forced=True)
    rows: list[dict[str, object]] = [
        {
            "source": source.value,
            "outcome": outcome.detail if isinstance(outcome, NotQuoted) else f"{len(outcome.rates)} rates",
            "as_of": None if isinstance(outcome, NotQuoted) else outcome.as_of,
        }
        for source, outcome in report.outcomes
    ]
    _show(args, rows)
    if not rows:
        stderr.print("No source is named: set TRUNKLINE_RATES_SOURCES; ecb needs no key.")
    return 0 if report.answered else 1


async def show(args: argparse.Namespace, program: Program) -> int:
    if args.pair:
        if len(args.pair) != 2:
            stderr.print("Name two currencies: trunkline rates show USD EUR")
            return 2
        async with program.scope(command_actor(args), write=False) as scope:
            pair = await _rate(scope, args, *map(quotable, args.pair))
        _show(args, [_told(pair)])
        return 0
    async with program.scope(command_actor(args), write=False) as scope:
        policy, now = scope.port(RateSources).policy, scope.machine_now
        states, sheets = await queries.source_states(scope), await queries.newest_sheets(scope, now)
    newest = {sheet.source: sheet for sheet in sheets}
    rows: list[dict[str, object]] = []
    for source in dict.fromkeys((*policy.order, *states, *newest)):
        state, sheet = states.get(source), newest.get(source)
        rows.append(
            {
                "source": source.value,
                "asked": source in policy.order,
                "as_of": None if sheet is None else sheet.as_of,
                "currencies": 0 if sheet is None else len(sheet.rates),
                "freshness": None if sheet is None else rules.freshness(policy, sheet, sheet.as_of, now).value,
                "failures": 0 if state is None else state.failures,
                "detail": "" if state is None else state.detail,
            }
        )
    _show(args, rows)
    return 0


async def history(args: argparse.Namespace, program: Program) -> int:
    source, target = quotable(args.source), quotable(args.target)
    async with program.scope(command_actor(args), write=False) as scope:
        points = await queries.rate_series(scope, source, target, args.since, args.until)
    _show(args, [{"day": one.day, "rate": rules.significant(one.rate), "source": one.source.value} for one in points])
    return 0


async def load(args: argparse.Namespace, program: Program) -> int:
    found = program.port(RateHistory) if args.file is None else _of_file(args.file)
    async with program.scope(command_actor(args)) as scope:
        days = await actions.load_history(scope, found)
    if args.json:
        print_json({"days": days})
    stderr.print(f"{days} days of reference rates of the European Central Bank are there.")
    return 0


def _of_file(path: Path) -> RateHistory:
    from trunkline.providers.exchange_rates.packing import FileHistory

    return FileHistory(path)


async def convert(args: argparse.Namespace, program: Program) -> int:
    amount = Money.exact(args.amount, Currency.of(args.source))
    target = Currency.of(args.target)
    if bool(args.company) != bool(args.key):
        stderr.print("--company and --key go together: a conversion in the log is a company's, and has a key.")
        return 2
    if not args.key:
        async with program.scope(command_actor(args), write=False) as scope:
            pair = await _rate(scope, args, amount.currency, target)
        converted = rules.converted(amount, pair.rate, target)
        _show(args, [{"amount": str(amount), "converted": str(converted), **_told(pair)}])
        return 0
    company_id = await company_of_slug(program, args, args.company)
    async with program.scope(command_actor(args), company_id=company_id) as scope:
        wish = ConversionWish(operation_key=args.key, amount=amount, target=target, at=_moment(scope, args))
        made = await actions.convert(scope, wish)
    rows = {"id": made.id, "amount": str(made.amount), "converted": str(made.converted), "exact": made.exact}
    _show(args, [{**rows, "as_of": made.as_of, "stale": made.stale}])
    return 0


async def _rate(scope: Scope, args: argparse.Namespace, source: Currency, target: Currency) -> PairRate:
    return await queries.rate_between(scope, source, target, _moment(scope, args))


def _moment(scope: Scope, args: argparse.Namespace) -> datetime | None:
    return moment_asked(args.at, min(scope.now, scope.machine_now))


def _told(pair: PairRate) -> dict[str, object]:
    return {
        "rate": rules.significant(pair.rate),
        "source": None if pair.source is None else pair.source.value,
        "as_of": pair.as_of,
        "stale": pair.stale,
        "held": pair.held,
    }


def _show(args: argparse.Namespace, rows: Sequence[dict[str, object]]) -> None:
    if args.json:
        print_json(list(rows))
    elif rows:
        print_columns(tuple(rows[0]), [tuple(_word(value) for value in row.values()) for row in rows])


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else str(value)
