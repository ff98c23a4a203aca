"""CSV rows out of physical lines, so that one unclosed quote costs one line and not the rest of the file.

A quoted field may hold a newline, hence a row may need several lines; but it is only believed to when those few lines, joined, are
flawless CSV with the columns of a record. Otherwise its first line is rejected alone and reading goes on at the next one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from trunkline.domains.usage.model import RejectedRow
from trunkline.providers.telephony.text_lines import RAW_CHARACTERS_MAX, Lines

# Lines that one row may span. Asterisk writes a newline only when a dialplan variable held one; a few are plenty.
ROW_LINES_MAX = 8

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Continued:
    """A row that took `lines` lines, or the reason why its first one is no row."""

    row: list[str] | None
    lines: int
    reason: str = ""


def csv_rows(
    blocks: Iterable[Lines | RejectedRow], is_record: Callable[[list[str]], bool]
) -> Iterator[Row | RejectedRow]:
    """(line number, columns) of each row. `is_record` says of joined lines whether they make a record; an empty line is []."""
    held: list[str] = []
    number = 1
    for block in blocks:
        if isinstance(block, RejectedRow):
            yield from _drained(held, number, len(held), is_record)
            yield block
            held, number = [], block.line_number + 1
            continue
        held += block.texts
        cut_off = block.last and bool(block.texts) and _is_cut_off(held)
        limit = len(held) - (cut_off if block.last else ROW_LINES_MAX)
        done = yield from _drained(held, number, limit, is_record)
        held, number = held[done:], number + done
        if cut_off and held:
            yield RejectedRow(number, "the file ends in the middle of this line", held[0][:RAW_CHARACTERS_MAX])


def _is_cut_off(lines: list[str]) -> bool:
    """Whether the file's last line, which no newline ends, was cut between two columns, going by the line before it.

    Taken for whole it would be a second record beside the one that the complete file will bring.
    """
    if lines[-1].endswith(",") and (len(lines) == 1 or not lines[-2].endswith(",")):
        return True
    try:
        widths = [len(row) for row in csv.reader(lines[-2:], strict=True)]
    except csv.Error:
        return False
    return len(widths) == 2 and 0 < widths[1] < widths[0]


def _drained(
    lines: list[str], number: int, limit: int, is_record: Callable[[list[str]], bool]
) -> Generator[Row | RejectedRow, None, int]:
    """The rows that start before `limit`; returns how many lines they took. Later lines are only looked at to finish a row."""
    index = 0
    while index < limit:
        first, reader = index, csv.reader(islice(lines, index, limit), strict=True)
        try:
            for row in reader:
                if first + reader.line_num != index + 1:
                    break
                yield number + index, row
                index += 1
        except csv.Error:
            pass
        if index < limit:
            found = _continued(lines, index, is_record)
            if found.row is None:
                yield RejectedRow(number + index, found.reason, lines[index][:RAW_CHARACTERS_MAX])
            else:
                yield number + index, found.row
            index += found.lines
    return index


def _continued(lines: list[str], index: int, is_record: Callable[[list[str]], bool]) -> _Continued:
    """The row that starts at `index` and is not simply its line."""
    for count in range(1, min(ROW_LINES_MAX, len(lines) - index) + 1):
        try:
            row = next(csv.reader(["\n".join(lines[index : index + count])], strict=True), [])
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                continue  # a quote is open: perhaps the next line closes it
            if count == 1:
                return _Continued(None, 1, f"not CSV: {error}")
            break
        if count == 1 or is_record(row):
            return _Continued(row, count)
        break
    return _Continued(None, 1, "a quote is opened and never closed")
