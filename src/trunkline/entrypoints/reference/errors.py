"""`errors.md`"""

from __future__ import annotations

from http import HTTPStatus

from trunkline.entrypoints.reference.markdown import code, page, table, words_of
from trunkline.entrypoints.rooms import load_tables, words
from trunkline.entrypoints.socket.codes import Close
from trunkline.infra.web import problems
from trunkline.kernel.errors import Problem

ABOUT = """\
Every failure is `application/problem+json` (RFC 9457). `code` is stable and meant for programs, `title` names the kind of failure, `detail`
speaks about this one, `request_id` finds it in the log, `errors` lists the fields (`pointer`, `detail`). What a program should do
follows from the status: 4xx is not worth repeating unchanged, except 429 and 409 `idempotency_still_running`; on 429 and 503 wait for
`Retry-After`. A code not listed here does not occur.

`POST /usage/events` and `POST /calls` accept part of a batch: what they refuse is listed in their answer, item by item."""
OF_THE_PROTOCOL = """\
## Before a route is reached, and after it went wrong

What the protocol refuses, and what nobody foresaw: that is told to the log, and to the caller only that it happened."""
OF_THE_SOCKET = """\
## Close codes of the socket

4000 … 4099: reconnect and resume. 4100 … 4199: the same would happen again."""


def problems_known() -> list[type[Problem]]:
    """Every kind of expected failure, by status and code."""
    load_tables()
    words("api")
    ours = [one for one in _below(Problem) if one.__module__.startswith("trunkline.")]
    return sorted(ours, key=lambda one: (one.status, one.code))


def errors_page() -> str:
    expected = [(code(one.code), str(one.status), one.title, _when(one)) for one in problems_known()]
    protocol = [
        (code(name), str(status), HTTPStatus(status).phrase) for status, name in problems.PROTOCOL_CODES.items()
    ]
    protocol.append((code("internal"), "500", "Give the request id to whoever runs the installation"))
    closes = [(str(one.value), code(one.name), one.reason) for one in Close]
    return page(
        "Errors",
        "src/trunkline/kernel/errors.py and the rooms",
        ABOUT,
        table(("Code", "Status", "Title", "When"), expected),
        OF_THE_PROTOCOL,
        table(("Code", "Status", "When"), protocol),
        OF_THE_SOCKET,
        table(("Close code", "Name", "Meaning"), closes),
    )


def _when(kind: type[Problem]) -> str:
    return "No other code says it better." if kind is Problem else words_of(kind)


def _below(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _below(child))]
