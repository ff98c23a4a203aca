"""Logs: one event per line, JSON for machines or aligned text for people, ours and the libraries' through the same chain."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

import msgspec
import structlog
from structlog.typing import Processor

from trunkline.infra.telemetry.redaction import redact

# These say per request what our own figures and events say better, and uvicorn's and httpx2's would hold raw query strings.
_QUIET = ("uvicorn.access", "uvicorn.error", "aiosqlite", "asyncio", "alembic.runtime.migration", "httpx2")
# Warns of every duplicate key, which for us is an answer like any other.
_SILENT = ("asyncmy",)


def configure_logging(format: str = "console", level: str = "info", stream: TextIO | None = None) -> None:
    """Call once at start. `format` is json or console; `level` debug, info, warning or error. Logs go to stderr."""
    out = cast(TextIO, _Unfailing(stream or sys.stderr))
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*_chain(), _renderer(format, out)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    _route_libraries(format, number, out)


@contextmanager
def about_request(request_id: str, **about: object) -> Iterator[None]:
    """Every event inside the block carries the request's id."""
    with structlog.contextvars.bound_contextvars(request_id=request_id, **about):
        yield


class _Unfailing:
    """A log that cannot be written, because its disk is full or nobody reads it any more, keeps nobody from working: the line is lost."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()


def _chain() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # text, so that redaction sees it; and never the values of local variables
        redact,
    ]


def _renderer(format: str, out: TextIO) -> Processor:
    if format == "json":
        return structlog.processors.JSONRenderer(serializer=_json)
    return structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _json(event: Any, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


def _route_libraries(format: str, level: int, out: TextIO) -> None:
    """The standard library's loggers (uvicorn, SQLAlchemy, redis) end in the same chain."""
    handler = logging.StreamHandler(out)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(format, out)]
    chain: list[Processor] = [structlog.stdlib.add_logger_name, *_chain()]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=chain))
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)
