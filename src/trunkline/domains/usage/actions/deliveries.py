"""Recording what a vendor delivers: read outside of the transaction, kept in one.

A vendor repeats a delivery that it saw no answer to, and tells some calls twice. Both are the same call, because a call goes by the
vendor's id of the call; whatever arrives first is kept.
"""

from __future__ import annotations

from io import BytesIO
from itertools import islice
from zoneinfo import ZoneInfo

from trunkline.domains.usage.actions.calls import record_calls
from trunkline.domains.usage.actions.counting import refuse_large
from trunkline.domains.usage.model import (
    BATCH_MAX,
    CallReading,
    DeliveryReadings,
    DeliveryResult,
    IgnoredRow,
    IngestProblem,
    IngestResult,
    RejectedRow,
)
from trunkline.domains.usage.ports import CallFormat
from trunkline.domains.usage.queries.meters import only_call_meter
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Invalid

# No format that is delivered tells local times.
_UTC = ZoneInfo("UTC")
_GZIP_MAGIC = b"\x1f\x8b"


def read_delivery(reader: CallFormat, body: bytes) -> DeliveryReadings:
    """Raises `Invalid` for an empty body and for one that is compressed, and `TooLarge` above `BATCH_MAX` records."""
    if not body.strip():
        raise Invalid("The body is empty; send what the vendor sends.")
    if body.startswith(_GZIP_MAGIC):
        raise Invalid("The body is compressed; send it as it is.")
    items = list(islice(reader.read(BytesIO(body), _UTC), BATCH_MAX + 1))
    refuse_large(len(items))
    return DeliveryReadings(
        tuple(item for item in items if isinstance(item, CallReading)),
        tuple(item for item in items if isinstance(item, IgnoredRow)),
        tuple(item for item in items if isinstance(item, RejectedRow)),
    )


async def record_delivery(scope: Scope, source: str, meter: str | None, read: DeliveryReadings) -> DeliveryResult:
    """Keep the calls of a delivery, each once for ever by (source, the vendor's id).

    Without a `meter` the company's only one for calls is taken; raises `Invalid` when there is none or more than one.
    """
    result = IngestResult(0, (), ())
    if read.calls:
        meter = meter or await only_call_meter(scope, "?meter=")
        result = await record_calls(scope, source, meter, [one.call for one in read.calls])
    problems = [
        IngestProblem(read.calls[one.index].line_number - 1, one.event_id, one.code, one.detail)
        for one in result.problems
    ]
    problems += [IngestProblem(row.line_number - 1, None, "no_call", f"{row.reason}.") for row in read.rejected]
    ordered = tuple(sorted(problems, key=lambda one: one.index))
    return DeliveryResult(result.accepted, result.duplicate, read.ignored, ordered)
