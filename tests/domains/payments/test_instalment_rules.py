"""How invoices are split, and what is open of their parts: laws for every amount and number of parts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.payments.model.instalments import (
    Instalment,
    InstalmentPlan,
    InstalmentWish,
    Interval,
    PlannedPart,
    PlanState,
)
from trunkline.domains.payments.rules.instalments import (
    collect_at,
    default_at,
    late_at,
    next_look,
    open_parts,
    planned_parts,
)
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId
from trunkline.kernel.money import Currency, Money

EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
TODAY, NOW = date(2026, 1, 31), datetime(2026, 1, 31, 8, tzinfo=UTC)


def plan_of(parts: list[PlannedPart], **changes: object) -> InstalmentPlan:
    plan_id, company_id = InstalmentPlanId("ipl_1"), CompanyId("com_1")
    values: dict[str, object] = {
        "id": plan_id,
        "company_id": company_id,
        "invoice_id": InvoiceId("inv_1"),
        "invoice_number": "TL-1",
        "amount": Money(sum(one.amount.minor for one in parts), parts[0].amount.currency),
        "grace_days": 14,
        "zone": "Europe/Berlin",
        "state": PlanState.active,
        "made_at": NOW,
        "made_by": "test",
        "parts": tuple(
            Instalment(
                id=InstalmentId(f"ins_{one.number}"),
                plan_id=plan_id,
                company_id=company_id,
                number=one.number,
                due_on=one.due_on,
                amount=one.amount,
                paid=Money.zero(one.amount.currency),
            )
            for one in parts
        ),
    }
    return InstalmentPlan(**values | changes)  # type: ignore[arg-type]


@given(
    minor=st.integers(36, 10**12),
    count=st.integers(2, 35),
    down=st.integers(0, 10**6),
    currency=st.sampled_from([EUR, JPY]),
    interval=st.sampled_from(list(Interval)),
    every=st.integers(1, 3),
)
def test_equal_parts_come_to_what_is_owed_and_differ_by_one_unit_at_most(
    minor: int, count: int, down: int, currency: Currency, interval: Interval, every: int
) -> None:
    down = min(down, minor - count)
    first = Money(down, currency).major if down else None
    wish = InstalmentWish(count=count, interval=interval, every=every, down_payment=first)
    parts = planned_parts(wish, Money(minor, currency), TODAY)
    assert sum(one.amount.minor for one in parts) == minor
    equal = [one.amount.minor for one in parts[1 if down else 0 :]]
    assert len(equal) == count
    assert equal == sorted(equal, reverse=True)
    assert max(equal) - min(equal) <= 1
    days = [one.due_on for one in parts]
    assert (days[0], days) == (TODAY, sorted(set(days)))


@given(data=st.data(), minor=st.integers(36, 10**9), count=st.integers(2, 36))
def test_what_comes_beside_the_plan_lowers_the_last_parts_first(data: st.DataObject, minor: int, count: int) -> None:
    plan = plan_of(planned_parts(InstalmentWish(count=count), Money(minor, EUR), TODAY))
    rest = data.draw(st.integers(0, minor))
    left = [open_parts(plan, Money(rest, EUR))[one.id] for one in plan.parts]
    assert sum(one.minor for one in left) == rest
    whole = [one == part.amount for one, part in zip(left, plan.parts, strict=True)]
    lowered = whole.index(False) if False in whole else count
    assert not any(left[lowered + 1 :])
    assert (next_look(plan, open_parts(plan, Money(rest, EUR))) is None) == (rest == 0)


def test_months_end_where_the_month_does() -> None:
    parts = planned_parts(InstalmentWish(count=3), Money(1000, EUR), TODAY)
    assert [one.due_on for one in parts] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert [one.amount.minor for one in parts] == [334, 333, 333]


def test_days_are_those_of_the_company() -> None:
    plan = plan_of(planned_parts(InstalmentWish(count=2, interval=Interval.day), Money(2, EUR), date(2026, 3, 28)))
    part = plan.parts[1]  # the 29th, on which the clocks go forward
    assert collect_at(plan, part) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert late_at(plan, part) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert default_at(plan, part) == datetime(2026, 4, 12, 22, tzinfo=UTC)


def test_of_a_plan_that_has_ended_nothing_is_open() -> None:
    plan = plan_of(planned_parts(InstalmentWish(count=2), Money(2, EUR), TODAY), state=PlanState.canceled)
    assert set(open_parts(plan, Money(2, EUR)).values()) == {Money(0, EUR)}


@pytest.mark.parametrize("down", ["-1", "0", "0.001"])
def test_a_down_payment_is_an_amount(down: str) -> None:
    with pytest.raises(Invalid):
        planned_parts(InstalmentWish(count=2, down_payment=Decimal(down)), Money(1000, EUR), TODAY)
