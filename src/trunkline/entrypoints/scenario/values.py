"""The values of the language: exact numbers, local moments, spans of days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

ONE_DAY = timedelta(days=1)
# What a scenario is about. Beyond, some zone's clock or some sum of days leaves the calendar.
YEARS = range(1990, 2200)
_NUMBER = re.compile(r"[-+]?[0-9]{1,20}(\.[0-9]{1,60})?")
_RATIO = re.compile(r"[0-9]{1,20}\s*/\s*[0-9]{1,20}")


def _number_as_text(given: Any) -> Any:
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


def _exact(text: str) -> str:
    if decimal_or_none(text) is None:
        raise ValueError(f"{text[:80]!r} is no number; write it with digits and a point, such as 41.87")
    return text


def _moment(text: str) -> str:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text[:80]!r} is no moment; write 2026-03-10 14:00 for the scenario's zone, or RFC 3339 such as 2026-03-10T13:00:00Z"
        ) from None
    _require_year(text, told.year)
    return text


def _day(text: str) -> str:
    try:
        told = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:80]!r} is no day; write it as 2026-03-10") from None
    _require_year(text, told.year)
    return told.isoformat()


def _require_year(text: str, year: int) -> None:
    if year not in YEARS:
        raise ValueError(f"{text[:80]!r} is not in the years {YEARS.start} to {YEARS.stop - 1}; choose one of them")


def _ratio(text: str) -> str:
    if not _RATIO.fullmatch(text.strip()) or not int(text.partition("/")[2]):
        raise ValueError(f"{text[:80]!r} is no share; write it as 22/31")
    return text


Exact = Annotated[
    str,
    BeforeValidator(_number_as_text),
    AfterValidator(_exact),
    WithJsonSchema({"type": ["string", "integer", "number"], "description": "An exact number: 41.87"}),
]
When = Annotated[
    str,
    AfterValidator(_moment),
    Field(
        description="A moment: `2026-03-10 14:00` in the scenario's zone, `2026-03-10` for its midnight, or RFC 3339."
    ),
]
Day = Annotated[str, AfterValidator(_day), Field(description="A local day: 2026-03-10")]
Ratio = Annotated[str, AfterValidator(_ratio), Field(description="A share of the whole period: 22/31")]
Word = Annotated[str, BeforeValidator(_number_as_text), WithJsonSchema({"type": ["string", "integer"]})]


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant, in UTC. Raises `ValueError` where the clocks of the zone never show that time, or show it twice."""
    told = datetime.fromisoformat(text)
    if told.tzinfo is not None:
        return told.astimezone(UTC)
    first, second = (told.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != told:
        raise ValueError(f"{text} does not exist in {zone.key}: the clocks are set ahead over it")
    if first != second and len(text) > len("2026-03-10"):
        raise ValueError(f"{text} happens twice in {zone.key}: write it as RFC 3339, {local(first, zone)} or later")
    return first


def local(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-03-10 14:00`, with seconds where there are any."""
    text = moment.astimezone(zone).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return text.removesuffix(":00")


def local_text(instant: str | None, zone: ZoneInfo) -> str | None:
    """The same for what the API says."""
    return None if instant is None else local(datetime.fromisoformat(instant), zone)


def span(first_day: str, next_day: str) -> str:
    """`2026-03-10 to 2026-03-31`, both included; one day is named once."""
    last = (date.fromisoformat(next_day) - ONE_DAY).isoformat()
    return f"{first_day} to {last}" if last > first_day else first_day


def decimal_or_none(text: str) -> Decimal | None:
    """Written out in digits, of which there are not too many: an exponent could ask for a thousand million of them."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def same(expected: str, found: str | None) -> bool:
    """Equal as numbers where both are, as text otherwise: 29 is 29.00, and 14/28 is 1/2."""
    if found is None:
        return False
    ours, theirs = _number(expected), _number(found)
    return ours == theirs if ours is not None and theirs is not None else expected == found


def _number(text: str) -> Fraction | None:
    bare = text.strip()
    if _RATIO.fullmatch(bare):
        above, _, below = bare.partition("/")
        return Fraction(int(above), int(below)) if int(below) else None
    return Fraction(bare) if _NUMBER.fullmatch(bare) else None
