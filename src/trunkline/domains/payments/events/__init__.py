"""What the room announces."""

from trunkline.domains.payments.events.arrangements import (
    PaymentArrangementCancelAsked as PaymentArrangementCancelAsked,
)
from trunkline.domains.payments.events.arrangements import PaymentArrangementChanged as PaymentArrangementChanged
from trunkline.domains.payments.events.arrangements import PaymentArrangementCharged as PaymentArrangementCharged
from trunkline.domains.payments.events.arrangements import (
    PaymentArrangementChargeFailed as PaymentArrangementChargeFailed,
)
from trunkline.domains.payments.events.arrangements import PaymentArrangementMade as PaymentArrangementMade
from trunkline.domains.payments.events.disputes import DisputeChanged as DisputeChanged
from trunkline.domains.payments.events.disputes import DisputeFileAdded as DisputeFileAdded
from trunkline.domains.payments.events.disputes import DisputeFileRemoved as DisputeFileRemoved
from trunkline.domains.payments.events.disputes import DisputeLost as DisputeLost
from trunkline.domains.payments.events.disputes import DisputeOpened as DisputeOpened
from trunkline.domains.payments.events.disputes import DisputeWon as DisputeWon
from trunkline.domains.payments.events.dunning import DunningMessageChanged as DunningMessageChanged
from trunkline.domains.payments.events.dunning import DunningPaused as DunningPaused
from trunkline.domains.payments.events.dunning import DunningPolicyChanged as DunningPolicyChanged
from trunkline.domains.payments.events.dunning import DunningResumed as DunningResumed
from trunkline.domains.payments.events.dunning import DunningStarted as DunningStarted
from trunkline.domains.payments.events.dunning import DunningStepReached as DunningStepReached
from trunkline.domains.payments.events.dunning import DunningStopDecided as DunningStopDecided
from trunkline.domains.payments.events.dunning import DunningStopped as DunningStopped
from trunkline.domains.payments.events.dunning import RotationChosen as RotationChosen
from trunkline.domains.payments.events.instalments import InstalmentOverdue as InstalmentOverdue
from trunkline.domains.payments.events.instalments import InstalmentPaid as InstalmentPaid
from trunkline.domains.payments.events.instalments import InstalmentPlanDefaulted as InstalmentPlanDefaulted
from trunkline.domains.payments.events.instalments import InstalmentPlanEnded as InstalmentPlanEnded
from trunkline.domains.payments.events.instalments import InstalmentPlanMade as InstalmentPlanMade
from trunkline.domains.payments.events.manual_payments import ManualPaymentRecorded as ManualPaymentRecorded
from trunkline.domains.payments.events.manual_payments import ManualPaymentRefunded as ManualPaymentRefunded
from trunkline.domains.payments.events.methods import DefaultMethodChosen as DefaultMethodChosen
from trunkline.domains.payments.events.methods import PaymentMethodAttached as PaymentMethodAttached
from trunkline.domains.payments.events.methods import PaymentMethodRefused as PaymentMethodRefused
from trunkline.domains.payments.events.methods import PaymentMethodRemoved as PaymentMethodRemoved
from trunkline.domains.payments.events.notices import NoticeFailed as NoticeFailed
from trunkline.domains.payments.events.notices import NoticeReceived as NoticeReceived
from trunkline.domains.payments.events.notices import NoticeReplayed as NoticeReplayed
from trunkline.domains.payments.events.payments import PaymentActionNeeded as PaymentActionNeeded
from trunkline.domains.payments.events.payments import PaymentAttemptFailed as PaymentAttemptFailed
from trunkline.domains.payments.events.payments import PaymentAuthorised as PaymentAuthorised
from trunkline.domains.payments.events.payments import PaymentBelated as PaymentBelated
from trunkline.domains.payments.events.payments import PaymentCanceled as PaymentCanceled
from trunkline.domains.payments.events.payments import PaymentCaptureAsked as PaymentCaptureAsked
from trunkline.domains.payments.events.payments import PaymentCaptureRefused as PaymentCaptureRefused
from trunkline.domains.payments.events.payments import PaymentFailed as PaymentFailed
from trunkline.domains.payments.events.payments import PaymentHastened as PaymentHastened
from trunkline.domains.payments.events.payments import PaymentStarted as PaymentStarted
from trunkline.domains.payments.events.payments import PaymentSucceeded as PaymentSucceeded
from trunkline.domains.payments.events.payments import PaymentUnapplied as PaymentUnapplied
from trunkline.domains.payments.events.payments import PaymentUnknown as PaymentUnknown
from trunkline.domains.payments.events.payments import PaymentVoidAsked as PaymentVoidAsked
from trunkline.domains.payments.events.payments import ReceiptIssued as ReceiptIssued
from trunkline.domains.payments.events.reconciling import FindingResolved as FindingResolved
from trunkline.domains.payments.events.reconciling import ReconciliationFailed as ReconciliationFailed
from trunkline.domains.payments.events.reconciling import ReconciliationFinished as ReconciliationFinished
from trunkline.domains.payments.events.reconciling import ReconciliationStarted as ReconciliationStarted
from trunkline.domains.payments.events.refunds import RefundFailed as RefundFailed
from trunkline.domains.payments.events.refunds import RefundStarted as RefundStarted
from trunkline.domains.payments.events.refunds import RefundSucceeded as RefundSucceeded
from trunkline.domains.payments.events.refunds import RefundUnknown as RefundUnknown
