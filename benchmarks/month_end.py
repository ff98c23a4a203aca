"""The end of a month: the calls of many companies are loaded, then all companies are billed. Does a call cost more where there are many?

`--full` loads 1,000 companies with 10,000 calls each, ten million; otherwise 100 with 1,000. Calls arrive in the product's own batches,
in the order of their time, so that the companies take turns in the indexes too, with a durable commit for each batch.

Then three worlds take turns, company by company: one with few calls in the open month and one closed month before it, one with five
times as many calls, one with five closed months. A call must not cost more to record, and an invoice not more to issue, where there are
more of them: the ratio is the cost in the first world over that in the other. All the worlds have the same open month.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.customers import ACTOR, call, forget_peak, open_companies, peak_mebibytes, record_calls
from benchmarks.databases import EVERY_ENGINE, empty_database, empty_databases
from benchmarks.outcome import Row, number
from benchmarks.turns import Run, Step, in_turns
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import RunSummary
from trunkline.domains.usage.model import BATCH_MAX, CallRecordInput
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId

ENGINES = EVERY_ENGINE
SIZE, FULL_SIZE = (100, 1_000), (1_000, 10_000)  # companies, calls of each
PROMISE = 1 / 1.3
PROMISE_MEBIBYTES = 256
PARTS = 5  # of a load, and times as many
SMALL_COMPANIES, SMALL_CALLS = 40, 200  # of the three worlds
OPEN_MONTH = 5


@dataclass
class World:
    """Companies that pay for calls. `month` is the open one, counted from January 2026."""

    program: Program
    clock: ManualClock
    companies: list[CompanyId]
    meter: str
    month: int


@dataclass(frozen=True)
class Load:
    """Seconds for each of the `PARTS` of the calls, and for the run; MiB that the process held before and during the run."""

    parts: list[float]
    run_seconds: float
    invoices: int
    memory_before: float
    memory: float


def rows(engine: str, *, full: bool = False) -> list[Row]:
    companies, calls = FULL_SIZE if full else SIZE
    with empty_database(engine) as config:
        load = asyncio.run(_load_and_bill(config, companies, calls))
    with empty_databases(engine, 3) as configs:
        recording, issuing = asyncio.run(_compare(configs))
    return [*_rows_of(load, engine, companies, calls), *_rows_compared(engine, recording, issuing)]


async def _load_and_bill(config: Config, companies: int, calls: int) -> Load:
    async with AsyncExitStack() as stack:
        world = await _open(stack, config, companies, OPEN_MONTH)
        part = calls // PARTS
        parts = []
        for n in range(PARTS):
            parts.append(await _record(world, n * part, part, calls))
            _tell(
                f"{companies * part * (n + 1):,} calls are loaded, the last {companies * part:,} in {parts[-1]:.0f} s"
            )
        forget_peak()
        before, begun = peak_mebibytes(), time.perf_counter()
        summary = await _bill(world)
        seconds = time.perf_counter() - begun
        again = await billing.run_billing(world.program.begin_as(ACTOR), world.clock.now().date())
        assert not again.invoices, f"a second run issued {len(again.invoices)} invoices"
        return Load(parts, seconds, len(summary.invoices), before, peak_mebibytes())


async def _compare(configs: list[Config]) -> tuple[list[float], list[float]]:
    """Seconds per call and per invoice: with few calls, with `PARTS` times as many, after `PARTS` closed months instead of one."""
    closed, parts = (1, 1, PARTS), (1, PARTS, 1)
    async with AsyncExitStack() as stack:
        worlds = [
            await _open(stack, config, SMALL_COMPANIES, OPEN_MONTH - months)
            for config, months in zip(configs, closed, strict=True)
        ]
        for world in worlds:
            while world.month < OPEN_MONTH:
                await _record(world, 0, SMALL_CALLS, SMALL_CALLS)
                await _bill(world)
        recording = await in_turns([_recording(world, n) for world, n in zip(worlds, parts, strict=True)])
        issuing = await in_turns([_billing(world) for world in worlds])
    return [one / (SMALL_CALLS * n) for one, n in zip(recording, parts, strict=True)], issuing


async def _open(stack: AsyncExitStack, config: Config, companies: int, month: int) -> World:
    clock = ManualClock(_first(month))
    program = await stack.enter_async_context(running_program(config, clock=clock))
    ids, meter = await open_companies(program, companies)
    return World(program, clock, ids, meter, month)


async def _record(world: World, first: int, count: int, calls: int) -> float:
    """Seconds for `count` of each company's `calls` of the open month, from the call number `first` on."""
    world.clock.move_to(max(world.clock.now(), _first(world.month) + timedelta(days=27, hours=3)))
    begun = time.perf_counter()
    for batch in range(first, first + count, BATCH_MAX):
        numbers = range(batch, min(batch + BATCH_MAX, first + count))
        for place in range(len(world.companies)):
            await _record_batch(world, place, numbers, calls)
    return time.perf_counter() - begun


