"""Later work of access."""

from __future__ import annotations

from trunkline.domains.access import actions
from trunkline.infra.queue import Run, job, never
from trunkline.infra.web import idempotency


@job("access.forget_expired_sessions", every="17 * * * *", alarm=never)
async def forget_expired_sessions(run: Run) -> None:
    """Sessions that ended by themselves leave nothing behind."""
    async with run.scope() as scope:
        await actions.forget_expired_sessions(scope)


@job("access.forget_old_answers", every="23 * * * *", alarm=never)
async def forget_old_answers(run: Run) -> None:
    """What callers were answered under their Idempotency-Keys is kept for two days."""
    async with run.scope() as scope:
        await idempotency.forget_old(scope)
