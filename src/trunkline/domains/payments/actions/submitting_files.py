"""The files of a dispute on their way to its provider, in steps of which each survives a crash.

They are taken up by the submission, which keeps them from being removed; left at the provider one by one, whose names for them are kept
at once; named in the evidence; and marked as sent with it. A step that is repeated does nothing twice: a file has one name there, and
an evidence has one place for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trunkline.domains.payments import queries, store
from trunkline.domains.payments.model import Dispute, DisputeFile, EvidenceFile, FileState
from trunkline.domains.payments.ports import Disputes
from trunkline.infra.scope import Begin
from trunkline.kernel.errors import Conflict, NotFound, Problem


class FileLost(Conflict):
    """A file that was added is not in the file storage any more."""

    code = "file_lost"
    title = "A file is not there any more"


async def take_up_files(begin: Begin, dispute: Dispute) -> list[DisputeFile]:
    """What goes with the next submission, as it was before: of what is `sending` already nobody knows whether it was sent."""
    async with begin(dispute.company_id) as scope:
        await store.lock_dispute(scope, dispute.provider, dispute.reference)
        there = (await queries.dispute_files(scope, [dispute.id]))[dispute.id]
        await store.hand_over_files(scope, dispute.id)
    return [one for one in there if one.state is not FileState.sent]


async def upload_files(begin: Begin, source: Disputes, files: Sequence[DisputeFile]) -> list[EvidenceFile]:
    """Each with its bytes, left at the provider where that takes files on their own. Raises `Invalid`, `FileLost`, `Unavailable`."""
    return [await _uploaded(begin, source, one) for one in files]


async def take_back_files(begin: Begin, dispute: Dispute, files: Sequence[DisputeFile], refused: Problem) -> None:
    """The submission was refused. What is wrong with it may be mended; a dispute that takes nothing more may have taken it before."""
    mended = not isinstance(refused, Conflict) or isinstance(refused, FileLost)
    free = [one.id for one in files if mended or one.state is FileState.added]
    async with begin(dispute.company_id) as scope:
        await store.take_back_files(scope, free)


async def _uploaded(begin: Begin, source: Disputes, file: DisputeFile) -> EvidenceFile:
    async with begin(file.company_id, write=False) as scope:
        blobs = scope.program.blobs
    try:
        data = (await blobs.get(file.key)).data
    except NotFound:
        raise FileLost(f"{file.name} is gone from the file storage: remove it, and add it again.") from None
    whole = EvidenceFile(file.id, file.name, file.kind, file.media_type, data, file.reference)
    if file.reference is not None:
        return whole
    reference = await source.upload_evidence(whole)
    if reference is not None:
        async with begin(file.company_id) as scope:
            await store.save_file_reference(scope, file.id, reference)
    return replace(whole, reference=reference)
