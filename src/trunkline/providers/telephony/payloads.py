"""JSON payloads out of a file or a request: one document, an array of them, or one per line. Plain or gzip, in bounded memory.

A document is held whole, so it may have `DOCUMENT_BYTES_MAX` bytes; a longer file must hold one document per line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import msgspec

from trunkline.domains.usage.model import CallReading, CallRecordInput, IgnoredRow, RejectedRow
from trunkline.providers.telephony.text_lines import RAW_CHARACTERS_MAX, Tear, shown

DOCUMENT_BYTES_MAX = 1 << 24

Members: TypeAlias = dict[str, Any]
Blocks: TypeAlias = Iterator[bytes | Tear]


@dataclass(frozen=True, slots=True)
class Payload:
    """A JSON object, and where it stood: its line, or its place in the array, counted from 1."""

    place: int
    members: Members


@dataclass(frozen=True, slots=True)
class Ignored:
    """Why a record is no call to count. `about` is the vendor's id of what it tells about, or empty."""

    reason: str
    about: str = ""


def payloads_of(blocks: Blocks) -> Iterator[Payload | RejectedRow]:
    """Every JSON object of the content; what is none becomes a `RejectedRow` in its place."""
    whole, rest = gathered(blocks)
    if rest is None:
        yield from _of_whole(whole)
        return
    yield from _of_lines(chain([whole], rest))


def gathered(blocks: Blocks) -> tuple[bytes, Blocks | None]:
    """The content as one piece, and None; or as much as may be held, and what follows: more content, or the tear that ends it."""
    pieces: list[bytes] = []
    size = 0
    for block in blocks:
        if isinstance(block, Tear):
            return b"".join(pieces), iter([block])
        pieces.append(block)
        size += len(block)
        if size > DOCUMENT_BYTES_MAX:
            return b"".join(pieces), blocks
    return b"".join(pieces), None


def first_byte(blocks: Blocks) -> tuple[bytes, Blocks]:
    """The first byte that is no white space (empty without one), and the content as it was."""
    seen: list[bytes | Tear] = []
    for block in blocks:
        seen.append(block)
        if isinstance(block, Tear) or block.strip():
            break
    last = seen[-1] if seen else b""
    return (b"" if isinstance(last, Tear) else last.strip()[:1]), chain(seen, blocks)


def reading(
    place: int, told: Members | str, make: Callable[[], CallRecordInput | Ignored]
) -> CallReading | RejectedRow | IgnoredRow:
    """What `make` makes of a record; a `ValueError` of it, whose text is fit to show, rejects the record."""
    try:
        made = make()
    except ValueError as refused:
        raw = told if isinstance(told, str) else msgspec.json.encode(told).decode()
        return RejectedRow(place, str(refused), raw[:RAW_CHARACTERS_MAX])
    return IgnoredRow(place, made.reason, made.about[:120]) if isinstance(made, Ignored) else CallReading(place, made)


def _of_whole(whole: bytes) -> Iterator[Payload | RejectedRow]:
    if not whole.strip():
        return
    try:
        value = _decoded(whole)
    except ValueError as error:
        lines = list(_of_lines(iter([whole])))
        if not any(isinstance(item, Payload) for item in lines):
            lines = [RejectedRow(1, str(error), shown(whole))]
        yield from lines
        return
    if not isinstance(value, list):
        value = [value]
    for place, item in enumerate(value, 1):
        yield _payload(place, item)


def _of_lines(blocks: Iterable[bytes | Tear]) -> Iterator[Payload | RejectedRow]:
    """One document per line. A first line that is no document and no short one ends it: the file is a single, too large document."""
    number, rest = 1, b""
    for block in blocks:
        if isinstance(block, Tear):
            yield RejectedRow(number, block.reason, shown(rest))
            return
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield from _of_line(number, line)
            number += 1
        if len(rest) > DOCUMENT_BYTES_MAX:
            reason = f"a document longer than {DOCUMENT_BYTES_MAX} bytes; larger files hold one per line"
            yield RejectedRow(number, reason, shown(rest))
            return
    yield from _of_line(number, rest)


def _of_line(number: int, line: bytes) -> Iterator[Payload | RejectedRow]:
    if not line.strip():
        return
    try:
        value = _decoded(line)
    except ValueError as error:
        yield RejectedRow(number, str(error), shown(line))
        return
    for item in value if isinstance(value, list) else [value]:
        yield _payload(number, item)


def _decoded(content: bytes) -> Any:
    """Raises `ValueError` with a reason fit to show."""
    try:
        return msgspec.json.decode(content)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deeply") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise ValueError(f"not JSON: {str(error)[:200]}") from None


def _payload(place: int, value: Any) -> Payload | RejectedRow:
    if isinstance(value, dict):
        return Payload(place, value)
    return RejectedRow(place, "not a JSON object", msgspec.json.encode(value).decode()[:RAW_CHARACTERS_MAX])
