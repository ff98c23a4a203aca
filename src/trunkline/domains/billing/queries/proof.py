"""What the books have to say of a company's documents: which transactions there are, and what the accounts come to.

Amounts are minor units, debits above zero, as in the ledger.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import OPEN_STATES, DrawKind, EntryKind, GrantKind, InvoiceState, TopUpState
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId

_invoice = store.invoice
Sums = Counter[tuple[str, str]]


@dataclass(slots=True)
class Proof:
    """`required` sources must be posted, `possible` ones may be. `asked`: what each invoice asks for; `sums`: accounts by currency.

    `sold`, by currency, is what was sold and not taken back, earned already or not; `asked_credits` is what prepaid credits were asked
    for that are not in their wallet.
    """

    required: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    asked: dict[str, int] = field(default_factory=dict)
    sums: Sums = field(default_factory=Counter)
    sold: Counter[str] = field(default_factory=Counter)
    asked_credits: Counter[str] = field(default_factory=Counter)


async def proof(scope: Scope) -> Proof:
    """Of the scope's company."""
    found = Proof()
    top_ups = await _top_ups(scope)
    await _invoices(scope, found, top_ups)
    await _notes(scope, found, top_ups)
    await _entries(scope, found)
    await _grants(scope, found)
    await _draws(scope, found)
    return found


async def paid_by_invoice(scope: Scope) -> Counter[InvoiceId]:
    """The money that came for each invoice: what was paid of it, and what it did not ask for any more."""
    columns, entries = _invoice.c, store.credit_balance_entry.c
    paid: Counter[InvoiceId] = Counter()
    chosen = select(columns.id, columns.paid_minor).where(scope.of_company(_invoice), columns.paid_minor > 0)
    for row in await scope.tx.execute(chosen):
        paid[row.id] += row.paid_minor
    over = select(entries.invoice_id, entries.amount_minor).where(
        scope.of_company(store.credit_balance_entry), entries.kind == EntryKind.unapplied.value
    )
    for row in await scope.tx.execute(over):
        paid[row.invoice_id] += row.amount_minor
    return paid


async def _top_ups(scope: Scope) -> dict[str, str]:
    table = store.wallet_top_up
    rows = await scope.tx.execute(select(table.c.invoice_id, table.c.state).where(scope.of_company(table)))
    return {row.invoice_id: row.state for row in rows}


async def _invoices(scope: Scope, found: Proof, top_ups: dict[str, str]) -> None:
    columns = _invoice.c
    names = ("id", "state", "currency", "subtotal_minor", "tax_minor", "total_minor", "paid_minor", "credited_minor")
    chosen = select(*(columns[name] for name in names)).where(
        scope.of_company(_invoice), columns.state != InvoiceState.draft.value
    )
    for row in await scope.tx.execute(chosen):
        state, rest = InvoiceState(row.state), row.total_minor - row.paid_minor - row.credited_minor
        found.required.add(f"invoice:{row.id}:issued")
        if state in OPEN_STATES and rest:
            found.asked[row.id] = rest
            found.sums["receivable", row.currency] += rest
        if state is InvoiceState.void:
            found.required.add(f"invoice:{row.id}:voided")
            continue
        if state is InvoiceState.uncollectible:
            found.required.add(f"invoice:{row.id}:written_off")
        given_up = rest if state is InvoiceState.uncollectible else 0
        found.possible.add(f"invoice:{row.id}:written_off")
        if row.id in top_ups:
            if top_ups[row.id] != TopUpState.granted:
                found.asked_credits[row.currency] += row.total_minor - given_up
            continue
        found.sums["losses", row.currency] += given_up
        found.sold[row.currency] += row.subtotal_minor
        found.sums["tax_payable", row.currency] -= row.tax_minor


async def _notes(scope: Scope, found: Proof, top_ups: dict[str, str]) -> None:
    columns = store.credit_note.c
    names = ("id", "invoice_id", "currency", "subtotal_minor", "tax_minor", "total_minor")
    chosen = select(*(columns[name] for name in names)).where(scope.of_company(store.credit_note))
    for row in await scope.tx.execute(chosen):
        found.required.add(f"credit_note:{row.id}")
        if row.invoice_id not in top_ups:
            found.sold[row.currency] -= row.subtotal_minor
            found.sums["tax_payable", row.currency] += row.tax_minor
        elif top_ups[row.invoice_id] != TopUpState.granted:
            found.asked_credits[row.currency] -= row.total_minor


async def _entries(scope: Scope, found: Proof) -> None:
    columns = store.credit_balance_entry.c
    chosen = select(columns.id, columns.currency, columns.amount_minor)
    for row in await scope.tx.execute(chosen.where(scope.of_company(store.credit_balance_entry))):
        found.required.add(f"credit:{row.id}")
        found.sums["customer_credit", row.currency] -= row.amount_minor


async def _grants(scope: Scope, found: Proof) -> None:
    columns = store.wallet_grant.c
    chosen = select(columns.id, columns.kind, columns.currency, columns.amount_minor)
    for row in await scope.tx.execute(chosen.where(scope.of_company(store.wallet_grant))):
        found.required.add(f"grant:{row.id}")
        if row.kind == GrantKind.purchased:
            found.sums["customer_credit", row.currency] -= row.amount_minor


async def _draws(scope: Scope, found: Proof) -> None:
    columns, grants = store.wallet_draw.c, store.wallet_grant
    chosen = (
        select(columns.id, columns.kind, columns.currency, columns.amount_minor, grants.c.kind.label("of"))
        .join(grants, grants.c.id == columns.grant_id)
        .where(scope.of_company(store.wallet_draw), scope.of_company(grants))
    )
    for row in await scope.tx.execute(chosen):
        found.required.add(f"draw:{row.id}")
        expired = row.kind == DrawKind.expired
        if row.of == GrantKind.purchased:
            found.sums["customer_credit", row.currency] += row.amount_minor
            found.sold[row.currency] += row.amount_minor if expired else 0
        elif not expired:
            found.sums["promotions", row.currency] += row.amount_minor
