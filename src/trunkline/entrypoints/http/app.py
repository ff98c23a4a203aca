"""The ASGI application: rooms' routes, problems, request ids, compression, console."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

import trunkline
from trunkline.domains.access.api import authenticator
from trunkline.entrypoints.http import demo, scenarios
from trunkline.entrypoints.http.console import serve_console
from trunkline.entrypoints.http.health import route_templates, serve_health
from trunkline.entrypoints.http.middleware import install_middleware
from trunkline.entrypoints.http.scenario_process import ScenarioProcess
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.entrypoints.rooms import words
from trunkline.entrypoints.socket import identify_by, serve_socket
from trunkline.infra.program import Program
from trunkline.infra.telemetry import figures
from trunkline.infra.web import install_problems

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_app(program: Program, lifespan: Lifespan | None = None) -> FastAPI:
    """The application around a program. The program's owner opens and closes it."""
    app = FastAPI(
        title="Trunkline",
        version=trunkline.__version__,
        description="The commercial and operations platform of a multi-tenant AI call centre.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan or _nothing,
        redirect_slashes=False,
    )
    app.state.program = program
    # What lives as long as the server does: context managers that are given the program (the socket's hub, for one).
    app.state.lifetimes = []
    install_problems(app)
    rooms = [module.router for module in words("api")]
    own = (demo.router, scenarios.router)
    app.state.api_routes = [route for router in (*rooms, *own) for route in router.routes]
    # The routers say all about their routes. Included, each would be worked out once more for this application, and be looked for twice.
    app.router.routes.extend(app.state.api_routes)
    app.state.scenarios = ScenarioProcess()
    app.state.authenticate = authenticator(program)
    hub = serve_socket(app, program, identify_by(program))
    app.state.lifetimes.append(hub.lifetime)
    serve_health(app, program)
    simulated = program.ports.get(SimulatedProviders)
    if isinstance(simulated, SimulatedProviders):
        simulated.mount(app)
    serve_console(app, program.config)
    figures.know_routes(route_templates(app, *rooms))
    install_middleware(app)
    return app


@asynccontextmanager
async def _nothing(app: FastAPI) -> AsyncIterator[None]:
    yield