async def _record_batch(world: World, place: int, numbers: range, calls: int) -> None:
    made = [_call(world.month, place, n, calls) for n in numbers]
    await record_calls(world.program, world.companies[place], world.meter, made)


def _recording(world: World, parts: int) -> Run:
    """As many batches of each company; a step is `parts` batches, so that all worlds have as many steps."""
    world.clock.move_to(_first(world.month) + timedelta(days=27, hours=3))
    batches = [(place, part) for part in range(parts) for place in range(len(world.companies))]

    async def run(step: Step) -> None:
        for done, (place, part) in enumerate(batches, 1):
            numbers = range(part * SMALL_CALLS, (part + 1) * SMALL_CALLS)
            await _record_batch(world, place, numbers, parts * SMALL_CALLS)
            if done % parts == 0:
                await step(done, len(batches))

    return run


def _billing(world: World) -> Run:
    async def run(step: Step) -> None:
        await _bill(world, step)

    return run


async def _bill(world: World, step: Step | None = None) -> RunSummary:
    """Bill the open month when it is over. Every company gets an invoice."""
    world.month += 1
    world.clock.move_to(_first(world.month))
    summary = await billing.run_billing(world.program.begin_as(ACTOR), world.clock.now().date(), step)
    assert not summary.failed, summary.failed[:3]
    assert len(summary.invoices) == len(world.companies), len(summary.invoices)
    return summary


def _call(month: int, place: int, n: int, calls: int) -> CallRecordInput:
    """The n-th of a company's `calls`, which are spread over 27 days."""
    started_at = _first(month) + timedelta(days=27) * (n / calls)
    return call(f"{month}-{n}-{place}", started_at, 15 + (place * 7 + n * 13) % 600)


def _tell(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def _first(month: int) -> datetime:
    return datetime(2026 + month // 12, month % 12 + 1, 1, 9, tzinfo=UTC)


def _rows_of(load: Load, engine: str, companies: int, calls: int) -> list[Row]:
    name = f"month end, {companies:,} companies × {calls:,} calls"
    seconds, first, last = sum(load.parts), load.parts[0], load.parts[-1]
    spread = f"the last fifth at {number(companies * calls / PARTS / last)}, the first at {number(companies * calls / PARTS / first)}"
    rate = load.invoices / load.run_seconds
    took = f"{load.run_seconds:.1f} s; loading them {seconds:.0f} s"
    held = f"{PROMISE_MEBIBYTES} MiB; before the run {load.memory_before:.0f}"
    ratio = PROMISE_MEBIBYTES / load.memory
    return [
        Row(f"{name}: loading", engine, companies * calls / seconds, "calls/s", spread, first / last),
        Row("… bill run", engine, rate, "companies/s", took),
        Row("… its peak memory", engine, load.memory, "MiB", held, ratio, 1),
    ]


def _rows_compared(engine: str, recording: list[float], issuing: list[float]) -> list[Row]:
    return [
        Row(
            f"… {noun}, {where}",
            engine,
            cost * scale,
            unit,
            f"{number(costs[0] * scale)} {unit}",
            costs[0] / cost,
            PROMISE,
        )
        for noun, costs, scale, unit in (("a call", recording, 1e6, "µs"), ("an invoice", issuing, 1e3, "ms"))
        for where, cost in zip((f"{PARTS} × the calls", f"{PARTS} × the history"), costs[1:], strict=True)
    ]
