"""What a file says is read exactly, and what is wrong with it is told with its line."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from tests.journeys.test_scenarios import FILES
from trunkline.entrypoints.scenario import Mistaken, load_text, scenario_schema
from trunkline.entrypoints.scenario.reading import parse, read

GOOD = """\
title: A fee
policy: [1]
starts: 2026-03-01 08:00
plans:
  starter:
    prices:
      - {component: fee, terms: {model: flat, amount: 31.00}}
steps:
  - do: {subscribe: starter}
  - at: 2026-03-02 08:00
    expect: {owed: 31}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistaken) as caught:
        load_text(text, "fee.yaml")
    return [str(one) for one in caught.value.mistakes]


def test_numbers_with_a_point_stay_as_they_are_written() -> None:
    told = parse(
        "{amount: 0.10, count: 12, time: 12:30, day: 2026-03-01, no: yes, on: true, nothing: null}", "x"
    ).content
    assert told == {
        "amount": "0.10",
        "count": 12,
        "time": "12:30",
        "day": "2026-03-01",
        "no": "yes",
        "on": True,
        "nothing": None,
    }


def test_a_good_file_is_read() -> None:
    script = load_text(GOOD, "fee.yaml")
    assert [step.do[0].verb if step.do else None for step in script.scenario.steps] == ["subscribe", None]


@pytest.mark.parametrize(
    ("instead_of", "written", "told"),
    [
        ("title: A fee", "title: A fee\ntitle: B", "fee.yaml:2: 'title' stands here twice; the first is on line 1"),
        (
            "subscribe",
            "subscrbe",
            "fee.yaml:9: 'subscrbe' is not known here; did you mean 'subscribe'? Allowed: advance",
        ),
        (
            "owed: 31",
            "owned: 31",
            "fee.yaml:11: 'owned' is not known here; did you mean 'owed'? Allowed: answer, calls",
        ),
        ("owed: 31", "owed: much", "fee.yaml:11: 'much' is no number"),
        ("policy: [1]", "policy: [99]", "fee.yaml:2: '99' is no money policy"),
        ("starts: 2026-03-01 08:00\n", "", "fee.yaml:1: 'starts' is missing"),
        ("2026-03-02 08:00", "2026-02-02 08:00", "fee.yaml:10: 2026-02-02 08:00 lies before the step before it"),
        ("2026-03-02 08:00", "2026-03-29 02:30", "fee.yaml:10: 2026-03-29 02:30 does not exist in Europe/Berlin"),
        ("2026-03-02 08:00", "2026-10-25 02:30", "fee.yaml:10: 2026-10-25 02:30 happens twice in Europe/Berlin"),
        ("2026-03-02 08:00", "soon", "fee.yaml:10: 'soon' is no moment"),
        ("{subscribe: starter}", "{subscribe: pro}", "fee.yaml:9: there is no plan 'pro'; there are starter"),
        ("{subscribe: starter}", "{subscribe: starter, bill: null}", "fee.yaml:9: one verb at a time"),
        ("amount: 31.00", "amont: 31.00", "fee.yaml:7: "),
        ("amount: 31.00", "amount: dear", "fee.yaml:7: "),
        ("model: flat", "model: free_for_all", "fee.yaml:7: "),
        ("plans:", "plans: {", "fee.yaml:6: is not YAML"),
        ("policy: [1]", "policy: !!python/none [1]", "fee.yaml:2: "),
    ],
)
def test_a_mistake_is_told_with_its_line(instead_of: str, written: str, told: str) -> None:
    assert instead_of in GOOD
    found = mistakes(GOOD.replace(instead_of, written, 1))
    assert any(one.startswith(told) for one in found), found


def test_every_mistake_is_told_at_once() -> None:
    found = mistakes(GOOD.replace("subscribe", "subscrbe").replace("owed: 31", "owed: much"))
    assert [one.split(":")[1] for one in found] == ["9", "11"]


def test_the_schema_accepts_what_is_played() -> None:
    validator = jsonschema_rs.validator_for(json.loads(json.dumps(scenario_schema())))
    for file in FILES:
        problems = [error.message for error in validator.iter_errors(read(file).content)]
        assert not problems, (file.name, problems)
