"""What is announced of dunning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.domains.payments.model import DunningAction, DunningState, StopReason
from trunkline.kernel.fact import Fact
from trunkline.kernel.money import Money

OPERATOR_AUDIENCE = "dunning.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class _DunningFact(Fact):
    """A case is the subject. `due` is what is overdue in its currency now."""

    audience: ClassVar[str] = AUDIENCE

    due: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningStarted(_DunningFact):
    """Enough is overdue that something follows, from `next_step_at` on."""

    kind: ClassVar[str] = "dunning.started"

    invoices: int
    next_step_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningStepReached(_DunningFact):
    """A step was taken: the company is told `title` and `body`, in its language, and its service becomes what `state` says."""

    kind: ClassVar[str] = "dunning.step_reached"

    step: int
    action: DunningAction
    state: DunningState
    message: str
    locale: str
    title: str
    body: str
    next_step_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningPaused(_DunningFact):
    """Somebody has decided, for a `reason` in their words, that until then no step is taken and nothing is charged again by itself.

    What steps have made of the service stays meanwhile.
    """

    kind: ClassVar[str] = "dunning.paused"
    audience: ClassVar[str] = OPERATOR_AUDIENCE

    until: datetime
    reason: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningResumed(_DunningFact):
    """It goes on, sooner than the pause had said."""

    kind: ClassVar[str] = "dunning.resumed"
    audience: ClassVar[str] = OPERATOR_AUDIENCE

    next_step_at: datetime | None
    reason: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningStopDecided(_DunningFact):
    """Somebody has stopped the case, for a `reason` in their words: its invoices are neither dunned for nor charged by themselves any more.

    `dunning.stopped` tells the company of it, without the reason.
    """

    kind: ClassVar[str] = "dunning.stop_decided"
    audience: ClassVar[str] = OPERATOR_AUDIENCE

    reason: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningStopped(_DunningFact):
    """Nothing further follows; what dunning had made of the company's state is taken back. Ended subscriptions stay ended."""

    kind: ClassVar[str] = "dunning.stopped"

    reason: StopReason
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningPolicyChanged(Fact):
    """The operator's policy (the subject is `operator`), or a company's own, is another; cases that are open keep theirs.

    `policy_version` 0: the company has none of its own any more. `before` and `after` hold the fields that have `changed`.
    """

    kind: ClassVar[str] = "dunning.policy_changed"
    audience: ClassVar[str] = OPERATOR_AUDIENCE

    policy_version: int
    changed: tuple[str, ...]
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningMessageChanged(Fact):
    """A text reads differently from now on; the subject is its key. `before` is empty where there was none in the language."""

    kind: ClassVar[str] = "dunning.message_changed"
    audience: ClassVar[str] = OPERATOR_AUDIENCE

    locale: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationChosen(Fact):
    """The company has consented, or no longer does, that after a soft decline its other saved methods are tried. It is the subject."""

    kind: ClassVar[str] = "payment_method.rotation_chosen"
    audience: ClassVar[str] = AUDIENCE

    allowed: bool
    before: dict[str, object]
    after: dict[str, object]
