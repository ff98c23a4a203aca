"""Probes and figures. `/livez`: the process answers. `/readyz`: it can do its work. `/metrics`: what Prometheus reads.

Liveness checks nothing else on purpose: a database that is away must not make an orchestrator kill every process that waits for it.
What cannot be told is absent from the metrics page, and `trunkline_database_up` says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import cache

import structlog
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from trunkline.domains.access.model import Permission
from trunkline.domains.operations import queries
from trunkline.domains.operations.model import Installation
from trunkline.infra.config import prepare_data_dir
from trunkline.infra.db import check_reachable
from trunkline.infra.migrate import newest_revision, revision
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.telemetry import figures
from trunkline.infra.web import identity_of
from trunkline.kernel.errors import Forbidden

CHECK_SECONDS_MAX = 3.0
_LOOPBACK = ("127.0.0.1", "::1", "testclient")

_log = structlog.get_logger("trunkline.health")


def serve_health(app: FastAPI, program: Program) -> None:
    """Add the three addresses; they belong to the installation and not to the API, so they are not described with it."""

    @app.get("/livez", include_in_schema=False)
    async def livez() -> Response:
        return PlainTextResponse("alive\n")

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        found = await _examine(program)
        ready = all(words is None for words in found.values())
        shown = {name: {"ok": words is None, "detail": words or "ok"} for name, words in found.items()}
        return JSONResponse({"ready": ready, "checks": shown}, 200 if ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        await _require_reader(request)
        await _tell_figures(program)
        return Response(await figures.render(), media_type=figures.CONTENT_TYPE)


def route_templates(*routers: FastAPI | APIRouter) -> Iterator[str]:
    """Every template that may appear as a label."""
    return (route.path for router in routers for route in router.routes if isinstance(route, Route))


# Readiness


async def _examine(program: Program) -> dict[str, str | None]:
    """What is wrong, per check; None where all is well. One check that hangs does not hide the others."""
    checks: dict[str, Callable[[], Awaitable[str | None]]] = {
        "database": lambda: _reachable(program),
        "migrations": lambda: _migrated(program),
        "data_folder": lambda: _writable(program),
    }
    answers = await asyncio.gather(*(_within_time(name, check) for name, check in checks.items()))
    return dict(zip(checks, answers, strict=True))


async def _within_time(name: str, check: Callable[[], Awaitable[str | None]]) -> str | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS_MAX):
            return await check()
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS_MAX:g} seconds"
    except Exception as error:  # whatever it is, we are not ready; addresses and paths stay in the log
        _log.warning("not_ready", check=name, error=_words(error))
        return "failed; the log says why"


async def _reachable(program: Program) -> None:
    await check_reachable(program.database)


async def _migrated(program: Program) -> str | None:
    found, needed = await revision(program.database), await asyncio.to_thread(_newest)
    return None if found == needed else f"at {found or 'nothing'}, needs {needed}: run `trunkline migrate`"


@cache
def _newest() -> str | None:
    """Does not change while the program runs, and takes reading all migrations to find out."""
    return newest_revision()


async def _writable(program: Program) -> None:
    await asyncio.to_thread(prepare_data_dir, program.config.data_dir)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


# Metrics


async def _require_reader(request: Request) -> None:
    """Prometheus on the same machine needs no key; anybody else needs the permission. A proxy's requests come from outside."""
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    if request.client is not None and request.client.host in _LOOPBACK and not proxied:
        return
    if Permission.monitoring_read not in (await identity_of(request)).permissions:
        raise Forbidden("This needs the permission monitoring.read.", extra={"permission": "monitoring.read"})


async def _tell_figures(program: Program) -> None:
    """Ask the database now. When it does not answer its figures are taken away: yesterday's queue is not today's."""
    in_use, idle = program.database.connections()
    figures.database_connections.set(in_use, state="in_use")
    figures.database_connections.set(idle, state="idle")
    try:
        async with asyncio.timeout(CHECK_SECONDS_MAX), program.scope(system_actor("metrics"), write=False) as scope:
            found = await queries.installation(scope)
    except Exception as error:
        _log.warning("metrics_without_database", error=_words(error))
        figures.database_up.set(0)
        _forget()
    else:
        figures.database_up.set(1)
        _tell(found)


def _tell(found: Installation) -> None:
    for state, count in found.jobs.items():
        figures.jobs.set(count, state=state)
    figures.jobs_oldest_seconds.set(found.oldest_due_seconds)
    figures.jobs_lease_expired.set(found.leases_expired)
    figures.journal_facts.set(found.facts)
    figures.journal_top.set(found.platform_seq)


def _forget() -> None:
    gauges = (
        figures.jobs,
        figures.jobs_oldest_seconds,
        figures.jobs_lease_expired,
        figures.journal_facts,
        figures.journal_top,
    )
    for gauge in gauges:
        gauge.unknown()
