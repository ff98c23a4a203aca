"""A clock that is moved stops where a schedule's alarm says; one without an alarm stops it every hour."""

from __future__ import annotations

from trunkline.infra.program import Program

# Those for which every hour of a test company's time is right. None so far: whoever adds one says here why.
EVERY_HOUR: frozenset[str] = frozenset()


def test_each_schedule_has_an_alarm_or_is_known_to_fire_every_hour(program: Program) -> None:
    without = {one.kind for one in program.jobs.scheduled() if one.alarm is None}
    assert without == EVERY_HOUR, "give it `alarm=`: `never` where it has nothing to do for a company"
    assert len(program.jobs.scheduled()) >= 10
    assert not {one.kind for one in program.jobs.by_kind.values() if one.alarm is not None and one.every is None}
