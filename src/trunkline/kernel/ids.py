"""Ids: a UUIDv7 (RFC 9562) behind a distinct type, written as a TypeID: `inv_01h455vb4pex5vsknk084sn02q`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Protocol, Self

from pydantic_core import core_schema

from trunkline.kernel.errors import Invalid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32, lower case, as the TypeID specification asks
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}"


class Entropy(Protocol):
    """Where random bits come from; seeded in the demo and in simulations so that a run can be repeated exactly."""

    def getrandbits(self, k: int, /) -> int: ...


class Id(str):
    """Base of the distinct id types, by `prefix`. One form everywhere: copied from a log, pasted on screen. They sort by creation time."""

    prefix: ClassVar[str]
    __slots__ = ()

    @classmethod
    def new(cls, at: datetime, entropy: Entropy) -> Self:
        """A fresh id for something created at `at`."""
        milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
        bits = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | entropy.getrandbits(12) << 64 | 0b10 << 62
        return cls(f"{cls.prefix}_{_base32(bits | entropy.getrandbits(62))}")

    @classmethod
    def bounds_of(cls, at: datetime) -> tuple[Self, Self]:
        """The ends of the millisecond of `at`: ids made then or later are not below the first, then or before not above the second."""
        first = max(0, (at - _EPOCH) // timedelta(milliseconds=1)) << 80
        return cls(f"{cls.prefix}_{_base32(first)}"), cls(f"{cls.prefix}_{_base32(first | (1 << 80) - 1)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id in `text`. Raises `Invalid` if it is of another kind or malformed."""
        if not re.fullmatch(cls.pattern(), text):
            raise Invalid(f"{text[:60]!r} is not an id of the form {cls.prefix}_… (26 characters follow the prefix).")
        return cls(text)

    @classmethod
    def pattern(cls) -> str:
        return f"{cls.prefix}_{_SUFFIX}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        text = core_schema.str_schema(pattern=f"^{cls.pattern()}$", strict=True)
        return core_schema.no_info_after_validator_function(cls, text)


def _base32(bits: int) -> str:
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(125, -1, -5))


class CompanyId(Id):
    prefix = "com"


class UserId(Id):
    prefix = "usr"


class SessionId(Id):
    prefix = "ses"


class ApiKeyId(Id):
    prefix = "key"


class RoleId(Id):
    prefix = "rol"


class ModuleId(Id):
    prefix = "mod"


class PlanId(Id):
    prefix = "pln"


class PriceId(Id):
    prefix = "pri"


class SubscriptionId(Id):
    prefix = "sub"


class MeterId(Id):
    prefix = "mtr"


class UsageAlertId(Id):
    prefix = "alt"


class CallId(Id):
    prefix = "cal"


class InvoiceId(Id):
    prefix = "inv"


class InvoiceLineId(Id):
    prefix = "lin"


class InvoiceItemId(Id):
    prefix = "itm"


class CreditNoteId(Id):
    prefix = "crn"


class CreditEntryId(Id):
    prefix = "cre"


class WalletId(Id):
    prefix = "wal"


class GrantId(Id):
    prefix = "grn"


class DrawId(Id):
    prefix = "drw"


class ProrationId(Id):
    prefix = "pro"


class PaymentMethodId(Id):
    prefix = "pmt"


class PaymentId(Id):
    prefix = "pay"


class AttemptId(Id):
    prefix = "att"


class ReceiptId(Id):
    prefix = "rcp"


class RefundId(Id):
    prefix = "rfd"


class DisputeId(Id):
    prefix = "dsp"


class DisputeFileId(Id):
    prefix = "dsf"


class ManualPaymentId(Id):
    prefix = "mpy"


class ManualRefundId(Id):
    prefix = "mrf"


class MethodSetupId(Id):
    prefix = "mst"


class DunningCaseId(Id):
    prefix = "dun"


class InstalmentPlanId(Id):
    prefix = "ipl"


class InstalmentId(Id):
    prefix = "ins"


class PaymentArrangementId(Id):
    prefix = "arr"


class ArrangementChargeId(Id):
    prefix = "ach"


class NoticeId(Id):
    prefix = "ntc"


class ReconciliationId(Id):
    prefix = "rec"


class FindingId(Id):
    prefix = "fnd"


class LedgerTransactionId(Id):
    prefix = "ltx"


class NotificationId(Id):
    prefix = "ntf"


class WebhookEndpointId(Id):
    prefix = "whe"


class WebhookDeliveryId(Id):
    prefix = "whd"


class MailId(Id):
    prefix = "mai"


class FactId(Id):
    prefix = "fct"


class JobId(Id):
    prefix = "job"


class RequestId(Id):
    prefix = "req"
