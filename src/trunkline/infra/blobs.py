"""Files that the product makes and hands out: invoice documents, exports, reports. Written whole or not at all.

A key is a path of plain segments (`invoices/com_…/inv_….pdf`), chosen by us and never by a caller. What kind of content it is
follows from its ending, so that nothing beside the file can disagree with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from trunkline.kernel.errors import Invalid, NotFound, Unavailable

Result = TypeVar("Result")

KEY_LENGTH_MAX = 400
_SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,7}}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class StorageFull(Unavailable):
    """There is no space left for a file; what was there before is untouched."""

    code = "storage_full"
    title = "There is no space left"


@dataclass(frozen=True, slots=True)
class Blob:
    data: bytes
    content_type: str


class Blobs(Protocol):
    """All raise `Invalid` for a key that is not plain and `Unavailable` (`StorageFull`) when the storage fails."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, over what was there. Afterwards it survives a power cut; a reader sees old or new, never half."""
        ...

    async def get(self, key: str) -> Blob:
        """What is kept under `key`. Raises `NotFound`."""
        ...

    async def exists(self, key: str) -> bool: ...

    async def delete(self, key: str) -> None:
        """Forget `key`; nothing happens if there is none."""
        ...


class FolderBlobs:
    """A folder, one file per key. Disk work runs in threads: a slow disk must not stop the sockets."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        await asyncio.to_thread(_explained, key, lambda: _write_whole(path, data))

    async def get(self, key: str) -> Blob:
        path = self._path(key)
        return Blob(await asyncio.to_thread(_explained, key, path.read_bytes), content_type(key))

    async def exists(self, key: str) -> bool:
        return await asyncio.to_thread(_explained, key, self._path(key).is_file)

    async def delete(self, key: str) -> None:
        path = self._path(key)
        await asyncio.to_thread(_explained, key, lambda: path.unlink(missing_ok=True))

    def _path(self, key: str) -> Path:
        """The file of a key. Two walls: no segment can mean "up", and no link in the folder can lead out of it."""
        if len(key) > KEY_LENGTH_MAX or not _KEY.fullmatch(key):
            raise Invalid(f"{key[:60]!r} is not a file's key.")
        path = self._root / key
        if not path.resolve().is_relative_to(self._root):
            raise Invalid(f"{key[:60]!r} leads out of the storage.")
        return path


def content_type(key: str) -> str:
    """What the key's ending says; an unknown ending is offered for saving, never shown."""
    return CONTENT_TYPES.get(Path(key).suffix, "application/octet-stream")


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside, force to disk, rename over, force the folder: at every moment the old or the new file is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.parent / f".{secrets.token_hex(8)}.part"  # no key begins with a dot
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    _force_folder(path.parent)


def _force_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(key: str, act: Callable[[], Result]) -> Result:
    try:
        return act()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {key}.") from error
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(f"The disk is full: {key} was not written. Free some space and try again.") from error
        raise Unavailable(f"The file storage failed for {key}: {error.strerror}.") from error
