"""Some of the seeds of `make simulate`: whatever goes wrong, in the end both sides' books agree and nobody was told what did not happen."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from tests.conftest import emptied
from tests.simulation import books
from tests.simulation.books import Broken
from tests.simulation.installation import Installation
from tests.simulation.life import Life
from tests.simulation.seeds import Failed, Sqlite, quiet, run_seed
from tests.simulation.steps import take_step
from trunkline.domains.payments import store
from trunkline.infra.config import Config

SEEDS = range(20)


@pytest.fixture(autouse=True)
def silence(plain_logs: None) -> Iterator[None]:
    quiet()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def template() -> Iterator[Sqlite]:
    made = Sqlite.begin()
    yield made
    made.end()


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_seed(template: Sqlite, seed: int) -> None:
    told = await run_seed(template.fresh(), seed)
    assert " points, " in told[-1]


@pytest.mark.parametrize("seed", [101, 102])
async def test_a_seed_on_each_engine(config: Config, seed: int) -> None:
    await emptied(config)
    await run_seed(config, seed, steps=40)


@pytest.mark.sqlite
async def test_the_same_seed_lives_the_same_life(template: Sqlite) -> None:
    first, second = [await run_seed(template.fresh(), 5, steps=40) for _ in range(2)]
    assert first == second
    assert first != await run_seed(template.fresh(), 6, steps=40)


@pytest.mark.sqlite
async def test_what_is_wrong_is_found(template: Sqlite) -> None:
    """An attempt that says of itself that it failed, while its charge stands at the provider."""
    where = Installation(template.fresh(), 3)
    await where.open()
    life = Life(where)
    await life.begin()
    for _ in range(40):
        await take_step(life)
    await life.come_to_rest()
    assert "invoices" in await books.check(life)
    attempt = store.payment_attempt
    async with where.program.database.write("*") as connection:
        changed = await connection.execute(update(attempt).where(attempt.c.state == "succeeded").values(state="failed"))
    assert changed.rowcount > 0
    with pytest.raises(Broken, match="No attempt has another result"):
        await books.check(life)
    await where.close()


async def test_a_failure_says_how_to_see_it_again(template: Sqlite) -> None:
    """Here a company has a method of which the providers' side does not know whose it is."""
    config = template.fresh()
    with pytest.raises(Failed, match=r"seed 3: KeyError[\s\S]*The last steps:\n[\s\S]*make simulate FIRST=3 SEEDS=1"):
        await run_seed(config, 3, steps=40, meanwhile=lambda life: life.owners.clear())
