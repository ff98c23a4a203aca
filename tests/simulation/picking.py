"""What a step is, and how it picks what it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tests.simulation.life import Life
from trunkline.domains.billing.model import Invoice
from trunkline.kernel.errors import NotFound

Step = Callable[[Life], Awaitable[str]]
T = TypeVar("T")


async def an_invoice(life: Life) -> Invoice:
    return life.chance.choice(some(await life.invoices(life.company())))


def some(found: Sequence[T]) -> list[T]:
    if not found:
        raise NotFound("There is nothing of the kind.")
    return list(found)
