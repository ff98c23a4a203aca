"""The WebSocket at `/ws`: everybody hears live what they may hear, and can prove by numbers that they missed nothing.

The client names `(stream, epoch, seq)`; the answer is a full replay or `reset` with the reason, nothing between. Numbers stay without
gaps: what a caller may not hear arrives as `skip`. A slow client is closed with a code that says "resume".
`connection` is one client, `feed` one stream, `hub` the process, `endpoint` the door, `presence` who is here.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from trunkline.domains.access.queries import identities_of
from trunkline.domains.operations.model import TicketHolder
from trunkline.entrypoints.socket.connection import Budget, Pace
from trunkline.entrypoints.socket.endpoint import Door
from trunkline.entrypoints.socket.hub import Hub, Identify
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.web import Identity

__all__ = ["Budget", "Hub", "Identify", "Pace", "identify_by", "serve_socket"]


def identify_by(program: Program) -> Identify:
    """Asks the room `access` who the holders of tickets are now."""

    async def identify(holders: Sequence[TicketHolder]) -> Sequence[Identity | None]:
        async with program.scope(system_actor("socket"), write=False) as scope:
            return await identities_of(scope, [(one.actor_kind, one.actor_id, one.session_id) for one in holders])

    return identify


def serve_socket(
    app: FastAPI, program: Program, identify: Identify, *, pace: Pace | None = None, budget: Budget | None = None
) -> Hub:
    """Add `/ws` to the application. Whoever stops the process calls `hub.stop()` first, so that clients come back by themselves."""
    hub = Hub(program, identify, pace)
    app.add_api_websocket_route("/ws", Door(hub, budget).open, name="live")
    app.state.hub = hub
    return hub
