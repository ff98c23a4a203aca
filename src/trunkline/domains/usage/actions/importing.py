"""Importing a file of calls: any length, chunk by chunk, each chunk a transaction of its own.

An import that was interrupted is simply started again: what is there already is counted as duplicate and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import BinaryIO

from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.actions.calls import record_calls
from trunkline.domains.usage.model import (
    BATCH_MAX,
    CallReading,
    IgnoredRow,
    ImportCounts,
    IngestResult,
    RejectedRow,
)
from trunkline.domains.usage.ports import CallRecordReader
from trunkline.infra.scope import Begin
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import zone_of

TRIES_MAX = 5

OnRejected = Callable[[RejectedRow], None]
OnProgress = Callable[[ImportCounts], None]


async def import_calls(
    begin: Begin,
    reader: CallRecordReader,
    stream: BinaryIO,
    *,
    company_id: CompanyId,
    source: str,
    meter: str,
    zone: str | None = None,
    rejected: OnRejected = lambda row: None,
    progress: OnProgress = lambda counts: None,
) -> ImportCounts:
    """Read all calls of `stream` and record them. `zone` is that of the times in the file; the company's if it is not given.

    Every row that is no call goes to `rejected`, what is none yet is only counted; `progress` hears the counts after each committed chunk.
    """
    async with begin(company_id, write=False) as scope:
        zone = zone or (await tenants.company(scope, company_id)).zone
    readings = reader.read(stream, zone_of(zone))
    counts = ImportCounts()
    # Reading a chunk is a few milliseconds of pure work; in a thread it would leave the loop no freer, because of the GIL.
    while chunk := list(islice(readings, BATCH_MAX)):
        counts = await _record(begin, company_id, source, meter, chunk, counts, rejected)
        progress(counts)
        await asyncio.sleep(0)
    return counts


async def _record(
    begin: Begin,
    company_id: CompanyId,
    source: str,
    meter: str,
    chunk: list[CallReading | RejectedRow | IgnoredRow],
    counts: ImportCounts,
    rejected: OnRejected,
) -> ImportCounts:
    readings = [item for item in chunk if isinstance(item, CallReading)]
    refused = [item for item in chunk if isinstance(item, RejectedRow)]
    accepted = duplicate = 0
    if readings:
        result = await _tried_again(begin, company_id, source, meter, readings)
        accepted, duplicate = result.accepted, result.duplicate
        refused += [
            RejectedRow(readings[one.index].line_number, one.detail, readings[one.index].call.external_id)
            for one in result.problems
        ]
    for row in sorted(refused, key=lambda row: row.line_number):
        rejected(row)
    return ImportCounts(
        counts.accepted + accepted,
        counts.duplicate + duplicate,
        counts.rejected + len(refused),
        counts.ignored + sum(isinstance(item, IgnoredRow) for item in chunk),
    )


async def _tried_again(
    begin: Begin, company_id: CompanyId, source: str, meter: str, readings: list[CallReading]
) -> IngestResult:
    """A chunk that was in somebody's way is repeated: nothing of it was committed, and nothing is ever counted twice."""
    calls = [reading.call for reading in readings]
    for attempt in range(1, TRIES_MAX):
        try:
            async with begin(company_id) as scope:
                return await record_calls(scope, source, meter, calls)
        except Unavailable:
            await asyncio.sleep(2**attempt / 10)
    async with begin(company_id) as scope:
        return await record_calls(scope, source, meter, calls)
