"""Which dunning policies can stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from trunkline.domains.payments.model import DunningAction, DunningPolicy, RetryTime
from trunkline.kernel.errors import FieldProblem, Invalid

RETRIES_MAX = 20
RETRY_DAY_MAX = 60
STEPS_MAX = 20
STEP_DAY_MAX = 365
THRESHOLDS_MAX = 50


def check_policy(policy: DunningPolicy, messages: Collection[str]) -> None:
    """Raises `Invalid` naming every field that cannot stand. `messages`: the keys that have a text."""
    problems = [*_retry_problems(policy), *_threshold_problems(policy), *_step_problems(policy, messages)]
    if problems:
        raise Invalid(f"The dunning policy cannot stand like this: {problems[0].detail}", fields=problems)


def _retry_problems(policy: DunningPolicy) -> Iterator[FieldProblem]:
    days = policy.retry_days
    if len(days) > RETRIES_MAX:
        yield FieldProblem("/retry_days", f"retry_days may hold {RETRIES_MAX} days.")
    for index, day in enumerate(days):
        if not 1 <= day <= RETRY_DAY_MAX:
            yield FieldProblem(f"/retry_days/{index}", f"A retry day must be 1 … {RETRY_DAY_MAX}.")
    for index, (one, other) in enumerate(pairwise(days), 1):
        if other <= one:
            yield FieldProblem(f"/retry_days/{index}", "Retry days must rise.")
    fixed = policy.retry_time is RetryTime.fixed
    if fixed != (policy.retry_hour is not None):
        yield FieldProblem("/retry_hour", "retry_hour belongs to the retry_time fixed, and to no other.")
    for name in ("retry_hour", "notice_hour"):
        hour = getattr(policy, name)
        if hour is not None and not 0 <= hour <= 23:
            yield FieldProblem(f"/{name}", f"{name} must be 0 … 23.")


def _threshold_problems(policy: DunningPolicy) -> Iterator[FieldProblem]:
    if len(policy.thresholds) > THRESHOLDS_MAX:
        yield FieldProblem("/thresholds", f"thresholds may hold {THRESHOLDS_MAX} currencies.")
    seen: set[str] = set()
    for index, one in enumerate(policy.thresholds):
        if one.minor <= 0:
            yield FieldProblem(f"/thresholds/{index}/amount", "A threshold must be more than nothing.")
        if one.currency.code in seen:
            yield FieldProblem(f"/thresholds/{index}/currency", f"There is a threshold in {one.currency} already.")
        seen.add(one.currency.code)


def _step_problems(policy: DunningPolicy, messages: Collection[str]) -> Iterator[FieldProblem]:
    steps = policy.steps
    if len(steps) > STEPS_MAX:
        yield FieldProblem("/steps", f"steps may hold {STEPS_MAX} of them.")
    for index, one in enumerate(steps):
        if not 0 <= one.after_days <= STEP_DAY_MAX:
            yield FieldProblem(f"/steps/{index}/after_days", f"after_days must be 0 … {STEP_DAY_MAX}.")
        if one.message not in messages:
            known = ", ".join(sorted(messages))
            yield FieldProblem(f"/steps/{index}/message", f"There is no message of this key; there are: {known}.")
        if one.action is DunningAction.cancel and index != len(steps) - 1:
            yield FieldProblem(f"/steps/{index}/action", "After cancel there is nothing left to do: make it the last.")
    for index, (before, after) in enumerate(pairwise(steps), 1):
        if after.after_days <= before.after_days:
            yield FieldProblem(f"/steps/{index}/after_days", "after_days must rise from step to step.")
