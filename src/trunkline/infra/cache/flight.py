"""Single flight: of the callers who want the same thing at the same time, one fetches it and the others wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    def __init__(self) -> None:
        self._flights: dict[str, asyncio.Future[Answer]] = {}

    async def run(self, key: str, fetch: Callable[[], Awaitable[Answer]]) -> tuple[Answer, bool]:
        """The answer, and whether it was another caller's.

        The first caller fetches in its own task, because `fetch` may use its transaction. If that caller is cancelled (its client
        hung up), one of those who wait takes over; an error, in contrast, is everybody's.
        """
        while (flight := self._flights.get(key)) is not None:
            await asyncio.wait([flight])
            if not flight.cancelled():
                return flight.result(), True
        return await self._lead(key, fetch), False

    async def _lead(self, key: str, fetch: Callable[[], Awaitable[Answer]]) -> Answer:
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            answer = await fetch()
        except Exception as error:
            flight.set_exception(error)
            flight.exception()  # seen here: no complaint when nobody else waited
            raise
        else:
            flight.set_result(answer)
            return answer
        finally:
            del self._flights[key]
            flight.cancel()  # only bites when neither answer nor error came: the leader itself was cancelled
