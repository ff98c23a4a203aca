"""The worked example of calls in the guide is true."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from trunkline.domains.marketplace.model import CallTerms, PricingModel, terms_from_json
from trunkline.domains.marketplace.rules import rate_call

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "price-a-module.md").read_text(encoding="utf-8")
TOLD = json.loads(re.findall(r"```json\n(\{\"model\": \"call\".*?)```", GUIDE, re.DOTALL)[0])
ROWS = re.findall(r"^\| (\w{3}) (2026-\S+) \| (\d+) \| ([\d.]+) \| .+ \|$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("weekday", "start", "seconds", "costs"), ROWS)
def test_a_worked_example_of_the_guide(weekday: str, start: str, seconds: str, costs: str) -> None:
    terms = terms_from_json(PricingModel.call, {name: value for name, value in TOLD.items() if name != "model"})
    assert isinstance(terms, CallTerms)
    started_at = datetime.fromisoformat(start)
    assert started_at.strftime("%a") == weekday
    assert str(rate_call(terms, int(seconds), started_at).amount) == costs


def test_the_guide_shows_both_sides_of_a_band_and_the_cap() -> None:
    assert {Decimal(costs) for _, _, _, costs in ROWS} >= {Decimal("0.13"), Decimal("0.076"), Decimal("2.5")}
