"""Whatever happens to a company, in whatever order: its books are right after every step."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from tests.domains.billing.stage import TEST
from tests.domains.ledger.life import Life, wrong
from trunkline.domains.ledger import store
from trunkline.domains.operations import actions as operations
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

STEPS = 40
BOOKS = (store.ledger_posting, store.ledger_transaction, store.ledger_balance, store.ledger_deferral)


@pytest.mark.parametrize("seed", range(8))
async def test_the_books_are_right_after_every_step(program: Program, clock: ManualClock, seed: int) -> None:
    life = await Life.begin(program, clock, seed)
    for _ in range(STEPS):
        await life.step()
        assert await wrong(program) == [], life.told
    assert len({told for told in life.told if ":" not in told}) > 8, life.told


@pytest.mark.parametrize("seed", range(8, 12))
async def test_books_that_were_lost_are_written_from_the_documents(
    program: Program, clock: ManualClock, seed: int
) -> None:
    life = await Life.begin(program, clock, seed)
    for _ in range(STEPS):
        await life.step()
    async with program.database.write("*") as connection:
        for table in BOOKS:
            await connection.execute(delete(table))
    assert await wrong(program) != []
    caught = [count async for _, count in operations.catch_up_books(program.begin_as(TEST))]
    assert sum(caught) > 10
    left = await wrong(program)
    assert left == [], life.told
    assert [count async for _, count in operations.catch_up_books(program.begin_as(TEST))] == [0]
