from __future__ import annotations

import pytest

from trunkline.kernel import errors
from trunkline.kernel.errors import FieldProblem, Invalid, Problem, TooMany

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Problem)]


def test_every_problem_has_its_own_code_and_an_error_status() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert all(400 <= kind.status < 600 and kind.title for kind in KINDS)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("bad_request", 400),
        ("not_signed_in", 401),
        ("forbidden", 403),
        ("not_found", 404),
        ("conflict", 409),
        ("too_large", 413),
        ("invalid", 422),
        ("rate_limited", 429),
        ("misconfigured", 500),
        ("unavailable", 503),
    ],
)
def test_codes_and_statuses_are_a_promise(code: str, status: int) -> None:
    assert {kind.code: kind.status for kind in KINDS}[code] == status


def test_a_problem_speaks_about_this_one_occurrence() -> None:
    problem = Invalid("Two things are wrong.", fields=[FieldProblem("/a", "missing")], extra={"limit": 3})
    assert str(problem) == problem.detail == "Two things are wrong."
    assert problem.fields == (FieldProblem("/a", "missing"),)
    assert problem.extra == {"limit": 3}


def test_a_limit_says_when_to_come_back() -> None:
    problem = TooMany("Slow down.", retry_after_seconds=12)
    assert problem.retry_after_seconds == 12
    assert problem.extra == {"retry_after_seconds": 12}
