"""Files: uploaded for a purpose and named elsewhere. Of what they hold only size and digest are kept."""

from __future__ import annotations

from typing import Any

from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.refusals import invalid

EVIDENCE = "dispute_evidence"
# The fields of a dispute's evidence that take a file.
EVIDENCE_FILES = frozenset(
    {
        "cancellation_policy",
        "customer_communication",
        "customer_signature",
        "duplicate_charge_documentation",
        "receipt",
        "refund_policy",
        "service_documentation",
        "shipping_documentation",
        "uncategorized_file",
    }
)
_BYTES_MAX = 4_500_000
_TYPES = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG"}
_LIVES_SECONDS = 7 * 365 * 86400


def create_file(books: Books, asked: JSON) -> JSON:
    file: Any = asked.get("file")
    if not isinstance(file, dict):
        raise invalid("Missing required param: file.", code="parameter_missing", param="file")
    if asked.get("purpose") != EVIDENCE:
        raise invalid("The simulator takes files for disputes only.", param="purpose")
    kind = next((name for name, start in _TYPES.items() if file["start"].startswith(start.hex())), None)
    if kind is None:
        raise invalid("A file for a dispute is a PDF, a JPEG or a PNG.", code="file_type_unsupported", param="file")
    if file["size"] > _BYTES_MAX:
        raise invalid("The file is too large.", code="file_too_large", param="file")
    body: JSON = {
        "expires_at": books.seconds + _LIVES_SECONDS,
        "filename": file["name"],
        "links": {"object": "list", "data": [], "has_more": False, "url": "/v1/file_links"},
        "purpose": EVIDENCE,
        "size": file["size"],
        "title": None,
        "type": kind,
        "url": None,
        "_sha256": file["sha256"],
    }
    return books.insert("file", "file", body)


def get_file(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("file", reference, "file")


def check_evidence(books: Books, evidence: JSON) -> None:
    """Every file that an evidence names was uploaded for one. Raises `Refusal`."""
    for field in sorted(EVIDENCE_FILES & set(evidence)):
        if evidence[field]:
            books.get("file", evidence[field], f"evidence[{field}]", status=400)
