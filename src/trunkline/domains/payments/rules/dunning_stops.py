"""What the stop of a dunning case holds for: what was overdue of its invoices then. A plan that is agreed on later begins anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trunkline.domains.payments.model.instalments import Instalment, InstalmentPlan
from trunkline.domains.payments.rules.instalments import late_at


def is_stopped(since: datetime, plans: Sequence[InstalmentPlan]) -> bool:
    """Whether a stop at `since` holds for the invoice of all these plans: not where one was made later, or was kept to at that moment."""
    if any(one.made_at >= since for one in plans):
        return False
    then = next((one for one in plans if one.ended_at is None or one.ended_at > since), None)
    return then is None or any(_was_late(then, part, since) for part in then.parts)


def is_late_anew(since: datetime, plans: Sequence[InstalmentPlan]) -> bool:
    """Whether a plan that has ended since then has left a part that became overdue after the stop."""
    return any(
        one.ended_at is not None and part.paid_at is None and since < late_at(one, part) <= one.ended_at
        for one in plans
        for part in one.parts
    )


def _was_late(plan: InstalmentPlan, part: Instalment, at: datetime) -> bool:
    return late_at(plan, part) <= at and (part.paid_at is None or part.paid_at > at)
