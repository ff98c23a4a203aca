"""Our database, as it stands in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.domains.billing import store as billing
from trunkline.domains.ledger import store as ledger
from trunkline.domains.notifications import store as notifications
from trunkline.domains.payments import store
from trunkline.domains.payments.store import instalments
from trunkline.infra.journal import event_log
from trunkline.infra.queue.tables import job_table

Some = Sequence[Row[Any]]


@dataclass
class Rows:
    """Everything in the order of its whole key: facts by stream and number, the rest by the moment at which it was made."""

    payments: dict[str, Row[Any]]
    attempts: dict[str, Row[Any]]
    refunds: Some
    disputes: Some
    notices: Some
    receipts: Some
    manual_payments: Some
    plans: dict[str, Row[Any]]
    parts: Some
    facts: Some
    notifications: Some
    postings: Some
    jobs: Some
    invoices: dict[str, Row[Any]]

    def digest(self) -> str:
        """The same for the same life: every fact in its place, with what it says, and how every job, notice and payment ended."""
        told = hashlib.sha256()
        for one in self.facts:
            told.update(repr((one.stream, one.seq, one.id, one.kind, one.subject, one.payload, one.at)).encode())
        for one in self.notices:  # not their bodies: the SDK draws keys of its own
            told.update(repr((one.provider, one.event_id, one.kind, one.deliveries, one.state, one.effect)).encode())
        for one in (*self.jobs, *self.payments.values(), *self.attempts.values(), *self.postings):
            told.update(repr(tuple(one)).encode())
        return told.hexdigest()[:16]


async def read_rows(connection: AsyncConnection) -> Rows:
    async def every(table: Table) -> Some:
        return (await connection.execute(select(table).order_by(*table.primary_key.columns))).all()

    return Rows(
        payments={one.id: one for one in await every(store.payment)},
        attempts={one.idempotency_key: one for one in await every(store.payment_attempt)},
        refunds=await every(store.refund),
        disputes=await every(store.dispute),
        notices=await every(store.payment_notice),
        receipts=await every(store.receipt),
        manual_payments=await every(store.manual_payment),
        plans={one.id: one for one in await every(instalments.instalment_plan)},
        parts=await every(instalments.instalment),
        facts=await every(event_log),
        notifications=await every(notifications.notification),
        postings=await every(ledger.ledger_posting),
        jobs=await every(job_table),
        invoices={one.id: one for one in await every(billing.invoice)},
    )
