"""Files that speak for us in a dispute. What a file is, its own bytes say: neither its name nor what the sender calls it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, DisputeFileId, DisputeId

FILE_NAME_MAX = 120


class FileKind(StrEnum):
    """What a file proves. Adapters translate these into their provider's words."""

    customer_communication = "customer_communication"
    other = "other"
    receipt = "receipt"
    service_documentation = "service_documentation"


class FileState(StrEnum):
    """`sending` was handed to the provider with a submission of which no answer came: it is not taken back any more."""

    added = "added"
    sending = "sending"
    sent = "sent"


# The media types that every provider takes, and the ending of each.
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a provider takes with one submission, in bytes. `one_of_a_kind`: it has a single place for each kind of file."""

    file_bytes: int
    all_bytes: int
    one_of_a_kind: bool


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it is handed to a provider. `reference` is the provider's name for it, where it was uploaded on its own."""

    id: DisputeFileId
    name: str
    kind: FileKind
    media_type: str
    data: bytes
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFile:
    """A file that was added to a dispute; its bytes are in the installation's file storage under `key`. `size` is in bytes.

    `handed_at` is when it was taken up by a submission, `sent_at` when the provider had taken that.
    """

    id: DisputeFileId
    company_id: CompanyId
    dispute_id: DisputeId
    name: str
    kind: FileKind
    size: int
    media_type: str
    sha256: bytes
    uploaded_by: str
    uploaded_at: datetime
    reference: str | None = None
    handed_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def state(self) -> FileState:
        if self.sent_at is not None:
            return FileState.sent
        return FileState.added if self.handed_at is None else FileState.sending

    @property
    def key(self) -> str:
        return f"disputes/{self.company_id}/{self.dispute_id}/{self.id}.{ENDINGS[self.media_type]}"


def media_type_of(data: bytes) -> str | None:
    """PDF, JPEG or PNG by how its content begins and ends; None for everything else, and for one that was cut off."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]:
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-1024:]:
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") and data.endswith(b"IEND\xaeB`\x82"):
        return "image/png"
    return None
