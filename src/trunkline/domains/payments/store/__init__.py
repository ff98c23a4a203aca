"""The room's tables and every write to them. Unique keys, not looks beforehand, keep an invoice from being charged twice."""

from trunkline.domains.payments.store.methods import (
    insert_method,
    make_default,
    mark_removed,
    method_of,
    payment_method,
)
from trunkline.domains.payments.store.notices import (
    insert_notice,
    lock_notice,
    notice_of,
    payment_notice,
    payment_notice_poll,
    save_read_until,
    save_verdict,
)
from trunkline.domains.payments.store.payments import (
    attempt_of,
    insert_attempt,
    insert_payment,
    lock_payment,
    payment,
    payment_attempt,
    payment_of,
    save_attempt,
    save_payment,
    settled,
)
from trunkline.domains.payments.store.receipts import insert_receipt, next_serial, receipt, receipt_of, receipt_series
from trunkline.domains.payments.store.setups import insert_setup, lock_setup, payment_setup, save_setup, setup_of

__all__ = [
    "attempt_of",
    "insert_attempt",
    "insert_method",
    "insert_notice",
    "insert_payment",
    "insert_receipt",
    "insert_setup",
    "lock_notice",
    "lock_payment",
    "lock_setup",
    "make_default",
    "mark_removed",
    "method_of",
    "next_serial",
    "notice_of",
    "payment",
    "payment_attempt",
    "payment_method",
    "payment_notice",
    "payment_notice_poll",
    "payment_of",
    "payment_setup",
    "receipt",
    "receipt_of",
    "receipt_series",
    "save_attempt",
    "save_payment",
    "save_read_until",
    "save_setup",
    "save_verdict",
    "settled",
    "setup_of",
]
