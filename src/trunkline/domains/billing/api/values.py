"""Values that quotes, periods and prorations are told: numbers as text, and times that are a day or a moment. Never a binary float."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import decimal_of
from trunkline.kernel.period import Cycle, Interval, zone_of

FIRST_YEAR, LAST_YEAR = 1900, 2199
INDEX_MAX = 1_000_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = {"anyOf": [{"type": "string"}, {"type": "integer"}], "examples": ["123.5"]}


class Form(BaseModel):
    """What is not known is refused: a slip of the keyboard must not change an amount in silence."""

    model_config = ConfigDict(extra="forbid")


def refusal(detail: str) -> PydanticCustomError:
    """A finding of ours among those of pydantic; `detail` may hold any sign."""
    return PydanticCustomError("refused", "{detail}", {"detail": detail})


def _number(value: Any) -> Decimal:
    try:
        number = decimal_of(value, name="the number")
    except Invalid as problem:
        raise refusal(problem.detail) from None
    if number < 0:
        raise refusal(f"the number {number:f} is below zero")
    return number


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise refusal("must be a day, written as text, YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise refusal(f"{value} is no day of the calendar") from None
    return _in_range(day)


def _moment(value: Any) -> datetime:
    problem = "must be a moment of RFC 3339 with its offset, such as 2026-03-02T12:00:00Z"
    if not isinstance(value, str) or not _DAY.match(value) or len(value) > 40:
        raise refusal(problem)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise refusal(problem) from None
    if moment.tzinfo is None or len(value) <= len("2026-03-02"):
        raise refusal(problem)
    _in_range(moment.date())
    return moment.astimezone(UTC)


def _day_or_moment(value: Any) -> date | datetime:
    return _day(value) if isinstance(value, str) and len(value) <= len("2026-03-02") else _moment(value)


def _index_or_day(value: Any) -> int | date:
    if isinstance(value, int) and not isinstance(value, bool):
        if not -INDEX_MAX <= value <= INDEX_MAX:
            raise refusal(f"must be a number of at most {INDEX_MAX}")
        return value
    return _day(value)


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal(f"{day} is outside the years {FIRST_YEAR} … {LAST_YEAR}")
    return day


# The validator makes the value; `Any` keeps pydantic from making another of it.
Number = Annotated[Any, BeforeValidator(_number), WithJsonSchema(_NUMBER)]
CalendarDay = Annotated[Any, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Whole = Annotated[int, Field(strict=True)]
RfcMoment = Annotated[Any, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
DayOrMoment = Annotated[
    Any,
    BeforeValidator(_day_or_moment),
    WithJsonSchema({"type": "string", "description": "A day (2026-03-10) or a moment of RFC 3339."}),
]


class Every(StrEnum):
    """How often, in the words of calendars."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    half_year = "half-year"
    year = "year"


_CYCLES = {
    Every.day: (Interval.day, 1),
    Every.week: (Interval.week, 1),
    Every.month: (Interval.month, 1),
    Every.quarter: (Interval.month, 3),
    Every.half_year: (Interval.month, 6),
    Every.year: (Interval.year, 1),
}


def cycle_of(every: Every, count: int) -> Cycle:
    """Every `count` of them. Raises `Invalid` at `/count`."""
    interval, times = _CYCLES[every]
    with problem_at("/count"):
        return Cycle(interval, times * count)


def zone_at(name: str) -> ZoneInfo:
    """Raises `Invalid` at `/zone`."""
    with problem_at("/zone"):
        return zone_of(name)


@contextmanager
def problem_at(pointer: str) -> Iterator[None]:
    """Whatever is `Invalid` within is so at `pointer`."""
    try:
        yield
    except Invalid as problem:
        raise refused(pointer, problem.detail) from None


def refused(pointer: str, detail: str) -> Invalid:
    """The refusal of one field."""
    return Invalid(detail, fields=[FieldProblem(pointer, detail)])


IndexOrDay = Annotated[
    Any,
    BeforeValidator(_index_or_day),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}]}),
]
