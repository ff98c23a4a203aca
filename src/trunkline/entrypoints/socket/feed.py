"""One stream as this process follows it: how far it has told, the last facts ready to be sent again, and who listens."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from trunkline.entrypoints.socket import frames
from trunkline.entrypoints.socket.connection import Connection
from trunkline.entrypoints.socket.frames import Told
from trunkline.infra.journal import Position

RECENT_MAX = 512
# More than this and a snapshot is cheaper for everybody than a replay.
REPLAY_MAX = 1000


@dataclass(slots=True, eq=False)
class Feed:
    stream: str
    epoch: str = ""
    seq: int = 0
    followers: set[Connection] = field(default_factory=set)
    joining: int = 0
    _recent: deque[Told] = field(default_factory=lambda: deque(maxlen=RECENT_MAX))

    @property
    def position(self) -> Position:
        return Position(self.stream, self.epoch, self.seq)

    def why_not(self, epoch: str | None, seq: int | None) -> str | None:
        """Why a replay from (epoch, seq) cannot be full; None if it can."""
        if epoch is None or seq is None:
            return "first"
        if epoch != self.epoch or not 0 <= seq <= self.seq:
            return "unknown_epoch"
        return "too_far" if self.seq - seq > REPLAY_MAX else None

    def tell(self, item: Told) -> None:
        """The next fact, to everybody who listens."""
        assert item.seq == self.seq + 1, "facts are told in order, none left out"
        self.seq = item.seq
        self._recent.append(item)
        for connection in self.followers:
            connection.tell(item)

    def remembered(self, after: int) -> Sequence[Told]:
        """The facts after `after` if all of them are still at hand; a crowd that reconnects does not reach the database then."""
        if not self._recent or self._recent[0].seq > after + 1:
            return ()
        newest_first = takewhile(lambda item: item.seq > after, reversed(self._recent))
        return list(newest_first)[::-1]

    def begin_again(self, top: Position) -> None:
        """The numbers mean something else now (a restored backup), or facts are gone that nobody can be told any more."""
        reason = "unknown_epoch" if top.epoch != self.epoch or top.seq < self.seq else "too_far"
        self.epoch, self.seq = top.epoch, top.seq
        self._recent.clear()
        for connection in self.followers:
            connection.offer(frames.reset(self.position, reason), "reset")
