"""The steps of a call price, and its bands: at certain hours of certain weekdays a call has another fee and other steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from trunkline.domains.marketplace.model.amounts import UNIT_PRICE
from trunkline.domains.marketplace.model.pricing import TIERS_MAX, price_problems
from trunkline.kernel.errors import FieldProblem

INCREMENT_SECONDS_MAX = 3600
FROM_SECOND_MAX = 86_400
BANDS_MAX = 50
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES


class Weekday(StrEnum):
    mon = "mon"
    tue = "tue"
    wed = "wed"
    thu = "thu"
    fri = "fri"
    sat = "sat"
    sun = "sun"


_DAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class CallStep:
    """From `from_second` of a call on, time is sold in increments of `increment_seconds` at `per_minute`."""

    from_second: int
    increment_seconds: int
    per_minute: Decimal = field(metadata=UNIT_PRICE)


@dataclass(frozen=True, slots=True)
class CallBand:
    """Other prices for calls that start on `weekdays` in [from_minute, to_minute) of the local day.

    `to_minute` 1440 is the end of the day. Where `from_minute` is above `to_minute` the band runs over midnight, and the weekday is that
    of its start.
    """

    weekdays: tuple[Weekday, ...]
    from_minute: int
    to_minute: int
    connect_fee: Decimal = field(metadata=UNIT_PRICE)
    steps: tuple[CallStep, ...]

    @property
    def label(self) -> str:
        """`mon–fri 08:00–18:00`."""
        return f"{_days_text(self.weekdays)} {clock_text(self.from_minute)}–{clock_text(self.to_minute)}"

    def spans(self) -> Iterator[tuple[int, int]]:
        """When the band holds, as minutes [start, end) of a week that begins on Monday at midnight."""
        length = (self.to_minute - self.from_minute) % DAY_MINUTES or DAY_MINUTES
        for day in self.weekdays:
            start = _DAYS.index(day) * DAY_MINUTES + self.from_minute
            yield start, min(start + length, WEEK_MINUTES)
            if start + length > WEEK_MINUTES:
                yield 0, start + length - WEEK_MINUTES


def clock_text(minute: int) -> str:
    """`08:00`, and `24:00` for the end of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _days_text(weekdays: Sequence[Weekday]) -> str:
    """Three days in a row and more are told by the first and the last."""
    rows: list[list[int]] = []
    for day in sorted(_DAYS.index(day) for day in weekdays):
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return ", ".join(
        f"{_DAYS[row[0]]}–{_DAYS[row[-1]]}" if len(row) > 2 else ", ".join(_DAYS[day] for day in row) for row in rows
    )


def step_problems(steps: Sequence[CallStep], at: str) -> Iterator[FieldProblem]:
    """The first step begins with the call, each further one later than the one before."""
    if not 1 <= len(steps) <= TIERS_MAX:
        yield FieldProblem(f"{at}/steps", f"must hold 1 … {TIERS_MAX} steps.")
        return
    before = -1
    for index, step in enumerate(steps):
        pointer = f"{at}/steps/{index}"
        yield from price_problems(step.per_minute, f"{pointer}/per_minute")
        if index == 0 and step.from_second != 0:
            yield FieldProblem(f"{pointer}/from_second", "must be 0 in the first step: a call begins there.")
        elif not before < step.from_second <= FROM_SECOND_MAX:
            yield FieldProblem(f"{pointer}/from_second", f"must be above {before} and at most {FROM_SECOND_MAX}.")
        if not 1 <= step.increment_seconds <= INCREMENT_SECONDS_MAX:
            yield FieldProblem(f"{pointer}/increment_seconds", f"must be 1 … {INCREMENT_SECONDS_MAX} seconds.")
        before = step.from_second


def band_problems(bands: Sequence[CallBand]) -> Iterator[FieldProblem]:
    """Each band must stand by itself, and no two may hold at once: both are named."""
    if len(bands) > BANDS_MAX:
        yield FieldProblem("/bands", f"may hold {BANDS_MAX} bands.")
        return
    for index, band in enumerate(bands):
        pointer = f"/bands/{index}"
        yield from _hour_problems(band, pointer)
        yield from price_problems(band.connect_fee, f"{pointer}/connect_fee")
        yield from step_problems(band.steps, pointer)
        overlapped = next((other for other in range(index) if _overlap(bands[other], band)), None)
        if overlapped is not None:
            yield FieldProblem(f"/bands/{overlapped}", f"overlaps {pointer}: only one band may hold at a time.")
            yield FieldProblem(pointer, f"overlaps /bands/{overlapped}: only one band may hold at a time.")


def _hour_problems(band: CallBand, pointer: str) -> Iterator[FieldProblem]:
    if not band.weekdays or len(set(band.weekdays)) < len(band.weekdays):
        yield FieldProblem(f"{pointer}/weekdays", "must name at least one weekday, and each once.")
    if not 0 <= band.from_minute < DAY_MINUTES:
        yield FieldProblem(f"{pointer}/from", "must lie in 00:00 … 23:59.")
    if not 0 <= band.to_minute <= DAY_MINUTES:
        yield FieldProblem(f"{pointer}/to", "must lie in 00:00 … 24:00.")
    if band.from_minute == band.to_minute:
        yield FieldProblem(f"{pointer}/to", "must differ from `from`; a whole day is 00:00 to 24:00.")


def _overlap(one: CallBand, other: CallBand) -> bool:
    return any(start < until and since < end for start, end in one.spans() for since, until in other.spans())
