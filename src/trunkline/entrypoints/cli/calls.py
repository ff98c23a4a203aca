"""`trunkline calls`: import call records from a file, or only read it and say what it holds."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.actions import import_calls
from trunkline.domains.usage.model import CallReading, IgnoredRow, ImportCounts, RejectedRow
from trunkline.domains.usage.ports import CallRecordReader
from trunkline.entrypoints.cli.terminal import (
    Subparsers,
    command_actor,
    company_of_slug,
    opened_program,
    print_json,
    progress_bar,
    stderr,
)
from trunkline.kernel.errors import Invalid
from trunkline.kernel.period import zone_of
from trunkline.providers.telephony.asterisk import AsteriskReader
from trunkline.providers.telephony.formats import FORMATS
from trunkline.providers.telephony.legs import JoiningAsteriskReader

READERS: dict[str, CallRecordReader] = {"asterisk": AsteriskReader(), **FORMATS}


def register(words: Subparsers) -> None:
    parser = words.add_parser("calls", help="import call records", description="Import or check call records.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser("import", help="record the calls of a file; a call is never recorded twice")
    _add_file(importing)
    importing.add_argument("--company", required=True, metavar="SLUG", help="whose calls they are")
    importing.add_argument("--meter", help="what they count on; may be left out when one subscription rates calls")
    importing.add_argument("--zone", help="time zone of the times in the file [that of the company]")
    importing.add_argument("--source", help="name under which the calls are known for ever [the format]")
    importing.set_defaults(run=import_file)
    checking = verbs.add_parser("check", help="read a file, record nothing, and say what it holds")
    _add_file(checking)
    checking.add_argument(
        "--zone", required=True, help="time zone of the times in the file, where it tells local times"
    )
    checking.set_defaults(run=check_file)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="plain or gzip; - for standard input; JSON: one payload, an array, or one per line"
    )
    parser.add_argument("--format", choices=sorted(READERS), default="asterisk")
    parser.add_argument(
        "--join", choices=["linkedid"], help="asterisk: the legs of a transfer or conference are one call"
    )
    parser.add_argument("--rejects", metavar="FILE", help="where rows go that are no call [FILE.rejects.csv]")
    parser.add_argument("--json", action="store_true")


async def import_file(args: argparse.Namespace) -> int:
    reader = _reader(args)
    async with opened_program() as program:
        company_id = await company_of_slug(program, args, args.company)
        begin = program.begin_as(command_actor(args))
        async with begin(company_id, write=False) as scope:
            meter = args.meter or await usage.only_call_meter(scope, "--meter")
        with _opened(args.file) as (stream, size), _Rejects(args) as rejects, progress_bar() as bar:
            task = bar.add_task("calls", total=size)

            def show(counts: ImportCounts) -> None:
                bar.update(task, completed=_position(stream, size), description=f"{counts.rows:,} rows")

            counts = await import_calls(
                begin,
                reader,
                stream,
                company_id=company_id,
                source=args.source or args.format,
                meter=meter,
                zone=args.zone,
                rejected=rejects.write,
                progress=show,
            )
    found = {name: getattr(counts, name) for name in ("rows", "accepted", "duplicate", "ignored")}
    _report(args, found, counts.rejected)
    return 0 if counts.rejected < counts.rows or not counts.rows else 1


async def check_file(args: argparse.Namespace) -> int:
    counts: Counter[str] = Counter()
    dispositions: Counter[str] = Counter()
    with _opened(args.file) as (stream, _), _Rejects(args) as rejects:
        for item in _reader(args).read(stream, zone_of(args.zone)):
            counts["rows"] += 1
            if isinstance(item, RejectedRow):
                rejects.write(item)
                continue
            if isinstance(item, IgnoredRow):
                counts["ignored"] += 1
                continue
            _count(item, counts)
            dispositions[item.call.disposition.value] += 1
    found = {name: counts[name] for name in ("rows", "calls", "ignored", "duration_seconds", "billable_seconds")}
    rejected = counts["rows"] - counts["calls"] - counts["ignored"]
    _report(args, {**found, "dispositions": dict(sorted(dispositions.items()))}, rejected)
    return 0 if rejected < counts["rows"] or not counts["rows"] else 1


def _reader(args: argparse.Namespace) -> CallRecordReader:
    if args.join is None:
        return READERS[args.format]
    if args.format != "asterisk":
        raise Invalid("--join is for the format asterisk; the other formats tell a call as one.")
    return JoiningAsteriskReader()


def _count(reading: CallReading, counts: Counter[str]) -> None:
    counts["calls"] += 1
    counts["duration_seconds"] += reading.call.duration_seconds
    counts["billable_seconds"] += reading.call.billable_seconds


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """The file and its size; standard input has none."""
    if name == "-":
        yield sys.stdin.buffer, None
        return
    try:
        size = Path(name).stat().st_size
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below; its later errors are not about opening
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from None
    with stream:
        yield stream, size


def _position(stream: BinaryIO, size: int | None) -> int | None:
    return None if size is None else stream.tell()


class _Rejects:
    """The file of rejected rows; it is made when there is a first one."""

    def __init__(self, args: argparse.Namespace) -> None:
        beside = "calls" if args.file == "-" else args.file
        self.path = Path(args.rejects or f"{beside}.rejects.csv")
        self._file: TextIO | None = None

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()
            stderr.print(f"Rows that are no call, with their reasons: {self.path}")

    def write(self, row: RejectedRow) -> None:
        if self._file is None:
            self._file = self.path.open("w", newline="", encoding="utf-8")
            csv.writer(self._file).writerow(("line", "reason", "row"))
        csv.writer(self._file).writerow((row.line_number, row.reason, row.raw))


def _report(args: argparse.Namespace, found: dict[str, object], rejected: int) -> None:
    if args.json:
        print_json({**found, "rejected": rejected})
        return
    for name, value in {**found, "rejected": rejected}.items():
        print(f"{name.replace('_', ' '):<17} {_plain(value)}")


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count:,}" for name, count in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)
