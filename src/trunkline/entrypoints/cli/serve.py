"""`trunkline serve`: API, console, socket and jobs in one process."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from trunkline.domains.access import actions as access
from trunkline.domains.currencies import queries as currencies
from trunkline.domains.currencies.actions import load_history
from trunkline.domains.currencies.ports import RateHistory
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, stderr
from trunkline.entrypoints.demo import demo_sign_ins, keep_calls_arriving, load_demo
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.payment_providers import SimulatedProviders, keep_notices_arriving
from trunkline.entrypoints.socket import Hub
from trunkline.infra.config import SETTINGS, Config, load_config
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.infra.telemetry import configure_logging
from trunkline.kernel.errors import Misconfigured, Unavailable

GRACE_SECONDS = 10
log = structlog.get_logger("trunkline.serve")


def register(words: Subparsers) -> None:
    settings = "\n".join(f"  {name:<24} {meaning} [{default}]" for name, meaning, default in SETTINGS)
    parser = words.add_parser("serve", help="serve API and console", description="Serve API, console, socket and jobs.")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"settings in the environment:\n{settings}"
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", help="port to listen on")
    parser.add_argument("--data-dir", metavar="FOLDER", help="folder for database, documents and the secret key")
    parser.add_argument("--demo", action="store_true", help="load the demo world first and keep calls arriving")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    config = load_config(
        TRUNKLINE_HOST=args.host,
        TRUNKLINE_PORT=args.port,
        TRUNKLINE_DATA_DIR=args.data_dir,
        TRUNKLINE_DEMO="1" if args.demo else None,
    )
    configure_logging(config.log_format, config.log_level)
    with _listening(config) as listener:
        async with opened_program(config) as program:
            await _write_roles(program, args)
            await _load_history(program, args)
            if config.demo:
                await load_demo(program, stderr)
            await _serve(program, listener)
    return 0


async def _write_roles(program: Program, args: argparse.Namespace) -> None:
    """A version that brings a new permission brings it to the roles, too."""
    async with program.scope(command_actor(args)) as scope:
        await access.install_roles(scope)


async def _load_history(program: Program, args: argparse.Namespace) -> None:
    """The embedded default converts without any network, from its first day; elsewhere `trunkline rates load` does it.

    Nobody is turned away because there was no room for it.
    """
    if program.database.dialect != "sqlite":
        return
    try:
        async with program.scope(command_actor(args)) as scope:
            if not await currencies.history_is_loaded(scope):
                await load_history(scope, scope.port(RateHistory))
    except Unavailable as problem:
        log.warning("rate_history_not_loaded", detail=problem.detail, remedy="trunkline rates load")


async def _serve(program: Program, listener: socket.socket) -> None:
    app = build_app(program, _with_workers(program))
    settings = uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,  # the hub encodes a fact once for everybody
    )
    await _GreetingServer(settings, program, app.state.hub).serve([listener])


class _GreetingServer(uvicorn.Server):
    """Says where it is as soon as it answers."""

    def __init__(self, settings: uvicorn.Config, program: Program, hub: Hub) -> None:
        super().__init__(settings)
        self._program = program
        self._hub = hub

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            _greet(self._program, sockets[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Open consoles are told to come back before their connections go."""
        await self._hub.stop()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and Ctrl-C end the server well and the command with 0; uvicorn would end the process by the signal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _with_workers(program: Program):  # type: ignore[no-untyped-def]
    """Jobs, and in the demo the calls, live as long as the server does."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            for part in app.state.lifetimes:
                await stack.enter_async_context(part(program))
            tasks = []
            if program.config.workers_in_process:
                worker = Worker(program, side_by_side=program.config.workers_in_process)
                tasks.append(asyncio.create_task(worker.run(stop), name="worker"))
            if program.config.demo:
                tasks.append(asyncio.create_task(keep_calls_arriving(program, stop), name="demo calls"))
            simulated = program.ports.get(SimulatedProviders)
            if isinstance(simulated, SimulatedProviders):
                notices = keep_notices_arriving(program, simulated, app, stop)
                tasks.append(asyncio.create_task(notices, name="simulated notices"))
            yield
            stop.set()
            await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), GRACE_SECONDS)

    return lifespan


def _listening(config: Config) -> socket.socket:
    """Take the port before anything else is done: a busy one should not cost the time of loading a demo."""
    # The protocol is named because asyncio sets TCP_NODELAY only where it is: without, every answer waits 40 ms for a delayed ACK.
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise Misconfigured(_why_not(config, error)) from None
    listener.setblocking(False)
    return listener


def _why_not(config: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {config.port} on {config.host} is in use. Stop what listens there, or choose another port: "
            f"TRUNKLINE_PORT={config.port + 1}, or --port {config.port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {config.port} needs more rights than this user has; choose one above 1023 with TRUNKLINE_PORT."
    return f"Cannot listen on {config.host}:{config.port} ({error.strerror}); check TRUNKLINE_HOST and TRUNKLINE_PORT."


def _greet(program: Program, port: int) -> None:
    config = program.config
    host = "127.0.0.1" if config.host in {"0.0.0.0", "::"} else config.host  # noqa: S104 - compared, not bound
    stderr.print(f"\n[bold]Trunkline is up: http://{host}:{port}[/]   (data in {config.data_dir}, Ctrl-C to stop)")
    if config.demo:
        stderr.print("\nSign in as one of the demo people:")
        for person in demo_sign_ins():
            stderr.print(f"  {person.email:<30} {person.password}   {person.role}", soft_wrap=True)
    stderr.print()
