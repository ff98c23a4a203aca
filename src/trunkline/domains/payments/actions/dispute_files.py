"""Files for a dispute: added and removed until a submission takes them up.

The dispute is held while one is added: what a provider takes with one submission is counted over all that wait for it. The bytes are
stored first, under a key of their own: where the transaction fails they are left over, and no row ever lacks them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.dispute_results import about_dispute
from trunkline.domains.payments.actions.disputing import DisputeDecided
from trunkline.domains.payments.events import DisputeFileAdded, DisputeFileRemoved
from trunkline.domains.payments.model import (
    ENDINGS,
    FILE_NAME_MAX,
    Dispute,
    DisputeFile,
    FileKind,
    FileLimits,
    FileState,
    media_type_of,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid, TooLarge
from trunkline.kernel.ids import DisputeFileId, DisputeId

_ENDINGS_TOO = {".jpeg": "jpg"}


class FileNotTaken(Conflict):
    """The provider has no place for the file beside those that wait already."""

    code = "file_not_taken"
    title = "The file cannot be added"


class FileSubmitted(Conflict):
    """The file belongs to a submission; it stays."""

    code = "file_submitted"
    title = "The file was submitted"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent to us; it is one that a provider may take."""

    name: str
    kind: FileKind
    media_type: str
    data: bytes


def read_upload(name: str, kind: FileKind, data: bytes) -> Upload:
    """A file by what it holds, under a name that may be shown and saved anywhere. Raises `Invalid` for what is no PDF, JPEG or PNG."""
    media_type = media_type_of(data)
    if media_type is None:
        what = "is empty" if not data else "is no PDF, JPEG or PNG, or not a whole one"
        raise Invalid(f"The file {what}. What it holds counts, not its name.", fields=[FieldProblem("/file", what)])
    return Upload(_plain_name(name or kind, ENDINGS[media_type]), kind, media_type, data)


async def add_dispute_file(scope: Scope, dispute_id: DisputeId, limits: FileLimits, upload: Upload) -> DisputeFile:
    """Keep a file for the next submission. The same file once more is the one that is there.

    Raises `NotFound`, `DisputeDecided`, `TooLarge`, `FileNotTaken`, `StorageFull`.
    """
    found = await queries.dispute(scope, dispute_id)
    dispute = await store.lock_dispute(scope, found.provider, found.reference)
    if dispute.is_decided:
        raise DisputeDecided(f"The dispute is {dispute.state}; nothing can be said about it any more.")
    digest = hashlib.sha256(upload.data).digest()
    there = (await queries.dispute_files(scope, [dispute_id]))[dispute_id]
    if (same := next((one for one in there if one.sha256 == digest), None)) is not None:
        return _the_same(same, upload.kind)
    _check_room(upload, [one for one in there if one.state is not FileState.sent], dispute, limits)
    file = DisputeFile(
        id=scope.new_id(DisputeFileId),
        company_id=dispute.company_id,
        dispute_id=dispute_id,
        name=upload.name,
        kind=upload.kind,
        size=len(upload.data),
        media_type=upload.media_type,
        sha256=digest,
        uploaded_by=scope.actor.name[:200],
        uploaded_at=scope.now,
    )
    await scope.program.blobs.put(file.key, upload.data)
    inserted = await store.insert_dispute_file(scope, file)
    assert inserted, "the dispute is held: nobody else adds to it"
    about = about_dispute(dispute)
    scope.announce(DisputeFileAdded(**about, file_id=file.id, name=file.name, file_kind=file.kind, size=file.size))
    return file


async def remove_dispute_file(scope: Scope, dispute_id: DisputeId, file_id: DisputeFileId) -> DisputeFile:
    """Take a file away that was not submitted. Its bytes are still there: they go after the commit. Raises `NotFound`, `FileSubmitted`."""
    dispute = await queries.dispute(scope, dispute_id)
    file = await queries.dispute_file(scope, dispute_id, file_id)
    if not await store.delete_dispute_file(scope, file_id):
        raise FileSubmitted(f"{file.name} was handed to {dispute.provider}, and cannot be taken back.")
    scope.announce(DisputeFileRemoved(**about_dispute(dispute), file_id=file.id, name=file.name, file_kind=file.kind))
    return file


def _the_same(file: DisputeFile, kind: FileKind) -> DisputeFile:
    if file.kind is not kind:
        raise FileNotTaken(f"This file is here as {file.kind} already; remove that first to add it as {kind}.")
    return file


def _check_room(upload: Upload, waiting: list[DisputeFile], dispute: Dispute, limits: FileLimits) -> None:
    size, provider = len(upload.data), dispute.provider
    if size > limits.file_bytes:
        raise TooLarge(f"{provider} takes files of at most {limits.file_bytes:,} bytes; this has {size:,}.")
    together = size + sum(one.size for one in waiting)
    if together > limits.all_bytes:
        raise TooLarge(
            f"{provider} takes {limits.all_bytes:,} bytes with one submission; with this it is {together:,}."
        )
    same = next((one for one in waiting if one.kind is upload.kind), None)
    if limits.one_of_a_kind and same is not None:
        raise FileNotTaken(f"{provider} takes one file as {upload.kind}, and {same.name} is there: put both into one.")


def _plain_name(name: str, ending: str) -> str:
    """The last part of a path, without what a header, a shell or a file system would stumble over, and with the ending that fits."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in last if one.isprintable() and one not in '"*:<>?|').strip(" .") or "file"
    suffix = PurePosixPath(plain).suffix.lower()
    fits = _ENDINGS_TOO.get(suffix, suffix.lstrip(".")) == ending
    return plain[-FILE_NAME_MAX:] if fits else f"{plain[: FILE_NAME_MAX - len(ending) - 1]}.{ending}"
