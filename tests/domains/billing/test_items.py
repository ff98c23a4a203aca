"""One-off lines: they wait for the next invoice, or are issued at once, and are ordinary lines afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.stage import TEST, Stage, read, stage, utc
from tests.domains.billing.test_drafts import agreed, in_state, run
from tests.domains.billing.test_settling import facts
from tests.domains.billing.test_upcoming import check_against_issue, preview
from tests.domains.billing.test_wallets import sign_in_as
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import (
    CreditReason,
    CreditWish,
    InvoiceItem,
    InvoiceState,
    ItemInvoiced,
    NewItem,
)
from trunkline.domains.billing.rules import bearable, item_lines, recombined
from trunkline.domains.tenants.model import Taxes
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound
from trunkline.kernel.ids import CompanyId, InvoiceItemId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import zone_of

EUR = Currency.of("EUR")


def an_item(unit_amount: str, quantity: str = "1", **more: Any) -> NewItem:
    return NewItem(
        currency=more.pop("currency", EUR),
        description=more.pop("description", "Training on site"),
        quantity=Decimal(quantity),
        unit_amount=Decimal(unit_amount),
        **more,
    )


async def enter(one: Stage, *items: NewItem) -> list[InvoiceItem]:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return [await actions.add_item(scope, one.company_id, item) for item in items]


async def waiting(one: Stage) -> list[str]:
    async with one.program.scope(TEST, company_id=one.company_id, write=False) as scope:
        found = await queries.invoice_items(scope, PageRequest(50), waiting=True)
    return [str(item.unit_amount) for item in found.items]


async def test_an_item_is_on_the_next_invoice_with_its_own_tax(program: Program) -> None:
    one = await stage(program, "starter")
    (item,) = await enter(one, an_item("80.333", "1.5", unit="hour", tax_rate=Decimal("0.07")))
    await run(one)
    (issued,) = await one.invoices()
    _, lines = await read(program, issued.id)
    line = lines[-1]
    # 1.5 × 80.333 = 120.4995 → 120.50; tax 8.435 → 8.44. With the fee: 29.00 + 5.51.
    assert [str(two.amount.major) for two in lines] == ["29.00", "120.50"]
    assert (str(line.tax.major), str(line.tax_rate), str(issued.total)) == ("8.44", "0.07", "163.45 EUR")
    assert (line.subscription_id, line.price_id, line.timing, line.module_id) == (None, None, None, None)
    assert (line.component, line.description, line.unit) == ("item", "Training on site", "hour")
    assert recombined(line.explain) == Decimal("120.4995")
    assert line.explain["price"]["entered_by"] == "test"
    assert await waiting(one) == []
    with pytest.raises(ItemInvoiced):
        async with program.scope(TEST, company_id=one.company_id) as scope:
            await actions.delete_item(scope, item.id)


async def test_an_item_gets_an_invoice_of_its_own_where_nothing_else_is_due(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "starter")
    await run(one)
    await enter(one, an_item("10.00"), an_item("5", currency=Currency.of("USD")))
    await check_against_issue(one, clock)
    assert [str(two.total) for two in await one.invoices()] == ["34.51 EUR", "11.90 EUR", "5.95 USD"]


async def test_a_discount_lowers_the_next_invoice_and_waits_where_it_is_too_big(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "starter")
    await enter(one, an_item("-40.00"), an_item("-9.00"))
    await run(one)
    (issued,) = await one.invoices()
    assert (str(issued.subtotal), str(issued.total)) == ("20.00 EUR", "23.80 EUR")
    assert await waiting(one) == ["-40.00"]
    clock.move_to(utc("2026-03-03 08:00"))
    await run(one)
    assert len(await one.invoices()) == 1  # a discount alone is no invoice
    await enter(one, an_item("50.00"))
    clock.move_to(utc("2026-03-04 08:00"))
    await run(one)
    assert [str(two.subtotal) for two in await one.invoices()] == ["20.00 EUR", "10.00 EUR"]


async def test_an_item_rides_in_the_draft_and_can_be_taken_back_until_it_is_issued(program: Program) -> None:
    one = await stage(program, "starter")
    await agreed(one, grace_days=5)
    first, _ = await enter(one, an_item("10.00"), an_item("4.00"))
    await run(one)
    (draft,) = await in_state(one, InvoiceState.draft)
    assert str(draft.subtotal) == "43.00 EUR"
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.delete_item(scope, first.id)
    await run(one)
    assert [str(two.subtotal) for two in await one.invoices()] == ["33.00 EUR"]
    assert await waiting(one) == ["4.00"]
    shown = (await preview(one)).invoices[0]
    assert (str(shown.subtotal), shown.draft_id) == ("33.00 EUR", draft.id)
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.issue_draft(scope, draft.id)
    assert await waiting(one) == []
    told = await facts(program, "invoice_item.added", "invoice_item.deleted")
    assert [kind for kind, _ in told] == ["invoice_item.added", "invoice_item.added", "invoice_item.deleted"]


async def test_an_invoice_with_items_is_credited_and_printed_like_any_other(program: Program) -> None:
    one = await stage(program, "starter")
    await enter(one, an_item("100.00"), an_item("-20.00", description="Goodwill for the outage"))
    await run(one)
    (issued,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        _, pdf = await queries.invoice_pdf(scope, issued.id)
        assert pdf.startswith(b"%PDF")
        note = await actions.issue_credit_note(scope, issued.id, CreditWish(reason=CreditReason.goodwill))
    assert note.total == issued.total  # 29.00 + 100.00 - 20.00, with 19 %
    assert str(note.total) == "129.71 EUR"
    assert (await one.invoices())[0].state is InvoiceState.paid


async def test_a_voided_invoice_waives_its_items(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "starter")
    await enter(one, an_item("100.00"), an_item("-20.00"))
    await run(one)
    (issued,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.void_invoice(scope, issued.id)
    await run(one)
    assert [two.state for two in await one.invoices()] == [InvoiceState.void]
    assert await waiting(one) == []


async def test_an_invoice_by_hand_is_issued_at_once(program: Program) -> None:
    one = await stage(program, "starter")
    await enter(one, an_item("7.00"))
    async with program.scope(TEST, company_id=one.company_id) as scope:
        made = await actions.issue_items(scope, one.company_id, [an_item("50.00"), an_item("-50.00")])
    invoice, lines = await read(program, made)
    assert (invoice.state, invoice.number, str(invoice.total)) == (InvoiceState.paid, "TL-2026-000001", "0.00 EUR")
    assert [str(line.amount.major) for line in lines] == ["50.00", "-50.00"]
    assert await waiting(one) == ["7.00"]
    with pytest.raises(Invalid, match="less than nothing"):
        async with program.scope(TEST, company_id=one.company_id) as scope:
            await actions.issue_items(scope, one.company_id, [an_item("50.00"), an_item("-50.01")])
    assert len(await one.invoices()) == 1


async def test_by_the_api(program: Program, client: httpx2.AsyncClient) -> None:
    one, other = await stage(program, "starter"), await stage(program, "starter", company="suedwind")
    await sign_in_as(program, client, RoleKey.finance_manager)
    mine = f"?company={one.company_id}"
    body = {"currency": "EUR", "description": "Setup", "unit_amount": "250"}
    made = await client.post(f"/api/v1/invoice-items{mine}", json=body)
    assert made.status_code == 201, made.text
    item = made.json()
    assert (item["amount"]["amount"], item["quantity"], item["invoice_id"]) == ("250.00", "1", None)
    listed = (await client.get(f"/api/v1/invoice-items{mine}&waiting=true")).json()["items"]
    assert listed == [item]
    assert (await client.get(f"/api/v1/invoice-items?company={other.company_id}")).json()["items"] == []
    one_off = {"currency": "EUR", "items": [{"description": "Setup", "unit_amount": "10", "quantity": "3"}]}
    issued = (await client.post(f"/api/v1/invoices{mine}", json=one_off)).json()
    assert (issued["total"]["amount"], issued["lines"][0]["module"]) == ("35.70", None)
    explain = f"/api/v1/invoices/{issued['id']}/lines/{issued['lines'][0]['id']}"
    why = (await client.get(f"{explain}/explain")).json()
    assert (why["price"]["model"], why["result"]["amount"]) == ("one_off", "30.00")
    assert (await client.get(f"{explain}/calls")).json()["items"] == []
    assert (await client.delete(f"/api/v1/invoice-items/{item['id']}")).status_code == 204
    assert (await client.get(f"/api/v1/invoice-items/{item['id']}")).status_code == 404
    assert (await client.delete(f"/api/v1/invoice-items/{item['id']}")).status_code == 404
    await sign_in_as(program, client, RoleKey.company_admin, one)
    assert (await client.post("/api/v1/invoice-items", json=body)).status_code == 403
    assert await waiting(one) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": " "},
        {"quantity": "0"},
        {"quantity": "-1"},
        {"unit_amount": "1e3"},
        {"unit_amount": "999999999999", "quantity": "999999999999"},
        {"currency": "XXX"},
        {"tax_rate": "1.0"},
        {"module_id": "mod_00000000000000000000000000"},
        {"colour": "red"},
    ],
)
async def test_a_line_that_cannot_stand_is_refused(
    program: Program, client: httpx2.AsyncClient, wrong: dict[str, str]
) -> None:
    one = await stage(program, "starter")
    await sign_in_as(program, client, RoleKey.finance_manager)
    body = {"currency": "EUR", "description": "Setup", "unit_amount": "250"} | wrong
    answer = await client.post(f"/api/v1/invoice-items?company={one.company_id}", json=body)
    assert answer.status_code == 422, answer.text
    assert await waiting(one) == []


async def test_somebody_else_s_line_is_not_there(program: Program) -> None:
    one, other = await stage(program, "starter"), await stage(program, "starter", company="suedwind")
    (item,) = await enter(one, an_item("1.00"))
    with pytest.raises(NotFound):
        async with program.scope(TEST, company_id=other.company_id) as scope:
            await actions.delete_item(scope, item.id)
    assert await waiting(one) == ["1.00"]


@given(st.lists(st.integers(-5_000, 5_000), max_size=8), st.sampled_from(["0", "0.07", "0.19"]))
def test_what_an_invoice_takes_never_comes_to_less_than_nothing(cents: list[int], rate: str) -> None:
    items = [
        InvoiceItem(
            id=InvoiceItemId(f"itm_{index}"),
            company_id=CompanyId("com_1"),
            currency=EUR,
            description="x",
            quantity=Decimal(1),
            unit="",
            unit_amount=Decimal(amount) / 100,
            tax_code=None,
            tax_rate=None,
            module_id=None,
            entered_by="",
            entered_at=utc("2026-03-02 08:00"),
            invoice_id=None,
        )
        for index, amount in enumerate(cents)
    ]
    lines = item_lines(items, {}, Taxes(rate=Decimal(rate)), zone_of("UTC"))
    taken = bearable([], lines)
    total = sum(line.gross.minor for line in taken)
    assert total >= 0
    left = [line for line in lines if line not in taken]
    assert all(line.amount.minor < 0 and total + line.gross.minor < 0 for line in left)
