"""What an agreement on parts means for whoever asks what is late, and for a card that was refused for good."""

from __future__ import annotations

from tests.clients import client_as
from tests.domains.payments.lab import GOOD, NO_FUNDS, STOLEN, open_lab
from trunkline.infra.program import Program

THREE = {"count": 3, "interval": "month", "grace_days": 10}


async def test_a_card_that_was_refused_for_good_is_not_charged_when_the_plan_is_not_kept(program: Program) -> None:
    async with open_lab(program) as lab:
        stolen = await lab.add_card(STOLEN)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-02T10:10:00+01:00")
        assert await lab.payments() == [("39.67", "failed", 1)]
        await lab.move("2026-03-13T00:10:00+01:00")
        assert (await lab.shown(made["id"]))["state"] == "defaulted"
        assert await lab.payments() == [("39.67", "failed", 1)]
        assert len(lab.simulator.world.charges()) == 1
        (asked,) = await lab.facts("payment_method.refused")
        assert (asked.subject, asked.payload["payment_method_id"]) == (lab.invoice_id, stolen.id)
        assert asked.payload["due"] == {"amount": "119.00", "currency": "EUR"}
        (case,) = (await lab.api.get("/dunning-cases?open=true")).json()["items"]
        assert case["due"]["amount"] == "119.00"
        await lab.add_card(GOOD)
        assert (await lab.post(f"/invoices/{lab.invoice_id}/pay")).status_code == 202
        assert ((await lab.invoice())["state"], lab.taken()) == ("paid", "119.00")
        assert await lab.wrong() == []


async def test_the_next_part_is_not_charged_to_a_refused_card_either_and_a_better_one_is(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(STOLEN)
        await lab.plan(count=2, interval="week", grace_days=30)
        await lab.move("2026-03-09T10:10:00+01:00")
        assert await lab.payments() == [("59.50", "failed", 1)]
        await lab.add_card(GOOD)
        assert (await lab.post(f"/invoices/{lab.invoice_id}/pay")).status_code == 202
        assert [one[1] for one in await lab.payments()] == ["failed", "succeeded"]


async def test_on_default_the_invoice_is_past_due_since_that_moment_and_no_day_ahead(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        await lab.plan(**THREE)
        await lab.move("2026-03-13T00:10:00+01:00")  # before the invoice's own day, the sixteenth
        (told,) = await lab.facts("invoice.past_due")
        assert str(told.payload["due_at"]) == told.at.isoformat().replace("+00:00", "Z")
        assert (await lab.invoice())["due_at"] == "2026-03-16T22:59:59Z"  # the document does not change


async def test_what_is_paid_in_parts_is_past_due_only_as_far_as_its_parts_are(program: Program) -> None:
    async with open_lab(program) as lab, client_as(program, "invoices.read", company_id=lab.company_id) as company:

        async def past_due() -> tuple[object, int]:
            listed = await company.get("/invoices", params={"state": "past_due"})
            return (await company.get("/overview")).json()["past_due"], len(listed.json()["items"])

        euros = {"amount": "119.00", "currency": "EUR"}
        await lab.move("2026-03-18T12:00:00+01:00")
        assert await past_due() == ({"count": 1, "amount": [euros]}, 1)
        await lab.plan(count=2, interval="week", first_on="2026-03-20")
        shown = await lab.invoice()
        assert (shown["state"], shown["deferred_at"]) == ("past_due", "2026-03-18T11:00:00Z")
        assert await past_due() == ({"count": 0, "amount": []}, 0)
        await lab.move("2026-03-21T12:00:00+01:00")
        assert await past_due() == ({"count": 1, "amount": [euros | {"amount": "59.50"}]}, 0)
