"""Invoices that are paid in parts, through the API, with the company's clock in the test's hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.payments.lab import EUR, GOOD, NO_FUNDS, SILENT, STOLEN, TESTER, TWICE_NOT, open_lab
from tests.factories import make_company
from trunkline.domains.payments import actions
from trunkline.domains.payments.model import DisputeNow, DisputeState
from trunkline.infra.program import Program
from trunkline.kernel.ids import PaymentId
from trunkline.kernel.money import Money

THREE = {"count": 3, "interval": "month"}


async def test_three_parts_of_which_the_second_is_declined_retried_and_dunned_for(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(GOOD)
        made = await lab.plan(**THREE)
        assert [(one["due_on"], one["amount"]["amount"]) for one in made["parts"]] == [
            ("2026-03-02", "39.67"),
            ("2026-04-02", "39.67"),
            ("2026-05-02", "39.66"),
        ]
        await lab.move("2026-03-02T10:10:00+01:00")
        assert await lab.parts(made["id"]) == [("0.00", "paid"), ("39.67", "upcoming"), ("39.66", "upcoming")]
        await lab.add_card(TWICE_NOT)
        await lab.move("2026-04-03T12:00:00+02:00")  # the invoice's own day of payment has passed
        assert (await lab.invoice())["state"] == "issued"
        assert await lab.parts(made["id"]) == [("0.00", "paid"), ("39.67", "overdue"), ("39.66", "upcoming")]
        assert await lab.payments() == [("39.67", "succeeded", 1), ("39.67", "pending", 2)]
        (started,) = await lab.facts("dunning.started")
        assert started.payload["due"] == {"amount": "39.67", "currency": "EUR"}
        await lab.move("2026-04-06T12:00:00+02:00")
        assert await lab.payments() == [("39.67", "succeeded", 1), ("39.67", "succeeded", 3)]
        (stopped,) = await lab.facts("dunning.stopped")
        assert (stopped.payload["reason"], stopped.payload["steps"]) == ("paid", 0)
        await lab.move("2026-05-02T12:00:00+02:00")
        assert (await lab.shown(made["id"]))["state"] == "completed"
        assert [one for one, _ in await lab.parts(made["id"])] == ["0.00", "0.00", "0.00"]
        assert ((await lab.invoice())["state"], lab.taken()) == ("paid", "119.00")
        kinds = [one.kind for one in await lab.facts("instalment")]
        paid, overdue = "instalment.paid", "instalment.overdue"
        assert kinds == ["instalment_plan.made", paid, overdue, paid, paid, "instalment_plan.ended"]
        assert await lab.facts("invoice.past_due", "invoice.late_fee") == []
        assert await lab.wrong() == []


async def test_a_plan_that_is_not_kept_ends_and_the_invoice_goes_on(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        made = await lab.plan(**THREE, grace_days=10)
        await lab.move("2026-03-12T23:00:00+01:00")
        assert (await lab.shown(made["id"]))["state"] == "active"
        assert await lab.payments() == [("39.67", "failed", 5)]
        await lab.move("2026-03-13T00:10:00+01:00")  # before the invoice's own day, the sixteenth
        shown = await lab.shown(made["id"])
        assert (shown["state"], shown["left"]["amount"]) == ("defaulted", "0.00")
        assert [one["state"] for one in shown["parts"]] == ["released"] * 3
        assert (await lab.invoice())["state"] == "past_due"
        assert await lab.payments() == [("39.67", "failed", 5), ("119.00", "pending", 1)]
        (case,) = (await lab.api.get("/dunning-cases")).json()["items"]
        assert (case["due"]["amount"], case["state"]) == ("119.00", "overdue")
        (told,) = await lab.facts("instalment_plan.defaulted")
        assert told.payload["left"] == {"amount": "119.00", "currency": "EUR"}
        refused = await lab.post(f"/instalment-plans/{made['id']}/cancellation")
        assert (refused.status_code, refused.json()["code"]) == (409, "instalment_plan_ended")
        await lab.plan(count=2, interval="week")  # what is owed may be agreed on anew
        assert (await lab.api.get("/dunning-cases?open=true")).json()["items"] == []
        assert await lab.wrong() == []


async def test_all_that_is_left_is_paid_at_once(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(GOOD)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-10T12:00:00+01:00")
        paying = await lab.post(f"/instalment-plans/{made['id']}/settlement")
        assert (paying.status_code, paying.json()["amount"]["amount"]) == (202, "79.33")
        assert (await lab.shown(made["id"]))["state"] == "settled"
        assert ((await lab.invoice())["state"], lab.taken()) == ("paid", "119.00")
        await lab.move("2026-05-10T12:00:00+02:00")
        assert (len(await lab.payments()), lab.taken()) == (2, "119.00")
        assert await lab.wrong() == []


async def test_a_settlement_that_is_declined_leaves_the_plan_as_it_was(program: Program) -> None:
    async with open_lab(program) as lab:
        made = await lab.plan(**THREE)
        bad = await lab.add_card(NO_FUNDS)
        await lab.add_card(GOOD)
        paying = await lab.post(f"/instalment-plans/{made['id']}/settlement", {"payment_method_id": bad.id})
        assert paying.status_code == 202
        assert await lab.payments() == [("119.00", "failed", 1)]
        assert (await lab.shown(made["id"]))["state"] == "active"
        await lab.move("2026-03-02T12:00:00+01:00")
        assert await lab.payments() == [("119.00", "failed", 1), ("39.67", "succeeded", 1)]
        assert lab.taken() == "39.67"


async def test_credit_and_money_by_hand_lower_the_last_parts_first(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(GOOD)
        made = await lab.plan(**THREE, first_on="2026-03-09")
        lines = [{"invoice_line_id": await lab.line(), "amount": "50.00"}]
        credited = await lab.post(f"/invoices/{lab.invoice_id}/credit-notes", {"lines": lines, "reason": "goodwill"})
        assert credited.status_code == 201, credited.text
        taken_off = credited.json()["total"]["amount"]
        left = [one for one, _ in await lab.parts(made["id"])]
        assert (taken_off, left) == ("50.00", ["39.67", "29.33", "0.00"])
        transfer = {"amount": "20.00", "currency": "EUR", "method": "bank_transfer", "reference": "1"}
        came = await lab.post(
            f"/invoices/{lab.invoice_id}/payments", transfer | {"received_at": "2026-03-02T09:00:00Z"}
        )
        assert came.status_code == 201, came.text
        assert await lab.parts(made["id"]) == [("39.67", "upcoming"), ("9.33", "upcoming"), ("0.00", "covered")]
        await lab.move("2026-05-20T12:00:00+02:00")
        assert await lab.payments() == [("39.67", "succeeded", 1), ("9.33", "succeeded", 1)]
        assert ((await lab.shown(made["id"]))["state"], (await lab.invoice())["state"]) == ("completed", "paid")
        assert await lab.wrong() == []


async def test_credit_for_everything_ends_the_plan(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-02T10:30:00+01:00")
        assert await lab.payments() == [("39.67", "pending", 1)]
        await lab.post(f"/invoices/{lab.invoice_id}/credit-notes", {"amount": "119.00", "reason": "goodwill"})
        assert (await lab.shown(made["id"]))["state"] == "completed"
        await lab.move("2026-03-20T10:30:00+01:00")
        assert (await lab.payments(), lab.taken()) == ([("39.67", "canceled", 1)], "0.00")
        assert await lab.wrong() == []


async def test_a_voided_invoice_has_no_plan_any_more(program: Program) -> None:
    async with open_lab(program) as lab:
        made = await lab.plan(**THREE)
        assert (await lab.post(f"/invoices/{lab.invoice_id}/void")).status_code == 200
        assert (await lab.shown(made["id"]))["state"] == "canceled"
        assert await lab.wrong() == []


async def test_paying_the_invoice_pays_the_part_that_is_next(program: Program) -> None:
    async with open_lab(program) as lab:
        made = await lab.plan(**THREE)
        await lab.move("2026-03-04T12:00:00+01:00")  # no method: nothing was tried
        assert (await lab.parts(made["id"]))[0] == ("39.67", "overdue")
        assert await lab.payments() == []
        await lab.add_card(STOLEN)
        assert (await lab.post(f"/invoices/{lab.invoice_id}/pay")).status_code == 202
        await lab.add_card(GOOD)
        assert (await lab.post(f"/invoices/{lab.invoice_id}/pay")).status_code == 202
        assert sorted(await lab.payments()) == [("39.67", "failed", 1), ("39.67", "succeeded", 1)]
        assert [one.payload["reason"] for one in await lab.facts("dunning.stopped")] == ["paid"]
        assert (await lab.post(f"/invoices/{lab.invoice_id}/pay")).status_code == 202  # the second, before its day
        assert await lab.parts(made["id"]) == [("0.00", "paid"), ("0.00", "paid"), ("39.66", "upcoming")]


async def test_a_canceled_plan_leaves_the_rest_to_the_invoice(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(GOOD)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-03T12:00:00+01:00")
        ended = await lab.post(f"/instalment-plans/{made['id']}/cancellation")
        assert (ended.json()["state"], [one["state"] for one in ended.json()["parts"]]) == (
            "canceled",
            ["paid", "released", "released"],
        )
        assert await lab.payments() == [("39.67", "succeeded", 1), ("79.33", "succeeded", 1)]
        assert ((await lab.invoice())["state"], lab.taken()) == ("paid", "119.00")
        assert await lab.wrong() == []


async def test_while_a_payment_is_not_known_nothing_else_is_begun(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(SILENT)
        made = await lab.plan(**THREE)
        pay = f"/invoices/{lab.invoice_id}/pay"
        assert (await lab.post(pay)).status_code == 202
        assert (await lab.payments())[0][1] == "unknown"
        for path in (f"/instalment-plans/{made['id']}/settlement", f"/instalment-plans/{made['id']}/cancellation", pay):
            refused = await lab.post(path)
            assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_flight"), path
        await lab.move("2026-03-02T11:00:00+01:00")
        assert (await lab.parts(made["id"]))[0] == ("0.00", "paid")
        assert lab.taken() == "39.67"


async def test_a_payment_that_waits_gives_way_to_the_plan_and_one_in_flight_refuses_it(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        await lab.post(f"/invoices/{lab.invoice_id}/pay")
        assert await lab.payments() == [("119.00", "pending", 1)]
        made = await lab.plan(**THREE, first_on="2026-04-01")
        assert await lab.payments() == [("119.00", "canceled", 1)]
        await lab.post(f"/instalment-plans/{made['id']}/cancellation")
        await lab.add_card(SILENT)
        await lab.post(f"/invoices/{lab.invoice_id}/pay")
        refused = await lab.api.post("/instalment-plans", json={"invoice_id": lab.invoice_id, **THREE})
        assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_flight")
        assert (await lab.invoice())["state"] == "issued"


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({}, "/count"),
        ({"count": 1}, "/count"),
        ({"count": 3, "first_on": "2026-03-01"}, "/first_on"),
        ({"count": 3, "down_payment": "119.00"}, "/count"),
        ({"count": 3, "down_payment": "119.01"}, "/down_payment"),
        ({"count": 2, "down_payment": "10.00", "first_on": "2026-03-02"}, "/first_on"),
        ({"parts": [{"due_on": "2026-03-02", "amount": "119.00"}]}, "/parts"),
        ({"parts": [{"due_on": "2026-03-02", "amount": "59"}, {"due_on": "2026-03-03", "amount": "59"}]}, "/parts"),
        ({"parts": [{"due_on": "2026-03-03", "amount": "59"}, {"due_on": "2026-03-02", "amount": "60"}]}, "/parts"),
        ({"count": 12, "every": 366}, "/count"),
        ({"count": 37}, "/count"),
        ({"count": 36, "first_on": "9999-12-31"}, "/first_on"),
        ({"count": 2, "grace_days": 91}, "/grace_days"),
    ],
)
async def test_what_is_no_plan_is_refused_with_its_place(program: Program, wish: dict[str, Any], pointer: str) -> None:
    async with open_lab(program) as lab:
        refused = await lab.api.post("/instalment-plan-preview", json={"invoice_id": lab.invoice_id, **wish})
        assert refused.status_code == 422, refused.text
        assert pointer in [one["pointer"] for one in refused.json()["errors"]], refused.text
        assert (await lab.api.get("/instalment-plans")).json()["items"] == []


async def test_one_plan_at_a_time_and_none_of_what_is_not_owed(program: Program) -> None:
    async with open_lab(program) as lab:
        wish = {"invoice_id": lab.invoice_id, **THREE}
        previewed = await lab.api.post("/instalment-plan-preview", json=wish | {"down_payment": "19"})
        assert [(one["due_on"], one["amount"]["amount"]) for one in previewed.json()] == [
            ("2026-03-02", "19.00"),
            ("2026-04-02", "33.34"),
            ("2026-05-02", "33.33"),
            ("2026-06-02", "33.33"),
        ]
        made = await lab.plan(**THREE)
        again = await lab.api.post("/instalment-plans", json=wish)
        assert (again.status_code, again.json()["code"]) == (409, "already_planned")
        await lab.post(f"/invoices/{lab.invoice_id}/void")
        void = await lab.api.post("/instalment-plans", json=wish)
        assert (void.status_code, void.json()["code"]) == (409, "invoice_not_open")
        (only,) = (await lab.api.get(f"/instalment-plans?invoice={lab.invoice_id}&state=canceled")).json()["items"]
        assert only["id"] == made["id"]


async def test_what_is_disputed_is_not_agreed_on(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(GOOD)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-03T12:00:00+01:00")
        (payment_id, *_) = [one["payment_id"] for one in (await lab.shown(made["id"]))["parts"]]
        await lab.add_card(NO_FUNDS)
        await lab.post(f"/instalment-plans/{made['id']}/cancellation")
        async with program.scope(TESTER, company_id=lab.company_id) as scope:
            now = DisputeNow("dp_1", "ch_1", DisputeState.open, Money(3967, EUR), "general", scope.now)
            await actions.record_dispute(scope, PaymentId(payment_id), now, scope.now)
        refused = await lab.api.post("/instalment-plans", json={"invoice_id": lab.invoice_id, **THREE})
        assert (refused.status_code, refused.json()["code"]) == (409, "invoice_disputed")
        assert (await lab.payments())[-1] == ("79.33", "pending", 1)


async def test_a_company_sees_its_own_plans_and_no_other(program: Program) -> None:
    async with program.scope(TESTER) as scope:
        other = await make_company(scope, "other")
    async with open_lab(program) as lab:
        made = await lab.plan(**THREE)
        path = f"/instalment-plans/{made['id']}"
        async with client_as(program, "payments.read", "payments.manage", company_id=lab.company_id) as own:
            assert (await own.get(path)).json()["id"] == made["id"]
            assert (await own.post(f"{path}/cancellation")).status_code == 403
        may = ("payments.read", "payments.manage", "instalments.manage")
        async with client_as(program, *may, company_id=other.id) as stranger:
            assert (await stranger.get(path)).status_code == 404
            assert (await stranger.get("/instalment-plans")).json()["items"] == []
            for ending in ("settlement", "cancellation"):
                assert (await stranger.post(f"{path}/{ending}")).status_code == 404
            theirs = await stranger.post("/instalment-plans", json={"invoice_id": lab.invoice_id, **THREE})
            assert theirs.status_code == 404
        await run_jobs(program)
        assert (await lab.shown(made["id"]))["state"] == "active"
