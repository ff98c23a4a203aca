"""Close codes in two ranges: 4000-4099 come back and resume, 4100-4199 do not, nothing would change."""

from __future__ import annotations

from enum import IntEnum


class Close(IntEnum):
    slow_consumer = 4000
    server_restart = 4001
    idle = 4002
    bad_ticket = 4100
    signed_out = 4101
    forbidden_origin = 4102
    misuse = 4103

    @property
    def reason(self) -> str:
        return _REASONS[self]


_REASONS = {
    Close.slow_consumer: "too slow: reconnect and resume from your position",
    Close.server_restart: "the server restarts: reconnect and resume from your position",
    Close.idle: "no answer to pings: reconnect and resume from your position",
    Close.bad_ticket: "the ticket is unknown, used or too old",
    Close.signed_out: "signed out",
    Close.forbidden_origin: "this origin may not open a socket",
    Close.misuse: "a frame was malformed, or there were too many",
}
