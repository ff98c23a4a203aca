"""The verbs of the room."""

from trunkline.domains.payments.actions.advancing import advance_payment, begin_step, record_outcome
from trunkline.domains.payments.actions.catching_up import catch_up_payments
from trunkline.domains.payments.actions.methods import add_method, check_reality, choose_default, remove_method
from trunkline.domains.payments.actions.noticing import (
    give_up_notice,
    handle_notice,
    keep_notice,
    poll_notices,
    replay_notice,
)
from trunkline.domains.payments.actions.opening import cancel_collection, collect_invoice, pay_invoice
from trunkline.domains.payments.actions.setting_up import complete_setup, keep_setup, setup_request

__all__ = [
    "add_method",
    "advance_payment",
    "begin_step",
    "cancel_collection",
    "catch_up_payments",
    "check_reality",
    "choose_default",
    "collect_invoice",
    "complete_setup",
    "give_up_notice",
    "handle_notice",
    "keep_notice",
    "keep_setup",
    "pay_invoice",
    "poll_notices",
    "record_outcome",
    "remove_method",
    "replay_notice",
    "setup_request",
]
