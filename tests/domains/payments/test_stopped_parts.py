"""A dunning case that somebody has stopped, and invoices that are paid in parts: before the stop, after it, and by a new plan."""

from __future__ import annotations

from typing import Any

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.payments.lab import GOOD, NO_FUNDS, Lab, open_lab
from trunkline.infra.program import Program

WEEKLY = {"count": 3, "interval": "week"}


async def _stop(lab: Lab) -> None:
    (case,) = (await lab.api.get("/dunning-cases?open=true")).json()["items"]
    async with client_as(lab.program, "dunning.manage", "payments.read") as api:
        stopped = await api.post(f"/dunning-cases/{case['id']}/stop", json={"reason": "They call us on Monday."})
    assert stopped.status_code == 200, stopped.text
    await run_jobs(lab.program)


async def _dunned(lab: Lab) -> list[Any]:
    """What each case was opened for."""
    return [one.payload["due"] for one in await lab.facts("dunning.started")]


async def _second_part_stopped(lab: Lab, grace_days: int = 60) -> dict[str, Any]:
    """The first part is paid, the second overdue; its case is stopped, and the card is good again."""
    await lab.add_card(GOOD)
    made = await lab.plan(**WEEKLY, grace_days=grace_days)
    await lab.move("2026-03-02T11:00:00+01:00")
    await lab.add_card(NO_FUNDS)
    await lab.move("2026-03-10T12:00:00+01:00")
    await _stop(lab)
    await lab.add_card(GOOD)
    return made


async def test_after_a_stop_no_part_is_charged_and_what_becomes_overdue_later_is_dunned_for(program: Program) -> None:
    async with open_lab(program) as lab:
        made = await _second_part_stopped(lab)
        charged = [("39.67", "succeeded", 1), ("39.67", "canceled", 2)]
        await lab.move("2026-03-16T12:00:00+01:00")  # the day of the third
        assert (await lab.payments(), lab.taken()) == (charged, "39.67")
        assert len(await _dunned(lab)) == 1
        await lab.move("2026-03-17T12:00:00+01:00")
        first, second = await _dunned(lab)
        assert (first["amount"], second["amount"]) == ("39.67", "39.66")
        assert [one for _, one in await lab.parts(made["id"])] == ["paid", "overdue", "overdue"]
        paying = await lab.post(f"/invoices/{lab.invoice_id}/pay")  # somebody asks: of the second, which is the oldest
        assert (paying.status_code, lab.taken()) == (202, "79.34")
        assert (await lab.api.get("/dunning-cases?open=true")).json()["items"][0]["due"]["amount"] == "39.66"
        await _stop(lab)
        await lab.move("2026-03-30T12:00:00+02:00")
        assert (lab.taken(), len(await _dunned(lab))) == ("79.34", 2)
        assert await lab.wrong() == []


async def test_a_plan_that_is_over_by_the_part_that_was_spared_brings_no_charge_and_no_dunning(
    program: Program,
) -> None:
    async with open_lab(program) as lab:
        made = await _second_part_stopped(lab, grace_days=5)
        await lab.move("2026-03-25T12:00:00+01:00")
        assert (await lab.shown(made["id"]))["state"] == "defaulted"
        assert ((await lab.invoice())["state"], lab.taken(), len(await _dunned(lab))) == ("past_due", "39.67", 1)


async def test_a_plan_that_is_over_with_a_later_part_overdue_is_dunned_for_and_not_charged(program: Program) -> None:
    async with open_lab(program) as lab:
        made = await _second_part_stopped(lab, grace_days=10)
        await lab.move("2026-03-25T12:00:00+01:00")
        assert ((await lab.shown(made["id"]))["state"], lab.taken()) == ("defaulted", "39.67")
        (case,) = (await lab.api.get("/dunning-cases?open=true")).json()["items"]
        assert case["due"]["amount"] == "79.33"


async def test_a_plan_that_is_agreed_on_after_the_stop_is_kept_like_any_other(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        await lab.plan(**WEEKLY, grace_days=0)
        await lab.move("2026-03-03T12:00:00+01:00")  # defaulted: all of it is dunned for
        await _stop(lab)
        await lab.add_card(GOOD)
        await lab.move("2026-03-05T12:00:00+01:00")
        assert lab.taken() == "0.00"
        made = await lab.plan(count=2, interval="week", grace_days=60)
        await lab.move("2026-03-05T13:00:00+01:00")
        assert lab.taken() == "59.50"
        await lab.add_card(NO_FUNDS)
        await lab.move("2026-03-13T12:00:00+01:00")
        assert [one for _, one in await lab.parts(made["id"])] == ["paid", "overdue"]
        assert [one["amount"] for one in await _dunned(lab)] == ["119.00", "59.50"]
        assert await lab.wrong() == []
