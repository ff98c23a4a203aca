"""Rates to test with: sheets of invented figures, and sources that say what they are told to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from trunkline.domains.currencies import actions
from trunkline.domains.currencies.model import (
    FailureKind,
    NotQuoted,
    Outcome,
    Quoted,
    RatePolicy,
    Sheet,
    Source,
)
from trunkline.domains.currencies.ports import RateSources
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

ACTOR = system_actor("test")
OXR, FIXER, ECB = Source.open_exchange_rates, Source.fixer, Source.ecb
DOWN = NotQuoted(FailureKind.unreachable, "It is down.")
USUAL = {"EUR": "0.85", "JPY": "156.66", "KWD": "0.3071", "GBP": "0.7426"}


def quoted(as_of: datetime, base: str = "USD", rates: Mapping[str, str] | None = None, **more: str) -> Quoted:
    """The usual rates over dollars, and what is named."""
    told = (USUAL if rates is None else dict(rates)) | more
    return Quoted(base, as_of, {code: Decimal(rate) for code, rate in told.items() if code != base})


async def keep(program: Program, said: Quoted, source: Source = OXR) -> Sheet | None:
    async with program.scope(ACTOR) as scope:
        return await actions.keep_sheet(scope, source, said, scope.port(RateSources).policy)


@dataclass
class Told:
    """`RateSources` that answer as they are told to, the last answer from then on; without one they are down."""

    policy: RatePolicy = field(default_factory=RatePolicy)
    answers: dict[Source, Outcome] = field(default_factory=dict)
    asked: list[Source] = field(default_factory=list)

    def feed(self, source: Source) -> Feed:
        return Feed(self, source)


@dataclass
class Feed:
    sources: Told
    source: Source

    async def latest(self) -> Outcome:
        self.sources.asked.append(self.source)
        return self.sources.answers.get(self.source, DOWN)


def with_sources(program: Program, sources: RateSources) -> Program:
    return replace(program, ports={**program.ports, RateSources: sources})
