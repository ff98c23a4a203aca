"""A thousand cross rates of random days and pairs, recomputed from the bank's own file by a computation of their own."""

from __future__ import annotations

import csv
import gzip
import random
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from tests.domains.currencies.stage import ACTOR
from tests.shared_data import shared_file
from trunkline.domains.currencies import actions, queries
from trunkline.domains.currencies.model import quotable
from trunkline.domains.currencies.ports import RateHistory
from trunkline.infra.program import Program

once = pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
FIRST, LAST, COUNT = date(1999, 1, 4), date(2025, 12, 31), 1000


def of_the_bank() -> dict[date, dict[str, str]]:
    text = gzip.decompress(shared_file("fx/ecb_eurofxref_hist_1999-2025.csv.gz").read_bytes()).decode()
    found = {}
    for row in csv.DictReader(text.splitlines()):
        rates = {code: rate for code, rate in row.items() if code not in ("Date", "") and rate != "N/A"}
        found[date.fromisoformat(row["Date"])] = rates | {"EUR": "1"}
    return found


@once
async def test_a_thousand_cross_rates_are_those_of_the_banks_file(program: Program) -> None:
    theirs, chance = of_the_bank(), random.Random(20260302)
    async with program.scope(ACTOR) as scope:
        await actions.load_history(scope, scope.port(RateHistory))
    weekends = 0
    async with program.scope(ACTOR, write=False) as scope:
        for _ in range(COUNT):
            day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
            quoted_on = day
            while quoted_on not in theirs:
                quoted_on -= timedelta(days=1)
            weekends += quoted_on != day
            source, target = chance.sample(sorted(theirs[quoted_on]), 2)
            evening = datetime.combine(day, time(22), UTC)
            found = await queries.rate_between(scope, quotable(source), quotable(target), evening)
            expected = Fraction(theirs[quoted_on][target]) / Fraction(theirs[quoted_on][source])
            assert found.rate == expected, (day, source, target)
            assert (found.as_of.date(), found.stale) == (quoted_on, False)
    assert weekends > COUNT // 5
