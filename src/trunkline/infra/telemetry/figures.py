"""Every figure of the program, one registry per process. The reference page of metrics is checked against this file.

Counters are the process's own; gauges about the database (queue, journal) are set by whoever answers `/metrics`, just before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from prometheus_client import CollectorRegistry as Registry
from prometheus_client import GCCollector, PlatformCollector, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from trunkline.infra.telemetry.bounded import BoundedCounter, BoundedGauge, BoundedHistogram

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series per counter that nobody asks for
REGISTRY = Registry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATUSES = frozenset(str(status) for status in range(100, 600))
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
JOB_STATES = frozenset({"queued", "running", "dead"})  # ended jobs are not counted: nobody waits for them
# Codes with a meaning of their own; see entrypoints.socket. Everything else is `other`.
CLOSE_CODES = frozenset(
    {"1000", "1001", "1005", "1006", "1009", "1012", *map(str, range(4000, 4003)), *map(str, range(4100, 4104))}
)

# The templates that the application serves (`/api/v1/invoices/{id}`), named once when it is put together.
_routes: set[str] = set()


def know_routes(templates: Iterable[str]) -> None:
    """A route that is not named here is counted as `other`: a label can never be a path that a caller made up."""
    _routes.update(templates)


http_requests = BoundedCounter(
    "trunkline_http_requests",
    "Requests answered, by route template.",
    REGISTRY,
    method=METHODS,
    route=_routes,
    status=STATUSES,
)
http_seconds = BoundedHistogram(
    "trunkline_http_request_seconds",
    "Time until the answer was complete.",
    REGISTRY,
    SECONDS,
    method=METHODS,
    route=_routes,
)
http_running = BoundedGauge("trunkline_http_requests_running", "Requests being answered now.", REGISTRY)

usage_events = BoundedCounter(
    "trunkline_usage_events",
    "Usage events received, by what became of them.",
    REGISTRY,
    outcome=frozenset({"accepted", "duplicate", "rejected"}),
)

jobs = BoundedGauge("trunkline_jobs", "Jobs that still need somebody, by state.", REGISTRY, state=JOB_STATES)
jobs_oldest_seconds = BoundedGauge(
    "trunkline_jobs_oldest_seconds", "How long the most overdue job has been due; 0 when none is.", REGISTRY
)
jobs_lease_expired = BoundedGauge(
    "trunkline_jobs_lease_expired", "Running jobs whose worker stopped reporting; another worker takes them.", REGISTRY
)
journal_facts = BoundedGauge("trunkline_journal_facts", "Facts written in all streams since they began.", REGISTRY)
journal_top = BoundedGauge("trunkline_journal_platform_seq", "Newest number of the platform's stream.", REGISTRY)
database_connections = BoundedGauge(
    "trunkline_database_connections", "Connections of this process.", REGISTRY, state=frozenset({"in_use", "idle"})
)
database_up = BoundedGauge(
    "trunkline_database_up", "1: the database answered for this page. 0: its figures are absent.", REGISTRY
)

sockets = BoundedGauge("trunkline_socket_connections", "WebSocket connections of this process.", REGISTRY)
socket_frames = BoundedCounter(
    "trunkline_socket_frames",
    "Frames handed to connections, by kind.",
    REGISTRY,
    kind=frozenset({"fact", "skip", "ping", "reset", "subscribed", "error", "session_changed"}),
)
socket_bytes = BoundedCounter("trunkline_socket_bytes", "Bytes handed to connections.", REGISTRY)
socket_closed = BoundedCounter("trunkline_socket_closed", "Connections closed, by code.", REGISTRY, code=CLOSE_CODES)
socket_delay = BoundedHistogram(
    "trunkline_socket_delay_seconds", "From announcing a fact to handing it to the connections.", REGISTRY, SECONDS
)

CONTENT_TYPE = CONTENT_TYPE_LATEST


async def render() -> bytes:
    """The metrics page. In a thread: with many series it takes tens of milliseconds that belong to the sockets."""
    return await asyncio.to_thread(generate_latest, REGISTRY)
