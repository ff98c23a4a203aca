"""Wall-clock times of a file, as UTC.

Looking up a zone for every time would cost more than the rest of reading a row, and thousands of calls share an hour: the offset is
asked once per hour. Hours in which the clocks change have no single offset and are worked out time by time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_LENGTH = len("1999-02-01 07:02:47")
_HOUR = len("1999-02-01 07")
_YEARS = range(1970, 2200)
_WITHIN_HOUR = {f":{s // 60:02}:{s % 60:02}": timedelta(seconds=s) for s in range(3_600)}
_HOURS_MAX = 100_000


class Ambiguous(Exception):
    """The time was shown twice that day, because the clocks went back; `candidates` are both, the earlier one first."""

    def __init__(self, candidates: tuple[datetime, datetime]) -> None:
        super().__init__("the time was shown twice")
        self.candidates = candidates


class LocalTimes:
    """Times written as `YYYY-MM-DD HH:MM:SS` in one zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._hours: dict[str, datetime] = {}

    def utc(self, text: str) -> datetime:
        """The instant in UTC. Raises `ValueError` with a reason fit to show, or `Ambiguous`."""
        try:
            return self._hours[text[:_HOUR]] + _WITHIN_HOUR[text[_HOUR:]]
        except KeyError:
            return self._work_out(text)

    def candidates(self, text: str) -> tuple[datetime, ...]:
        """The instants that `text` may mean: one, or two in the hour that the clocks went through twice."""
        try:
            return (self.utc(text),)
        except Ambiguous as twice:
            return twice.candidates

    def _work_out(self, text: str) -> datetime:
        naive = _naive(text)
        if self._remember(text[:_HOUR], naive.replace(minute=0, second=0)):
            return self.utc(text)
        earlier, later = (naive.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if earlier == later:
            return earlier
        if earlier > later:  # the order is reversed exactly where the clocks jump forward
            raise ValueError(
                f"{text} does not exist in {self._zone.key}: the clocks skip it (is this the file's zone?)"
            )
        raise Ambiguous((earlier, later))

    def _remember(self, key: str, hour: datetime) -> bool:
        """Whether this whole hour has one offset; if so, its start is kept."""
        edges = (hour, hour.replace(minute=59, second=59))
        offsets = {edge.replace(tzinfo=self._zone, fold=fold).utcoffset() for edge in edges for fold in (0, 1)}
        offset = offsets.pop()
        if offsets or offset is None:
            return False
        if len(self._hours) >= _HOURS_MAX:
            self._hours.clear()
        self._hours[key] = (hour - offset).replace(tzinfo=UTC)
        return True


def _naive(text: str) -> datetime:
    shape = text[4:5] + text[7:8] + text[10:11] + text[13:14] + text[16:17]
    if len(text) != _LENGTH or shape != "-- ::" or not text.isascii():
        raise ValueError(f"{text[:40]!r} is not a time written as YYYY-MM-DD HH:MM:SS")
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date and time that exists") from None
    if naive.year not in _YEARS:
        raise ValueError(f"{text!r} lies outside {_YEARS.start} … {_YEARS.stop - 1}")
    return naive
