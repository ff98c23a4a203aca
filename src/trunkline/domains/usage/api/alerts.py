"""Routes of usage alerts."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.model.alerts import AlertReading, Measure, NewAlert, Threshold, UsageAlert
from trunkline.infra.web import DecimalString, PageOut, ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import UsageAlertId
from trunkline.kernel.money import decimal_of


class ThresholdIn(BaseModel):
    """Either `value`, in what is measured, or `percent` of the alert's limit."""

    model_config = ConfigDict(extra="forbid")

    value: Annotated[str | None, Field(examples=["800"])] = None
    percent: Annotated[str | None, Field(examples=["80"])] = None


class AlertIn(BaseModel):
    """Watches what a meter counts in the period that runs."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(examples=["Messages of the month"])]
    meter: Annotated[str, Field(examples=["sms_messages"])]
    measure: Measure = Measure.quantity
    limit: Annotated[str | None, Field(description="What percentages are of.", examples=["1000"])] = None
    thresholds: list[ThresholdIn]


class ThresholdOut(BaseModel):
    """`bound` is what it amounts to; `is_crossed` in a period that runs."""

    value: DecimalString | None
    percent: DecimalString | None
    bound: DecimalString
    is_crossed: bool


class AlertOut(BaseModel):
    """`current` is what has been used so far, in the period that is furthest; null before any usage."""

    id: UsageAlertId
    name: str
    meter: str
    measure: Measure
    limit: DecimalString | None
    thresholds: list[ThresholdOut]
    current: DecimalString | None
    created_at: datetime

    @staticmethod
    def of(alert: UsageAlert, readings: list[AlertReading]) -> "AlertOut":
        own = [reading for reading in readings if reading.alert.id == alert.id]
        return AlertOut(
            id=alert.id,
            name=alert.name,
            meter=alert.meter,
            measure=alert.measure,
            limit=alert.limit,
            thresholds=[
                ThresholdOut(
                    value=threshold.value,
                    percent=threshold.percent,
                    bound=alert.bound(position),
                    is_crossed=any(position in reading.crossed for reading in own),
                )
                for position, threshold in enumerate(alert.thresholds)
            ],
            current=max((reading.value for reading in own), default=None),
            created_at=alert.created_at,
        )


@router.get("/usage/alerts", permission=Permission.usage_read)
async def list_alerts(scope: ReadScope) -> PageOut[AlertOut]:
    """The company's alerts and how far its usage is."""
    readings = await queries.alert_readings(scope)
    return PageOut(items=[AlertOut.of(alert, readings) for alert in await queries.usage_alerts(scope)])


@router.post("/usage/alerts", permission=Permission.alerts_manage, status_code=201)
async def set_alert(scope: WriteScope, body: AlertIn) -> AlertOut:
    """Be told, once per period and threshold, as soon as usage reaches it."""
    made = await actions.set_alert(scope, _draft(body))
    return AlertOut.of(made, [])


@router.delete("/usage/alerts/{alert_id}", permission=Permission.alerts_manage, status_code=204)
async def remove_alert(scope: WriteScope, alert_id: UsageAlertId) -> None:
    """Be told no more."""
    await actions.remove_alert(scope, alert_id)


def _draft(body: AlertIn) -> NewAlert:
    return NewAlert(
        name=body.name,
        meter=body.meter,
        measure=body.measure,
        limit=None if body.limit is None else _number(body.limit, "/limit"),
        thresholds=tuple(
            Threshold(
                **{
                    name: _number(text, f"/thresholds/{at}/{name}")
                    for name, text in one.model_dump(exclude_none=True).items()
                }
            )
            for at, one in enumerate(body.thresholds)
        ),
    )


def _number(text: str, pointer: str) -> Decimal:
    name = pointer.rpartition("/")[2]
    try:
        return decimal_of(text, name=name)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(pointer, problem.detail)]) from None
