"""Policies as they are kept: a JSON document per policy, and per case the one that it walks by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trunkline.domains.payments.model.dunning import DunningAction, DunningPolicy, DunningStep, RetryTime
from trunkline.kernel.money import Currency, Money


def policy_to_json(policy: DunningPolicy) -> dict[str, Any]:
    """Amounts are strings."""
    return {
        "retry_days": list(policy.retry_days),
        "retry_time": policy.retry_time.value,
        "retry_hour": policy.retry_hour,
        "rotation": policy.rotation,
        "thresholds": [{"amount": str(one.major), "currency": one.currency.code} for one in policy.thresholds],
        "notice_hour": policy.notice_hour,
        "steps": [
            {"after_days": one.after_days, "message": one.message, "action": one.action.value} for one in policy.steps
        ],
    }


def policy_from_json(kept: Mapping[str, Any]) -> DunningPolicy:
    return DunningPolicy(
        retry_days=tuple(kept["retry_days"]),
        retry_time=RetryTime(kept["retry_time"]),
        retry_hour=kept["retry_hour"],
        rotation=kept["rotation"],
        thresholds=tuple(Money.exact(one["amount"], Currency.of(one["currency"])) for one in kept["thresholds"]),
        notice_hour=kept["notice_hour"],
        steps=tuple(
            DunningStep(after_days=one["after_days"], message=one["message"], action=DunningAction(one["action"]))
            for one in kept["steps"]
        ),
    )
