"""HTTP as every room speaks it: a router whose routes name their permission, one transaction per request, problems, pages, repeats.

A room's `api` needs nothing else from here:

    router = Router("billing")

    @router.get("/invoices", permission=Permission.invoices_read)
    async def list_invoices(scope: ReadScope, page: Paging) -> PageOut[InvoiceOut]: ...

Invariants: the transaction is committed before the first byte of the answer leaves; a problem rolls everything back; another company's
id is a 404; the same Idempotency-Key gives the same answer.
"""

from trunkline.infra.web.description import described
from trunkline.infra.web.identity import Authenticate, Identity, identity_of
from trunkline.infra.web.paging import PageOut, Paging
from trunkline.infra.web.problems import install_problems, unexpected
from trunkline.infra.web.router import DATA_PLANE, PUBLIC, SIGNED_IN, Router
from trunkline.infra.web.transaction import (
    AnyTimeScope,
    CompanyParameter,
    ReadScope,
    WriteScope,
    program_of,
    reading,
    writing,
    written,
)
from trunkline.infra.web.values import Day, DecimalString, Moment, MoneyOut

__all__ = [
    "DATA_PLANE",
    "PUBLIC",
    "SIGNED_IN",
    "AnyTimeScope",
    "Authenticate",
    "CompanyParameter",
    "Day",
    "DecimalString",
    "Identity",
    "Moment",
    "MoneyOut",
    "PageOut",
    "Paging",
    "ReadScope",
    "Router",
    "WriteScope",
    "described",
    "identity_of",
    "install_problems",
    "program_of",
    "reading",
    "unexpected",
    "writing",
    "written",
]
