"""What an invoice has left to credit (money policy 10): of each line, and of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trunkline.domains.billing import store
from trunkline.domains.billing.model import CREDITABLE_STATES, LineLeft
from trunkline.domains.billing.queries.invoices import invoice
from trunkline.domains.billing.queries.lines import lines_of
from trunkline.domains.billing.rules import sum_of
from trunkline.domains.billing.store.lines import asked_for
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Creditable:
    """`rest` is gross: what a credit note over the whole rest comes to. Of each line of `lefts` something is left."""

    rest: Money
    lefts: Sequence[LineLeft]


async def creditable(scope: Scope, invoice_id: InvoiceId) -> Creditable:
    """Less what credit notes have taken, and less what corrections on later invoices gave back; nothing of a draft or a void invoice.

    Raises `NotFound`, also for another company's invoice.
    """
    one = await invoice(scope, invoice_id)
    rest = one.total - await store.credited_of(scope, one)
    if one.state not in CREDITABLE_STATES or rest.minor <= 0:
        return Creditable(Money.zero(one.currency), ())
    printed = await lines_of(scope, invoice_id)
    lefts = await store.left_of(scope, printed, await asked_for(scope, printed))
    whole = min(rest, sum_of((left.gross for left in lefts), one.currency))
    return Creditable(max(whole, Money.zero(one.currency)), tuple(left for left in lefts if left.amount.minor > 0))
