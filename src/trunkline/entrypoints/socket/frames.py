"""Frames of the socket, both ways. A fact is encoded once, however many connections hear it."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from trunkline.infra.journal import Entry, Position
from trunkline.kernel.fact import to_json


class Subscribe(msgspec.Struct, tag="subscribe", forbid_unknown_fields=False):
    stream: str
    epoch: str | None = None
    seq: int | None = None


class Unsubscribe(msgspec.Struct, tag="unsubscribe"):
    stream: str


class Range(msgspec.Struct, tag="range"):
    stream: str
    after: int


class Pong(msgspec.Struct, tag="pong"):
    pass


Asked: TypeAlias = Subscribe | Unsubscribe | Range | Pong

_asked: msgspec.json.Decoder[Asked] = msgspec.json.Decoder(Asked)


def read_frame(text: str) -> Asked:
    """What the client asks. Raises `msgspec.MsgspecError` if it is nothing that a client may say."""
    return _asked.decode(text)


class Told(msgspec.Struct, frozen=True):
    """One number of a stream in both forms: for those who may hear it, and for those who only learn that there was something."""

    seq: int
    audience: str
    fact: str
    skip: str


def told(entry: Entry) -> Told:
    skip = {"type": "skip", "stream": entry.stream, "epoch": entry.epoch, "seq": entry.seq}
    return Told(entry.seq, entry.audience, _text(fact_frame(entry)), _text(skip))


def fact_frame(entry: Entry) -> dict[str, object]:
    """A fact as the socket tells it; GET /activity shows the same members."""
    plain = ("stream", "seq", "epoch", "id", "kind", "version", "company_id", "subject", "payload", "request_id", "at")
    actor = {"kind": str(entry.actor_kind), "id": entry.actor_id, "name": entry.actor_name}
    return {"type": "fact", **{name: to_json(getattr(entry, name)) for name in plain}, "actor": actor}


def subscribed(position: Position, replayed: int) -> str:
    return _text({"type": "subscribed", **_where(position), "replayed": replayed})


def reset(position: Position, reason: str) -> str:
    """`reason`: first (no position was given), unknown_epoch (the numbers mean something else), too_far (ask for a snapshot)."""
    return _text({"type": "reset", **_where(position), "reason": reason})


def ping(tops: dict[str, int]) -> str:
    return _text({"type": "ping", "tops": tops})


def error(code: str, detail: str, stream: str) -> str:
    return _text({"type": "error", "code": code, "detail": detail, "stream": stream})


def session_changed(permission_version: int) -> str:
    """What the caller may do has changed; a screen asks for its session again."""
    return _text({"type": "session_changed", "permission_version": permission_version})


def _where(position: Position) -> dict[str, object]:
    return {"stream": position.stream, "epoch": position.epoch, "seq": position.seq}


def _text(frame: dict[str, object]) -> str:
    return msgspec.json.encode(frame).decode()
