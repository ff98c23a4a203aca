"""What the room announces."""

from trunkline.domains.payments.events.methods import PaymentMethodAttached as PaymentMethodAttached
from trunkline.domains.payments.events.methods import PaymentMethodRemoved as PaymentMethodRemoved
from trunkline.domains.payments.events.notices import NoticeReceived as NoticeReceived
from trunkline.domains.payments.events.notices import NoticeReplayed as NoticeReplayed
from trunkline.domains.payments.events.payments import PaymentAttemptFailed as PaymentAttemptFailed
from trunkline.domains.payments.events.payments import PaymentCanceled as PaymentCanceled
from trunkline.domains.payments.events.payments import PaymentFailed as PaymentFailed
from trunkline.domains.payments.events.payments import PaymentHastened as PaymentHastened
from trunkline.domains.payments.events.payments import PaymentStarted as PaymentStarted
from trunkline.domains.payments.events.payments import PaymentSucceeded as PaymentSucceeded
from trunkline.domains.payments.events.payments import PaymentUnapplied as PaymentUnapplied
from trunkline.domains.payments.events.payments import PaymentUnknown as PaymentUnknown
from trunkline.domains.payments.events.payments import ReceiptIssued as ReceiptIssued
