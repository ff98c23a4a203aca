"""What is announced about mails. Never an address or what is written: the mail itself has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications.model import FailedBecause, MailKind
from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class _MailFact(Fact):
    """A mail is the subject; `about` is its kind."""

    audience: ClassVar[str] = Permission.mails_read

    about: MailKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MailResent(_MailFact):
    """Somebody has a mail sent again, or as a new one where the billing address is another by now."""

    kind: ClassVar[str] = "mail.resent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFailed(_MailFact):
    """A mail is not tried any more: it was `refused`, or nobody took it for days (`not_taken`), or nobody knows whether it arrived
    (`unanswered`), or it has `no_address`, or it `crashed` here. `title` is its subject line, `code` the mail server's where it said one.
    """

    kind: ClassVar[str] = "mail.failed"

    title: str
    because: FailedBecause
    code: int | None
