"""Files are kept whole or not at all, no key leads out of the folder, and a failing disk is told in words."""

from __future__ import annotations

import asyncio
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.infra.blobs import FolderBlobs, StorageFull
from trunkline.kernel.errors import Invalid, NotFound, Unavailable

KEY = "invoices/com_1/inv_1.pdf"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def blobs(root: Path) -> FolderBlobs:
    return FolderBlobs(root)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 64 KiB, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


async def test_what_was_put_comes_back_with_its_content_type(blobs: FolderBlobs) -> None:
    await blobs.put(KEY, b"%PDF-1.7")
    found = await blobs.get(KEY)
    assert (found.data, found.content_type) == (b"%PDF-1.7", "application/pdf")
    assert await blobs.exists(KEY)


async def test_put_replaces(blobs: FolderBlobs) -> None:
    await blobs.put(KEY, b"old and longer")
    await blobs.put(KEY, b"new")
    assert (await blobs.get(KEY)).data == b"new"


async def test_delete_forgets_and_may_be_repeated(blobs: FolderBlobs) -> None:
    await blobs.put(KEY, b"x")
    await blobs.delete(KEY)
    await blobs.delete(KEY)
    assert not await blobs.exists(KEY)
    with pytest.raises(NotFound):
        await blobs.get(KEY)


NOT_PLAIN = [
    "",
    "/etc/passwd",
    "../secret_key",
    "a/../../b",
    "a//b",
    "a/./b",
    ".hidden",
    "a/.part",
    "a\\b",
    "a\x00b",
    "a b",
]
NOT_PLAIN += ["é.pdf", "a/", "a\n", "a" * 121, "/".join("abcdefghi")]


@pytest.mark.parametrize("key", NOT_PLAIN)
async def test_a_key_that_is_not_plain_is_refused_by_every_verb(blobs: FolderBlobs, root: Path, key: str) -> None:
    for attempt in (blobs.put(key, b"x"), blobs.get(key), blobs.exists(key), blobs.delete(key)):
        with pytest.raises(Invalid):
            await attempt
    assert _files(root) == []


async def test_a_link_that_leads_out_is_refused(blobs: FolderBlobs, root: Path, tmp_path: Path) -> None:
    outside = _folder_with_link_out(root, tmp_path)
    with pytest.raises(Invalid, match="leads out"):
        await blobs.put("link/file.txt", b"x")
    assert _files(outside) == []


async def test_an_unknown_ending_is_never_shown_in_a_browser(blobs: FolderBlobs) -> None:
    await blobs.put("uploads/page.html", b"<script>")
    assert (await blobs.get("uploads/page.html")).content_type == "application/octet-stream"


@pytest.mark.usefixtures("small_disk")
async def test_a_full_disk_is_told_and_leaves_what_was_there(blobs: FolderBlobs, root: Path) -> None:
    await blobs.put(KEY, b"old")
    with pytest.raises(StorageFull, match="disk is full"):
        await blobs.put(KEY, b"x" * 200_000)
    assert (await blobs.get(KEY)).data == b"old"
    assert _files(root) == ["inv_1.pdf"]


async def test_a_storage_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        await FolderBlobs(tmp_path / "file").put(KEY, b"x")


async def test_a_reader_sees_the_old_file_or_the_new_one_never_half(blobs: FolderBlobs) -> None:
    contents = [bytes([digit]) * 300_000 for digit in b"0123456789"]
    await blobs.put(KEY, contents[0])

    async def read() -> None:
        for _ in range(50):
            assert (await blobs.get(KEY)).data in contents

    async def write() -> None:
        for data in contents:
            await blobs.put(KEY, data)

    await asyncio.gather(read(), write(), write())


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def _folder_with_link_out(root: Path, tmp_path: Path) -> Path:
    outside = tmp_path / "outside"
    outside.mkdir()
    root.mkdir()
    (root / "link").symlink_to(outside)
    return outside
