"""The lines of a text file, plain or gzip, in blocks of bounded size.

A file that breaks off, or whose compression is damaged, keeps every line before the tear; the tear itself becomes a `RejectedRow` in
its place. Encodings are UTF-8, with or without a byte order mark, and Latin-1 for a line that is not UTF-8: telephony writes names in
whatever the handset sent, and a name must not cost a call.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from trunkline.domains.usage.model import RejectedRow

BLOCK_BYTES = 1 << 18
LINE_BYTES_MAX = 1 << 17
RAW_CHARACTERS_MAX = 4_096

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_FORMAT = 31  # zlib's window bits for "gzip header and trailer"


@dataclass(frozen=True, slots=True)
class Lines:
    """Consecutive lines without their newline; the first one is line `number` of the file. `last` says that the file ends here."""

    number: int
    texts: list[str]
    last: bool = False


@dataclass(frozen=True, slots=True)
class Tear:
    """The content stops here for a reason other than its end."""

    reason: str


def lines_of(stream: BinaryIO) -> Iterator[Lines | RejectedRow]:
    """All lines of `stream` in order. A line longer than `LINE_BYTES_MAX` is rejected without ever being held whole."""
    number, rest, skipping = 1, b"", False
    for block in content_of(stream):
        if isinstance(block, Tear):
            yield RejectedRow(number, block.reason, shown(rest))
            return
        whole, newline, tail = block.rpartition(b"\n")
        if skipping and newline:
            skipping, whole = False, whole.partition(b"\n")[2] if b"\n" in whole else b""
            newline = b"\n" if whole else b""
        if newline:
            texts = _decoded(rest + whole)
            yield Lines(number, texts)
            number, rest = number + len(texts), b""
        rest = b"" if skipping else rest + tail
        if len(rest) > LINE_BYTES_MAX:
            yield RejectedRow(number, f"the line is longer than {LINE_BYTES_MAX} bytes", shown(rest))
            number, rest, skipping = number + 1, b"", True
    yield Lines(number, _decoded(rest) if rest else [], last=True)


def _decoded(block: bytes) -> list[str]:
    try:
        return block.decode().split("\n")
    except UnicodeDecodeError:
        return [_text(line) for line in block.split(b"\n")]


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def shown(line: bytes) -> str:
    return _text(line[:RAW_CHARACTERS_MAX])


def content_of(stream: BinaryIO) -> Iterator[bytes | Tear]:
    """The file's text as bytes: unpacked if it starts like gzip, without a byte order mark."""
    head = _read_block(stream)
    blocks = _inflated(head, stream) if head.startswith(_GZIP_MAGIC) else _plain(head, stream)
    start = b""
    for block in blocks:
        if isinstance(block, Tear):
            if start:
                yield start
            yield block
            return
        start += block
        if len(start) >= len(codecs.BOM_UTF8):
            yield start.removeprefix(codecs.BOM_UTF8)
            yield from blocks
            return
    if start:
        yield start


def _read_block(stream: BinaryIO) -> bytes:
    """A block of at least two bytes unless the file ends, so that a pipe that dribbles cannot hide the magic bytes."""
    head = stream.read(BLOCK_BYTES)
    return head + stream.read(BLOCK_BYTES) if len(head) == 1 else head


def _plain(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while head:
        yield head
        head = stream.read(BLOCK_BYTES)


def _inflated(data: bytes, stream: BinaryIO) -> Iterator[bytes | Tear]:
    """The members of a gzip file one after the other: a rotated log is often several, concatenated."""
    member = zlib.decompressobj(_GZIP_FORMAT)
    while data:
        before = member.copy()
        try:
            block = member.decompress(data, BLOCK_BYTES)
        except zlib.error as error:
            yield from _until_damage(before, data)
            yield Tear(f"the compressed data is damaged here ({error})")
            return
        yield block
        data = member.unconsumed_tail
        if member.eof:
            data = _next_member(member.unused_data, stream)
            if data and not data.startswith(_GZIP_MAGIC):
                yield Tear("the compressed data is followed by something else")
                return
            if not data:
                return
            member = zlib.decompressobj(_GZIP_FORMAT)
        data = data or stream.read(BLOCK_BYTES)
    yield member.flush()
    yield Tear("the compressed file ends in the middle; this line and what followed are lost")


def _until_damage(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """What can still be read of a block that failed as a whole: zlib drops a block's output together with its error."""
    for position in range(len(data)):
        try:
            yield member.decompress(data[position : position + 1])
        except zlib.error:
            return


def _next_member(data: bytes, stream: BinaryIO) -> bytes:
    """Where the next member starts; tapes and some archivers pad with zero bytes, which mean nothing."""
    data = data.lstrip(b"\0")
    while not data:
        block = stream.read(BLOCK_BYTES)
        if not block:
            return b""
        data = block.lstrip(b"\0")
    return data if len(data) > 1 else data + stream.read(BLOCK_BYTES)
