"""The verbs of the room."""

from trunkline.domains.payments.actions.advancing import (
    advance_payment,
    begin_step,
    record_outcome,
    refresh_payment,
)
from trunkline.domains.payments.actions.arrangement_charges import book_arrangement_fee
from trunkline.domains.payments.actions.arrangement_making import (
    ArrangementWish,
    cancel_arrangement,
    make_arrangement,
)
from trunkline.domains.payments.actions.arranging import advance_arrangement
from trunkline.domains.payments.actions.capturing import authorise_invoice, capture_payment, void_payment
from trunkline.domains.payments.actions.catching_up import catch_up_payments
from trunkline.domains.payments.actions.dispute_files import (
    Upload,
    add_dispute_file,
    read_upload,
    remove_dispute_file,
)
from trunkline.domains.payments.actions.disputing import (
    DisputeDecided,
    accept_dispute,
    record_dispute,
    refresh_dispute,
    submit_evidence,
)
from trunkline.domains.payments.actions.dunning import (
    look_at_debts,
    open_case,
    walk_case,
    walk_dunning,
)
from trunkline.domains.payments.actions.dunning_decisions import pause_case, resume_case, stop_case
from trunkline.domains.payments.actions.dunning_policies import (
    choose_rotation,
    drop_dunning_policy,
    set_dunning_policy,
    write_dunning_message,
)
from trunkline.domains.payments.actions.fees import book_fee
from trunkline.domains.payments.actions.giving_back import MoneyBack, refund_manual_payment
from trunkline.domains.payments.actions.giving_up import cancel_collection
from trunkline.domains.payments.actions.instalment_planning import make_plan, preview_plan
from trunkline.domains.payments.actions.instalment_walking import walk_instalments, walk_plan
from trunkline.domains.payments.actions.instalments import cancel_plan, end_with_invoice, pay_invoice, settle_plan
from trunkline.domains.payments.actions.methods import add_method, check_reality, choose_default, remove_method
from trunkline.domains.payments.actions.noticing import (
    give_up_notice,
    handle_notice,
    keep_notice,
    poll_notices,
    replay_notice,
)
from trunkline.domains.payments.actions.opening import collect_invoice, collect_past_due
from trunkline.domains.payments.actions.reconciling import (
    claim_reconciliation,
    dies_after,
    fail_reconciliation,
    reconcile,
    start_nightly,
    start_reconciliation,
)
from trunkline.domains.payments.actions.reconciling_remedies import remedy_finding
from trunkline.domains.payments.actions.recording import MoneyByHand, record_manual_payment
from trunkline.domains.payments.actions.refunding import (
    advance_refund,
    begin_refund_request,
    record_refund,
    refund_payment,
)
from trunkline.domains.payments.actions.setting_up import complete_setup, keep_setup, setup_request

__all__ = [
    "ArrangementWish",
    "DisputeDecided",
    "MoneyBack",
    "MoneyByHand",
    "Upload",
    "accept_dispute",
    "add_dispute_file",
    "add_method",
    "advance_arrangement",
    "advance_payment",
    "advance_refund",
    "authorise_invoice",
    "begin_refund_request",
    "begin_step",
    "book_arrangement_fee",
    "book_fee",
    "cancel_arrangement",
    "cancel_collection",
    "cancel_plan",
    "capture_payment",
    "catch_up_payments",
    "check_reality",
    "choose_default",
    "choose_rotation",
    "claim_reconciliation",
    "collect_invoice",
    "collect_past_due",
    "complete_setup",
    "dies_after",
    "drop_dunning_policy",
    "end_with_invoice",
    "fail_reconciliation",
    "give_up_notice",
    "handle_notice",
    "keep_notice",
    "keep_setup",
    "look_at_debts",
    "make_arrangement",
    "make_plan",
    "open_case",
    "pause_case",
    "pay_invoice",
    "poll_notices",
    "preview_plan",
    "read_upload",
    "reconcile",
    "record_dispute",
    "record_manual_payment",
    "record_outcome",
    "record_refund",
    "refresh_dispute",
    "refresh_payment",
    "refund_manual_payment",
    "refund_payment",
    "remedy_finding",
    "remove_dispute_file",
    "remove_method",
    "replay_notice",
    "resume_case",
    "set_dunning_policy",
    "settle_plan",
    "setup_request",
    "start_nightly",
    "start_reconciliation",
    "stop_case",
    "submit_evidence",
    "void_payment",
    "walk_case",
    "walk_dunning",
    "walk_instalments",
    "walk_plan",
    "write_dunning_message",
]
