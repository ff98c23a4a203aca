"""Who did it. Apart from the scope, so that jobs can name themselves without knowing scopes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    user = "user"
    api_key = "api_key"
    system = "system"
    anonymous = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `id` is a user's or key's id, or the name of the job or command."""

    kind: ActorKind
    id: str
    name: str


def system_actor(name: str) -> Actor:
    return Actor(ActorKind.system, name, name)
