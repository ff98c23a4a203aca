"""The worked examples of the guide are true."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from trunkline.domains.marketplace.model import PricingModel, terms_from_json
from trunkline.domains.marketplace.rules import rate_quantity

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "price-a-module.md"
ROWS = re.findall(r"^\| `(\{.*\})` \| (.+?) \| ([\d.]+) \| .+ \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("told", "used", "costs"), ROWS)
def test_a_worked_example_of_the_guide(told: str, used: str, costs: str) -> None:
    terms = json.loads(told)
    amounts = [Decimal(part) for part in used.split(" in ")[0].split(" + ")]
    events = int(used.split()[2]) if " in " in used else len(amounts) if len(amounts) > 1 else 0
    rating = rate_quantity(
        terms_from_json(PricingModel(terms.pop("model")), terms),
        sum(amounts, Decimal(0)),
        events=events,
        amounts=amounts if len(amounts) > 1 else (),
    )
    assert rating.amount == Decimal(costs)


def test_every_model_of_a_quantity_has_one() -> None:
    assert {json.loads(told)["model"] for told, _, _ in ROWS} == set(PricingModel) - {
        PricingModel.call,
        PricingModel.commitment,
    }
