"""What the room needs from the outside: somebody who takes money, gives it back, tells of it, and keeps books about it.

Every call is made outside of a transaction. What the outside does is an outcome, not an exception, also an answer that does not come;
only where that is said `Unavailable` is raised.
"""

from trunkline.domains.payments.ports.arranging import ArrangementRequest, Arrangements
from trunkline.domains.payments.ports.books import ProviderBooks
from trunkline.domains.payments.ports.charging import (
    Authorisations,
    ChargeRequest,
    PayerActions,
    PaymentProvider,
    PaymentProviders,
)
from trunkline.domains.payments.ports.disputing import Disputes
from trunkline.domains.payments.ports.methods import HostedSetup, HostedSetups, PresentedCard, SetupRequest
from trunkline.domains.payments.ports.noticing import FormNotices, NoticePage, NoticeSource, ReceivedNotice
from trunkline.domains.payments.ports.refunding import RefundRequest, Refunds

__all__ = [
    "ArrangementRequest",
    "Arrangements",
    "Authorisations",
    "ChargeRequest",
    "Disputes",
    "FormNotices",
    "HostedSetup",
    "HostedSetups",
    "NoticePage",
    "NoticeSource",
    "PayerActions",
    "PaymentProvider",
    "PaymentProviders",
    "PresentedCard",
    "ProviderBooks",
    "ReceivedNotice",
    "RefundRequest",
    "Refunds",
    "SetupRequest",
]
