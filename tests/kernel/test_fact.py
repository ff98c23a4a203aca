from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import ClassVar

import pytest

from trunkline.kernel.fact import Fact, to_json
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import Interval

COMPANY = CompanyId("com_01h455vb4pex5vsknk084sn02q")


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Fact):
    kind: ClassVar[str] = "lamp.lit"
    audience: ClassVar[str] = "lamps.read"

    room: str
    cost: Money
    lit_at: datetime


LIT = LampLit(
    company_id=COMPANY,
    subject="lamp_1",
    room="hall",
    cost=Money(1234, Currency.of("EUR")),
    lit_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
)


def test_the_payload_holds_the_facts_own_fields_only() -> None:
    assert LIT.payload() == {
        "room": "hall",
        "cost": {"amount": "12.34", "currency": "EUR"},
        "lit_at": "2026-11-22T12:00:00Z",
    }
    assert LIT.version == 1


def test_a_fact_cannot_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        LIT.subject = "lamp_2"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("text", "text"),
        (COMPANY, "com_01h455vb4pex5vsknk084sn02q"),
        (Interval.month, "month"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E-9"), "0.000000001"),
        (Decimal("1E+3"), "1000"),
        (Money(5, Currency.of("JPY")), {"amount": "5", "currency": "JPY"}),
        (Money(-5, Currency.of("KWD")), {"amount": "-0.005", "currency": "KWD"}),
        (datetime(2026, 1, 1, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=1))), "2026-01-01T00:30:00.000005Z"),
        (date(2026, 1, 31), "2026-01-31"),
        ((1, [Decimal(2)]), [1, ["2"]]),
        ({1: {"a": Decimal("2.5")}}, {"1": {"a": "2.5"}}),
    ],
)
def test_kernel_values_have_one_json_form(value: object, shown: object) -> None:
    assert to_json(value) == shown
    assert json.loads(json.dumps(to_json(value))) == shown


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}, b"bytes"])
def test_what_has_no_exact_form_is_a_programming_error(value: object) -> None:
    with pytest.raises(AssertionError, match="has no JSON form"):
        to_json(value)


def test_a_time_without_a_zone_is_a_programming_error() -> None:
    with pytest.raises(AssertionError, match="without a zone"):
        to_json(datetime(2026, 1, 1))  # noqa: DTZ001
