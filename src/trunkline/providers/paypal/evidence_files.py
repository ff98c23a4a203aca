"""Files for evidence. They go with it in one form; its JSON names them by what PayPal lets a document be called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from trunkline.domains.payments.model import ENDINGS, EvidenceFile, FileKind, FileLimits

# "Less than 10 MB per file", "up to 50 MB per API call".
LIMITS = FileLimits(file_bytes=9_999_999, all_bytes=50_000_000, one_of_a_kind=False)
FILE_TYPES: Mapping[FileKind, str] = {
    FileKind.customer_communication: "INFORMATION_ON_RESOLUTION",
    FileKind.other: "OTHER",
    FileKind.receipt: "PROOF_OF_RECEIPT_COPY",
    FileKind.service_documentation: "PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")
_STEM_MAX = 60


def parts_of(files: Sequence[EvidenceFile]) -> dict[str, list[tuple[str, bytes, str]]]:
    """By the type of evidence: name, content and media type of each file. The names are different from each other, and always the same."""
    found: dict[str, list[tuple[str, bytes, str]]] = {}
    for number, file in enumerate(files, 1):
        named = (_name(file, number), file.data, file.media_type)
        found.setdefault(FILE_TYPES[file.kind], []).append(named)
    return found


def _name(file: EvidenceFile, number: int) -> str:
    stem = _NOT_IN_NAMES.sub("_", PurePosixPath(file.name).stem)[:_STEM_MAX].strip("_") or "file"
    return f"{number}-{stem}.{ENDINGS[file.media_type]}"
