"""`trunkline rates convert-prices`: a plan's prices in a further currency, by a rate and a rounding rule."""

from __future__ import annotations

import argparse
from datetime import datetime

from trunkline.domains.currencies import actions
from trunkline.domains.currencies.api.asked import moment_asked
from trunkline.domains.currencies.api.price_lists import PriceListOut
from trunkline.domains.currencies.model import (
    UNROUNDED,
    PriceList,
    PriceListWish,
    PriceRounding,
    RoundingKind,
)
from trunkline.domains.marketplace import queries as catalogue
from trunkline.entrypoints.cli.terminal import command_actor, print_json, stderr
from trunkline.entrypoints.cli.told import print_columns
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Currency, decimal_of

COLUMNS = ("outcome", "component", "amount", "was", "exact", "rounded", "so far")


def add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="module/plan by their slugs, or the plan's id")
    parser.add_argument("source", metavar="FROM", help="the currency of the prices that there are")
    parser.add_argument("target", metavar="TO")
    rule = parser.add_mutually_exclusive_group()
    rule.add_argument("--step", help="fees to the nearest multiple of this, such as 5 or 0.05")
    rule.add_argument("--ending", help="fees to the nearest amount that ends with this, such as 0.99 or 90")
    parser.add_argument("--unit-step", help="unit prices to the nearest multiple of this; otherwise twelve decimals")
    parser.add_argument("--at", help="at the rate of a day, or of a moment with its offset from UTC")
    parser.add_argument("--effective-from", type=_moment, metavar="MOMENT", help="with its offset from UTC")
    parser.add_argument("--overwrite", action="store_true", help="revise prices that were set by hand, too")
    parser.add_argument("--dry-run", action="store_true", help="show what would be published, and publish nothing")


async def convert_prices(args: argparse.Namespace, program: Program) -> int:
    begin = program.begin_as(command_actor(args))
    async with begin(write=False) as scope:
        wish = await _wish(scope, args)
    if args.dry_run:
        found = await actions.preview_prices(begin, wish)
    else:
        async with begin() as scope:
            found = await actions.convert_prices(scope, wish)
    if args.json:
        print_json(PriceListOut.of(found, previewed=args.dry_run).model_dump(mode="json", by_alias=True))
    else:
        _print(found, args)
    return 0


async def _wish(scope: Scope, args: argparse.Namespace) -> PriceListWish:
    return PriceListWish(
        plan_id=await _plan_id(scope, args.plan),
        source=Currency.of(args.source),
        target=Currency.of(args.target),
        rounding=_rounding(args.step, args.ending),
        unit_prices=_rounding(args.unit_step, None),
        at=moment_asked(args.at, min(scope.now, scope.machine_now)),
        effective_from=args.effective_from,
        overwrite=args.overwrite,
    )


async def _plan_id(scope: Scope, named: str) -> PlanId:
    if "/" not in named:
        return PlanId.parse(named)
    module, plan = named.split("/", 1)
    found = await catalogue.module_by_slug(scope, module)
    return (await catalogue.plan_by_slug(scope, found.id, plan)).id


def _rounding(step: str | None, ending: str | None) -> PriceRounding:
    if step is not None:
        return PriceRounding(RoundingKind.step, decimal_of(step, name="step"))
    return UNROUNDED if ending is None else PriceRounding(RoundingKind.ending, decimal_of(ending, name="ending"))


def _moment(text: str) -> datetime:
    """A mistake is told like that of any other word."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} needs its offset from UTC, such as 2026-04-01T00:00:00+02:00.")
    return moment


def _print(found: PriceList, args: argparse.Namespace) -> None:
    shown = PriceListOut.of(found, previewed=args.dry_run)
    rows = [
        (
            one.outcome.value,
            one.component,
            amount.pointer,
            amount.was,
            amount.exact,
            amount.rounded,
            amount.standing or "",
        )
        for one in shown.prices
        for amount in one.amounts
    ]
    print_columns(COLUMNS, rows)
    rate, age = shown.rate, " (stale)" if shown.rate.stale else " (held)" if shown.rate.held else ""
    stderr.print(
        f"1 {found.wish.source} = {rate.rate} {found.wish.target}, {rate.source_name}, {rate.as_of:%Y-%m-%d %H:%M} UTC{age}. "
        + ("Nothing was published." if args.dry_run else "Published.")
    )
