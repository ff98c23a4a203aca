"""What is announced of instalment plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.domains.payments.model.instalments import PlanState
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlanFact(Fact):
    """A plan is the subject; every one of these says of which invoice."""

    audience: ClassVar[str] = AUDIENCE

    invoice_id: InvoiceId
    invoice_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPlanMade(_PlanFact):
    """The invoice is paid in parts from now on, the first of them on `first_on`, the last on `last_on`."""

    kind: ClassVar[str] = "instalment_plan.made"

    amount: Money
    parts: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPaid(_PlanFact):
    """The money of part `number` is there; the invoice asks for `left` now."""

    kind: ClassVar[str] = "instalment.paid"

    number: int
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentOverdue(_PlanFact):
    """The day of part `number` has passed without the money. At `defaults_at` the whole rest is due."""

    kind: ClassVar[str] = "instalment.overdue"

    number: int
    due: Money
    due_on: date
    defaults_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPlanDefaulted(_PlanFact):
    """A part stayed unpaid for longer than was agreed: the rest is due at once."""

    kind: ClassVar[str] = "instalment_plan.defaulted"

    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPlanEnded(_PlanFact):
    """It ended otherwise: completed, settled early, or canceled. What is `left` is asked for by the invoice again."""

    kind: ClassVar[str] = "instalment_plan.ended"

    state: PlanState
    left: Money
    before: dict[str, object]
    after: dict[str, object]
