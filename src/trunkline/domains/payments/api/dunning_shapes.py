"""What the routes of dunning take and give."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.payments.model import (
    MESSAGE_BODY_MAX,
    MESSAGE_TITLE_MAX,
    MESSAGE_VARIABLES,
    DunningAction,
    DunningCase,
    DunningMessage,
    DunningNotice,
    DunningState,
    DunningStep,
    PolicyInForce,
    RetryTime,
    StopReason,
)
from trunkline.domains.payments.queries import DunningDetails
from trunkline.infra.web import Day, MoneyOut
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, DunningCaseId
from trunkline.kernel.money import Currency, Money

Whole = Annotated[int, Field(strict=True)]
Hour = Annotated[int, Field(strict=True, description="A local hour of the company's zone, 0 … 23.")]


class DunningThresholdIn(BaseModel):
    """Below this amount (major units) nothing is dunned in the currency."""

    model_config = ConfigDict(extra="forbid")

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", examples=["20.00"])]


class DunningStepBody(BaseModel):
    """`after_days`: local days since the case opened. `message` is the key of the text that the company is told."""

    model_config = ConfigDict(extra="forbid")

    after_days: Whole
    message: str = Field(max_length=40, examples=["reminder"])
    action: DunningAction = DunningAction.none

    @staticmethod
    def of(step: DunningStep) -> "DunningStepBody":
        return DunningStepBody(after_days=step.after_days, message=step.message, action=step.action)

    def step(self) -> DunningStep:
        return DunningStep(after_days=self.after_days, message=self.message, action=self.action)


class DunningPolicyIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    retry_days: Annotated[list[Whole], Field(max_length=100, description="Local days after the first attempt.")] = []
    retry_time: RetryTime = RetryTime.first_attempt
    retry_hour: Hour | None = None
    rotation: Annotated[bool, Field(strict=True)] = False
    thresholds: Annotated[list[DunningThresholdIn], Field(max_length=100)] = []
    notice_hour: Hour = 9
    steps: Annotated[list[DunningStepBody], Field(max_length=100)] = []

    def changes(self) -> dict[str, Any]:
        """Raises `Invalid` for an amount that its currency does not have."""
        named: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "retry_days" in named:
            named["retry_days"] = tuple(self.retry_days)
        if "thresholds" in named:
            named["thresholds"] = tuple(_money(index, one) for index, one in enumerate(self.thresholds))
        if "steps" in named:
            named["steps"] = tuple(one.step() for one in self.steps)
        return named


class DunningPolicyOut(BaseModel):
    """`company_id` null: the operator's policy is in force. `version` 0: nobody has changed what the product ships with."""

    company_id: CompanyId | None
    version: int
    changed_at: datetime | None
    retry_days: list[int]
    retry_time: RetryTime
    retry_hour: int | None
    rotation: bool
    thresholds: list[MoneyOut]
    notice_hour: int
    steps: list[DunningStepBody]

    @staticmethod
    def of(found: PolicyInForce) -> "DunningPolicyOut":
        policy = found.policy
        plain = {name: getattr(policy, name) for name in ("retry_time", "retry_hour", "rotation", "notice_hour")}
        return DunningPolicyOut(
            **plain,
            company_id=found.company_id,
            version=found.version,
            changed_at=found.changed_at,
            retry_days=list(policy.retry_days),
            thresholds=[MoneyOut.of(one) for one in policy.thresholds],
            steps=[DunningStepBody.of(one) for one in policy.steps],
        )


_TEMPLATE = f"Text with {{{{ variables }}}} and {{% if %}}; there are {', '.join(MESSAGE_VARIABLES)}."


class DunningMessageIn(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    title: Annotated[str, Field(max_length=MESSAGE_TITLE_MAX, description=_TEMPLATE)]
    body: Annotated[str, Field(max_length=MESSAGE_BODY_MAX, description=_TEMPLATE)]


class DunningMessageOut(BaseModel):
    """`edited`: the operator's own words; otherwise what the product ships with."""

    key: str
    locale: str
    title: str
    body: str
    edited: bool

    @staticmethod
    def of(message: DunningMessage) -> "DunningMessageOut":
        return DunningMessageOut(**{name: getattr(message, name) for name in DunningMessageOut.model_fields})


class RotationBody(BaseModel):
    """Whether the company lets its other saved methods be tried after a soft decline. The policy must allow it too."""

    model_config = ConfigDict(strict=True, extra="forbid")

    allowed: bool


class DunningNoticeOut(BaseModel):
    """A step that was taken, with the words that the company was told."""

    number: int
    after_days: int
    action: DunningAction
    message: str
    locale: str
    title: str
    body: str
    due: MoneyOut
    reached_at: datetime

    @staticmethod
    def of(notice: DunningNotice) -> "DunningNoticeOut":
        plain = {name: getattr(notice, name) for name in DunningNoticeOut.model_fields if name != "due"}
        return DunningNoticeOut(**plain, due=MoneyOut.of(notice.due))


class DunningDecisionOut(BaseModel):
    """Why the case was last paused, resumed or stopped by hand, and by whom."""

    reason: str
    by: str
    at: datetime

    @staticmethod
    def of(case: DunningCase) -> "DunningDecisionOut | None":
        if case.decision is None or case.decided_by is None or case.decided_at is None:
            return None
        return DunningDecisionOut(reason=case.decision, by=case.decided_by, at=case.decided_at)


class DunningDecisionIn(BaseModel):
    """`reason`: why, for whoever looks at it later."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"reason": "Paid by bank transfer, on its way."}]}
    )

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class DunningPauseIn(DunningDecisionIn):
    """`until`: the company's local day on which it goes on, at the hour of the policy."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-04-01", "reason": "Promised to pay."}]})

    until: Annotated[Day, Field(strict=False)]


class DunningCaseOut(BaseModel):
    """`due` on `invoices` overdue invoices, as of the last look. `next_step` is null after the last one and once it was stopped; it
    is taken at `next_step_at`, not before `paused_until`. `decision` is the operator's own note, shown to nobody else."""

    id: DunningCaseId
    company_id: CompanyId
    company_name: str
    currency: str
    state: DunningState
    due: MoneyOut
    invoices: int
    opened_at: datetime
    reached: int
    steps: int
    next_step: DunningStepBody | None
    next_step_at: datetime | None
    stopped_at: datetime | None
    stop_reason: StopReason | None
    paused_until: datetime | None
    decision: DunningDecisionOut | None
    notices: list[DunningNoticeOut]

    @staticmethod
    def of(details: DunningDetails, *, to_operator: bool = False) -> "DunningCaseOut":
        case, following = details.case, details.case.next_step
        names = ("id", "company_id", "state", "invoices", "opened_at", "reached", "stopped_at", "paused_until")
        return DunningCaseOut(
            **{name: getattr(case, name) for name in names},
            company_name=details.company_name,
            currency=case.currency.code,
            due=MoneyOut.of(case.due),
            steps=len(case.policy.steps),
            next_step=None if following is None else DunningStepBody.of(following),
            next_step_at=case.comes_at,
            stop_reason=case.stop_reason,
            decision=DunningDecisionOut.of(case) if to_operator else None,
            notices=[DunningNoticeOut.of(one) for one in details.notices],
        )


def _money(index: int, one: DunningThresholdIn) -> Money:
    try:
        return Money.exact(one.amount, Currency.of(one.currency))
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(f"/thresholds/{index}", problem.detail)]) from None
