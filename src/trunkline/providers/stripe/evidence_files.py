"""Files for evidence (`file_…`): uploaded on their own, then named in the evidence of a dispute, one for each of its places."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from trunkline.domains.payments.model import EvidenceFile, FileKind, FileLimits
from trunkline.providers.stripe.failures import problem_of

# What Stripe's guide allows: 4.5 MB, also for all files of one dispute together.
_BYTES_MAX = 4_500_000
LIMITS = FileLimits(file_bytes=_BYTES_MAX, all_bytes=_BYTES_MAX, one_of_a_kind=True)
# Our kinds of files as the fields of Stripe's evidence.
FIELDS: Mapping[FileKind, str] = {
    FileKind.customer_communication: "customer_communication",
    FileKind.other: "uncategorized_file",
    FileKind.receipt: "receipt",
    FileKind.service_documentation: "service_documentation",
}


class _Named(io.BytesIO):
    """The SDK takes the name of a file from what it reads."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


async def upload_evidence(client: stripe.StripeClient, file: EvidenceFile) -> str:
    """Once for each file, as long as Stripe remembers keys; its name at Stripe. Raises `Invalid`, `Unavailable`."""
    parameters: Any = {"purpose": "dispute_evidence", "file": _Named(file.data, file.name)}
    options: Any = {"idempotency_key": f"evidence-file:{file.id}"}
    try:
        return (await client.v1.files.create_async(parameters, options)).id
    except stripe.StripeError as error:
        raise problem_of(error) from None


def fields_of(files: Sequence[EvidenceFile]) -> dict[str, str]:
    """The evidence that the uploaded files are."""
    return {FIELDS[one.kind]: one.reference for one in files if one.reference is not None}
