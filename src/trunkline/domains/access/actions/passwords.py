"""Hashing passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's second profile), in a small pool of threads.

Each verification takes about 35 ms of a core. The pool bounds how many cores and how much memory sign-ins can take; beyond a queue of
`WAITING_MAX` callers are sent away, so that a flood of sign-ins cannot stop the house.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from trunkline.kernel.errors import Unavailable

THREADS = 2
WAITING_MAX = 64

# Of a random password that nobody knows. Verified when there is no user, so that an unknown e-mail costs the same time.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$jlshZzQacVO3yEGR3vi74g$yly+kYfRNbfd5MddOtb/eUeOmG465qdHVCLa5nIXuOU"

Answer = TypeVar("Answer")


class PasswordHashing:
    """`verified` counts every verification, also the one for nobody: a test can see that it takes place."""

    def __init__(self) -> None:
        self.hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID)
        self.verified = 0
        self._waiting = 0
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="password")

    async def hash(self, password: str) -> str:
        return await self._in_pool(lambda: self.hasher.hash(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one; with `stored` None always False, after the same work."""
        self.verified += 1
        fits = await self._in_pool(lambda: self._fits(stored or _NOBODY, password))
        return fits and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self.hasher.check_needs_rehash(stored)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self.hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_pool(self, work: Callable[[], Answer]) -> Answer:
        if self._waiting >= WAITING_MAX:
            raise Unavailable("Too many people sign in at this moment; try again in a few seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


PASSWORDS = PasswordHashing()
