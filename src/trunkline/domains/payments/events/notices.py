"""What is announced of providers' notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoticeFact(Fact):
    """A provider's notice is the subject. It is the installation's: whose money it is about is found when it is handled."""

    audience: ClassVar[str] = "notices.read"
    by_machine: ClassVar[bool] = True

    provider: str
    notice_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReceived(_NoticeFact):
    """A provider told of an event for the first time; the job that answers fetches what is true now."""

    kind: ClassVar[str] = "notice.received"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReplayed(_NoticeFact):
    """Somebody asked for a notice to be handled again."""

    kind: ClassVar[str] = "notice.replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFailed(_NoticeFact):
    """A notice could not be followed, or contradicts what is written here: somebody has to look. `effect` says what was found."""

    kind: ClassVar[str] = "notice.failed"

    effect: str
