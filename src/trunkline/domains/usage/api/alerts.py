"""Routes of usage alerts."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.model.alerts import (
    SPIKE_DAYS_DEFAULT,
    AlertKind,
    AlertReading,
    Measure,
    NewAlert,
    PercentOf,
    Spike,
    Threshold,
    UsageAlert,
)
from trunkline.infra.web import DecimalString, PageOut, ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import UsageAlertId
from trunkline.kernel.money import decimal_of


class ThresholdIn(BaseModel):
    """Either `value`, in what is measured, or `percent` of what `percent_of` says."""

    model_config = ConfigDict(extra="forbid")

    value: Annotated[str | None, Field(examples=["800"])] = None
    percent: Annotated[str | None, Field(examples=["80"])] = None


class SpikeIn(BaseModel):
    """An hour is a spike at `factor` times the mean of the same hour on the days before, and at `minimum` in what is measured.

    The hours are full ones of UTC. A day of which nothing is known is left out of the mean, and fewer than three are no mean.
    """

    model_config = ConfigDict(extra="forbid")

    factor: Annotated[str, Field(examples=["3"])]
    minimum: Annotated[str, Field(description="Less than this in an hour is never a spike.", examples=["100"])]
    days: Annotated[int, Field(description="How many days are looked back, 3 … 34.")] = SPIKE_DAYS_DEFAULT


class AlertIn(BaseModel):
    """Watches what a meter comes to in the period that runs: `thresholds`; or what it comes to in an hour: `spike`."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(examples=["Messages of the month"])]
    meter: Annotated[str, Field(examples=["sms_messages"])]
    kind: AlertKind = AlertKind.threshold
    measure: Annotated[
        Measure,
        Field(
            description="`quantity` is what the price's aggregation measures, and of calls their billable seconds: `calls` is how many "
            "they are. A level is watched as it stands now."
        ),
    ] = Measure.quantity
    percent_of: Annotated[
        PercentOf,
        Field(description="Percentages are of the `limit`, or of the units that the price in force includes."),
    ] = PercentOf.limit
    limit: Annotated[str | None, Field(description="What percentages are of.", examples=["1000"])] = None
    thresholds: list[ThresholdIn] = []
    spike: SpikeIn | None = None


class ThresholdOut(BaseModel):
    """`bound` is what it amounts to, null while the price includes nothing; `is_crossed` in a period that runs."""

    value: DecimalString | None
    percent: DecimalString | None
    bound: DecimalString | None
    is_crossed: bool

    @staticmethod
    def of(alert: UsageAlert, position: int, readings: list[AlertReading]) -> "ThresholdOut":
        threshold, last = alert.thresholds[position], readings[-1] if readings else None
        return ThresholdOut(
            value=threshold.value,
            percent=threshold.percent,
            bound=alert.bound(position) if last is None else last.bound(position),
            is_crossed=any(position in reading.crossed for reading in readings),
        )


class SpikeOut(BaseModel):
    """As it was set."""

    factor: DecimalString
    minimum: DecimalString
    days: int


class AlertOut(BaseModel):
    """`current` is what has been used so far, in the period that is furthest, in the unit of `measure`: for calls a `quantity` is in
    seconds. Null before any usage.
    """

    id: UsageAlertId
    name: str
    meter: str
    kind: AlertKind
    measure: Measure
    percent_of: PercentOf
    limit: DecimalString | None
    thresholds: list[ThresholdOut]
    spike: SpikeOut | None
    current: DecimalString | None
    created_at: datetime

    @staticmethod
    def of(alert: UsageAlert, readings: list[AlertReading]) -> "AlertOut":
        own = [reading for reading in readings if reading.alert.id == alert.id]
        spike = alert.spike
        return AlertOut(
            id=alert.id,
            name=alert.name,
            meter=alert.meter,
            kind=alert.kind,
            measure=alert.measure,
            percent_of=alert.percent_of,
            limit=alert.limit,
            thresholds=[ThresholdOut.of(alert, at, own) for at in range(len(alert.thresholds))],
            spike=None if spike is None else SpikeOut(factor=spike.factor, minimum=spike.minimum, days=spike.days),
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
    """Be told, once per period and threshold, as soon as usage reaches it; or once per hour that is a spike.

    A company may have 100 alerts.
    """
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
        kind=body.kind,
        percent_of=body.percent_of,
        limit=None if body.limit is None else _number(body.limit, "/limit"),
        spike=None if body.spike is None else _spike(body.spike),
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


def _spike(body: SpikeIn) -> Spike:
    factor, minimum = _number(body.factor, "/spike/factor"), _number(body.minimum, "/spike/minimum")
    return Spike(factor, minimum, body.days)


def _number(text: str, pointer: str) -> Decimal:
    name = pointer.rpartition("/")[2]
    try:
        return decimal_of(text, name=name)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(pointer, problem.detail)]) from None
