"""What vendors tell, as values: each function raises `ValueError` with a reason fit to show, and none of them guesses.

Lengths are whole seconds. A vendor that counts finer is rounded half up, once, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from trunkline.domains.usage.model import (
    CALL_SECONDS_MAX,
    EXTERNAL_ID_MAX,
    PARTY_MAX,
    CallRecordInput,
    Direction,
    Disposition,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1970, 2200)
_TIME_CHARACTERS_MAX = 40
_DIGITS_MAX = 18
_MILLISECONDS = timedelta(milliseconds=1)


def text(members: Mapping[str, Any], name: str) -> str:
    """The text under `name`; empty when there is none."""
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def needed(members: Mapping[str, Any], name: str) -> str:
    found = text(members, name)
    if not found:
        raise ValueError(f"{name} is missing")
    return found


def inner(members: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under `name`; empty when there is none."""
    value = members.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no object")
    return value


def whole(value: Any, name: str) -> int:
    """A number that is not negative, written as a JSON integer or in decimal digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _DIGITS_MAX:
        number = int(value)
    else:
        raise ValueError(f"{name} is missing" if value in (None, "") else f"{name} {_quoted(value)} is no whole number")
    if not 0 <= number < 10**_DIGITS_MAX:
        raise ValueError(f"{name} {_quoted(number)} is out of range")
    return number


def at_epoch_seconds(value: Any, name: str) -> datetime:
    return _sensible(whole(value, name) * 1_000, name)


def at_epoch_milliseconds(value: Any, name: str) -> datetime:
    return _sensible(whole(value, name), name)


def at_rfc3339(value: Any, name: str) -> datetime:
    """An instant with its offset, such as `2024-05-01T10:00:00.120Z`."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing" if value in (None, "") else f"{name} is no time")
    try:
        found = datetime.fromisoformat(value[: _TIME_CHARACTERS_MAX + 1])
        if found.tzinfo is None or len(value) > _TIME_CHARACTERS_MAX:
            raise ValueError
        return _bounded(found.astimezone(UTC), name)
    except (ValueError, OverflowError):
        raise ValueError(f"{name} {_quoted(value)} is no RFC 3339 time with an offset") from None


def at_rfc2822(value: Any, name: str) -> datetime:
    """An instant with its offset, such as `Tue, 31 Aug 2010 20:36:29 +0000`."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing" if value in (None, "") else f"{name} is no time")
    try:
        found = parsedate_to_datetime(value[: _TIME_CHARACTERS_MAX + 1])
        if found.tzinfo is None or len(value) > _TIME_CHARACTERS_MAX:
            raise ValueError
        return _bounded(found.astimezone(UTC), name)
    except (ValueError, OverflowError, TypeError, IndexError):
        raise ValueError(f"{name} {_quoted(value)} is no RFC 2822 time with an offset") from None


def seconds_of(milliseconds: int) -> int:
    """Half up."""
    return (milliseconds + 500) // 1_000


def seconds_between(started_at: datetime, ended_at: datetime) -> int:
    """Half up. Raises `ValueError` when it ends before it starts."""
    if ended_at < started_at:
        raise ValueError(f"it ends at {ended_at.isoformat()}, before it starts at {started_at.isoformat()}")
    return seconds_of((ended_at - started_at) // _MILLISECONDS)


def possible_call(
    *,
    external_id: str,
    direction: Direction,
    caller: str,
    callee: str,
    agent: str,
    started_at: datetime,
    answered_at: datetime | None,
    ended_at: datetime,
    duration_seconds: int,
    billable_seconds: int,
    disposition: Disposition,
) -> CallRecordInput:
    """The call, once its identity, parties, times and lengths have been found to be possible together."""
    _require_names(external_id, caller, callee, agent)
    between = seconds_between(started_at, ended_at)
    if answered_at is not None and not started_at <= answered_at <= ended_at:
        raise ValueError(f"it is answered at {answered_at.isoformat()}, before it starts or after it ends")
    if not billable_seconds <= duration_seconds <= CALL_SECONDS_MAX:
        raise ValueError(f"{billable_seconds} seconds of talk do not fit into {duration_seconds} seconds")
    # A vendor that rounds up may be a second above what its own two times are apart.
    if duration_seconds > between + 1:
        raise ValueError(f"{duration_seconds} seconds do not fit into the {between} between its start and its end")
    if disposition is not Disposition.answered and billable_seconds:
        raise ValueError(f"a call that ended as {disposition.value} has {billable_seconds} seconds of talk")
    return CallRecordInput(
        external_id,
        direction,
        caller,
        callee,
        agent,
        started_at,
        answered_at,
        ended_at,
        duration_seconds,
        billable_seconds,
        disposition,
    )


def _require_names(external_id: str, caller: str, callee: str, agent: str) -> None:
    if len(external_id) > EXTERNAL_ID_MAX or not external_id.isascii() or not external_id.isprintable():
        raise ValueError(f"the id is not {EXTERNAL_ID_MAX} characters of ASCII at most")
    if external_id != external_id.strip():
        raise ValueError("the id begins or ends with a blank")
    for name, party in (("caller", caller), ("callee", callee), ("agent", agent)):
        if len(party) > PARTY_MAX or "\0" in party:
            raise ValueError(f"the {name} is longer than {PARTY_MAX} characters, or holds NUL")


def _sensible(milliseconds: int, name: str) -> datetime:
    try:
        return _bounded(EPOCH + timedelta(milliseconds=milliseconds), name)
    except OverflowError:
        raise ValueError(f"{name} {milliseconds} lies outside {_YEARS.start} … {_YEARS.stop - 1}") from None


def _bounded(moment: datetime, name: str) -> datetime:
    if moment.year not in _YEARS or moment == EPOCH:
        raise ValueError(f"{name} lies outside {_YEARS.start} … {_YEARS.stop - 1}, or is 0")
    return moment


def _quoted(value: object) -> str:
    return repr(value)[:60]
