"""Credit notes: what they take back, what that does to the invoice, and how far they may go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.conftest import second_program
from tests.domains.billing.stage import TEST, Stage, bill, read, stage, utc
from tests.domains.billing.test_api import as_role
from trunkline.domains.billing import actions, queries, store
from trunkline.domains.billing.model import (
    CreditAsk,
    CreditNote,
    CreditNoteLine,
    CreditReason,
    CreditWish,
    Invoice,
    InvoiceLine,
    InvoiceNotOpen,
    InvoiceState,
    LineLeft,
    NothingToCredit,
)
from trunkline.domains.billing.rules import credited_lines, tax_on
from trunkline.infra import journal
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound
from trunkline.kernel.money import Currency, Money

EUR = Currency.of("EUR")


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    """With TL-2026-000001 over 29.00 + 5.51 = 34.51 EUR."""
    made = await stage(program, "starter")
    await bill(program, "2026-03-02")
    return made


async def only(one: Stage) -> tuple[Invoice, list[InvoiceLine]]:
    return await read(one.program, (await one.invoices())[0].id)


def wish(*lines: CreditAsk, rest: str | None = None) -> CreditWish:
    return CreditWish(lines=lines, rest=None if rest is None else Decimal(rest), reason=CreditReason.goodwill)


async def credit(one: Stage, wanted: CreditWish, invoice: int = 0) -> CreditNote:
    found = (await one.invoices())[invoice]
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.issue_credit_note(scope, found.id, wanted)


async def credit_net(one: Stage, amount: str, invoice: int = 0, line: int = 0) -> CreditNote:
    """Net `amount` of a line."""
    found = (await one.invoices())[invoice]
    lines = (await read(one.program, found.id))[1]
    return await credit(one, wish(CreditAsk(line_id=lines[line].id, amount=Decimal(amount))), invoice)


async def pay(one: Stage, minor: int) -> Invoice:
    (invoice, *_) = await one.invoices()
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.mark_paid(scope, invoice.id, Money(minor, EUR), scope.now)


async def balance(one: Stage) -> list[str]:
    async with one.program.scope(TEST, company_id=one.company_id, write=False) as scope:
        return [str(found) for found in await queries.credit_balances(scope, one.company_id)]


async def kinds(program: Program) -> list[str]:
    log = journal.event_log.c
    async with program.database.read() as connection:
        rows = await connection.execute(select(log.kind).order_by(log.at, log.stream, log.seq))
        return [kind for kind in rows.scalars() if kind.startswith(("invoice.", "credit"))]


async def test_a_credit_note_lowers_what_an_open_invoice_asks_for(program: Program, nordlicht: Stage) -> None:
    note = await credit_net(nordlicht, "10.00")
    # 19 % of 10.00
    assert (str(note.subtotal), str(note.tax), str(note.total)) == ("10.00 EUR", "1.90 EUR", "11.90 EUR")
    assert (note.number, note.applied, note.kept) == ("CN-2026-000001", note.total, Money(0, EUR))
    invoice, (line,) = await only(nordlicht)
    assert (str(invoice.credited), str(invoice.due), invoice.state) == ("11.90 EUR", "22.61 EUR", InvoiceState.issued)
    assert (str(line.amount), str(invoice.total)) == ("29.00 EUR", "34.51 EUR")
    assert await balance(nordlicht) == []
    assert (await pay(nordlicht, 2261)).state is InvoiceState.paid


async def test_the_whole_rest_settles_the_invoice_and_takes_all_of_its_tax(program: Program, nordlicht: Stage) -> None:
    await credit_net(nordlicht, "9.99")  # tax 1.8981 → 1.90
    note = await credit(nordlicht, wish(rest="22.62"))
    assert (str(note.subtotal), str(note.tax)) == ("19.01 EUR", "3.61 EUR")
    invoice, _ = await only(nordlicht)
    assert (invoice.state, invoice.credited, invoice.due.minor) == (InvoiceState.paid, invoice.total, 0)
    assert await kinds(program) == ["invoice.issued", "credit_note.issued", "credit_note.issued", "invoice.paid"]
    with pytest.raises(NothingToCredit):
        await credit_net(nordlicht, "0.01")


async def test_of_a_rest_that_is_not_the_rest_nothing_is_credited(program: Program, nordlicht: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        await credit(nordlicht, wish(rest="34.50"))
    assert [one.pointer for one in refused.value.fields] == ["/amount"]
    assert (await only(nordlicht))[0].credited.minor == 0


async def test_a_quantity_is_credited_at_the_line_s_own_price(program: Program) -> None:
    nordlicht = await stage(program, "each")
    await nordlicht.use("1001", utc("2026-03-05 00:00"))
    (line,) = await nordlicht.bill("2026-04-01")
    note = await credit(nordlicht, wish(CreditAsk(line_id=line.id, quantity=Decimal(100))))
    # 35.04 (35.035) × 100 / 1001 = 3.5004… → 3.50
    assert str(note.subtotal) == "3.50 EUR"
    with pytest.raises(Invalid) as refused:
        await credit(nordlicht, wish(CreditAsk(line_id=line.id, quantity=Decimal(1001))))
    assert [one.pointer for one in refused.value.fields] == ["/lines/0/quantity"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"amount": Decimal("29.01")}, "/lines/0/amount"),
        ({"amount": Decimal("0")}, "/lines/0/amount"),
        ({"amount": Decimal("-1")}, "/lines/0/amount"),
        ({"amount": Decimal(1), "quantity": Decimal(1)}, "/lines/0/quantity"),
        ({"quantity": Decimal("1.01")}, "/lines/0/quantity"),
    ],
)
async def test_more_than_a_line_has_left_is_refused(
    program: Program, nordlicht: Stage, asked: dict[str, Decimal], pointer: str
) -> None:
    _, (line,) = await only(nordlicht)
    with pytest.raises(Invalid) as refused:
        await credit(nordlicht, wish(CreditAsk(line_id=line.id, **asked)))
    assert [one.pointer for one in refused.value.fields] == [pointer]
    assert (await only(nordlicht))[0].credited.minor == 0
    assert await kinds(program) == ["invoice.issued"]


async def test_a_line_is_named_once_and_is_one_of_the_invoice(program: Program, nordlicht: Stage) -> None:
    stranger = await stage(program, "starter", company="stranger")
    (foreign,) = await stranger.bill("2026-03-02")
    _, (line,) = await only(nordlicht)
    ask = CreditAsk(line_id=line.id, amount=Decimal(1))
    for lines in ((ask, ask), (CreditAsk(line_id=foreign.id),)):
        with pytest.raises(Invalid):
            await credit(nordlicht, wish(*lines))
    assert (await only(nordlicht))[0].credited.minor == 0


async def test_what_was_paid_becomes_the_company_s_credit(program: Program, nordlicht: Stage) -> None:
    await pay(nordlicht, 3000)
    note = await credit_net(nordlicht, "10.00")
    # 4.51 were still due; 7.39 of the 11.90 had been paid.
    assert (str(note.applied), str(note.kept)) == ("4.51 EUR", "7.39 EUR")
    invoice, _ = await only(nordlicht)
    assert (invoice.state, invoice.due.minor) == (InvoiceState.paid, 0)
    assert await balance(nordlicht) == ["7.39 EUR"]
    second = await credit_net(nordlicht, "5.00")
    assert (second.applied.minor, str(second.kept), await balance(nordlicht)) == (0, "5.95 EUR", ["13.34 EUR"])


async def test_the_order_of_payment_and_credit_does_not_matter(program: Program, nordlicht: Stage) -> None:
    await credit_net(nordlicht, "10.00")
    # The charge of 34.51 was under way when 11.90 were credited.
    paid = await pay(nordlicht, 3451)
    assert (paid.state, str(paid.paid), paid.credited.minor) == (InvoiceState.paid, "34.51 EUR", 0)
    assert await balance(nordlicht) == ["11.90 EUR"]
    with pytest.raises(InvoiceNotOpen):
        await pay(nordlicht, 1)
    assert await balance(nordlicht) == ["11.90 EUR"]


async def test_what_was_credited_is_not_voided_and_what_is_void_is_not_credited(
    program: Program, nordlicht: Stage
) -> None:
    await credit_net(nordlicht, "1.00")
    invoice, _ = await only(nordlicht)
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        with pytest.raises(InvoiceNotOpen):
            await actions.void_invoice(scope, invoice.id)
    other = await stage(program, "starter", company="other")
    await other.bill("2026-03-02")
    async with program.scope(TEST, company_id=other.company_id) as scope:
        await actions.void_invoice(scope, (await other.invoices())[0].id)
    with pytest.raises(NothingToCredit):
        await credit_net(other, "1.00")
    told = ["credit_note.issued", "invoice.issued", "invoice.issued", "invoice.voided"]
    assert sorted(await kinds(program)) == told


async def test_numbers_are_gapless_in_a_series_of_their_own(program: Program, nordlicht: Stage) -> None:
    numbers = []
    for amount in ("1.00", "99.00", "2.00"):
        try:
            numbers.append((await credit_net(nordlicht, amount)).number)
        except Invalid:
            numbers.append("refused")
    assert numbers == ["CN-2026-000001", "refused", "CN-2026-000002"]


async def test_late_usage_books_the_delta_and_not_what_was_credited(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "each")
    await nordlicht.use("1000", utc("2026-03-05 00:00"))
    await nordlicht.bill("2026-04-01")  # 35.00
    await credit_net(nordlicht, "20.00")
    assert await nordlicht.bill("2026-04-01") == []
    clock.move_to(utc("2026-04-03 12:00"))
    await nordlicht.use("100", utc("2026-03-20 00:00"))
    (late,) = await nordlicht.bill("2026-04-03")
    assert str(late.amount) == "3.50 EUR"
    assert await nordlicht.bill("2026-04-03") == []


async def test_of_what_was_credited_nothing_is_given_back_a_second_time(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await credit_net(nordlicht, "20.00")
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    lines = {line.plan_name: line for line in await nordlicht.bill("2026-03-10")}
    # 8 of 31 days of 29.00 are 7.48: 21.52 too much was booked, of which 20.00 are credited; only 9.00 were asked for.
    assert (str(lines["Starter"].amount), str(lines["Pro"].amount)) == ("-9.00 EUR", "43.77 EUR")
    waived = lines["Starter"].explain["steps"][-1]
    assert (waived["kind"], waived["amount"]) == ("delta", "12.52")


async def test_what_a_correction_gave_back_is_not_credited_again(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await pay(nordlicht, 3451)
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.cancel()
    (correction,) = await nordlicht.bill("2026-03-10")
    assert (str(correction.amount), await balance(nordlicht)) == ("-20.58 EUR", ["24.49 EUR"])
    with pytest.raises(Invalid, match=r"10\.02 EUR left"):
        await credit(nordlicht, wish(rest="34.51"))
    with pytest.raises(Invalid, match=r"8\.42 EUR left"):
        await credit_net(nordlicht, "8.43")
    await credit_net(nordlicht, "8.00")  # tax 1.52
    note = await credit(nordlicht, wish(rest="0.50"))
    # 29.00 - 20.58 - 8.00 and 5.51 - 3.91 - 1.52
    assert (str(note.subtotal), str(note.tax)) == ("0.42 EUR", "0.08 EUR")
    assert await balance(nordlicht) == ["34.51 EUR"]  # all that was ever paid
    with pytest.raises(NothingToCredit):
        await credit(nordlicht, wish(rest="24.49"))
    with pytest.raises(Invalid, match="Nothing of line 1"):
        await credit_net(nordlicht, "0.01")


async def test_of_a_line_in_part_credited_and_corrected_nothing_is_left(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await credit_net(nordlicht, "20.00")
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    await nordlicht.bill("2026-03-10")  # of the other 9.00
    with pytest.raises(Invalid, match="Nothing of line 1"):
        await credit_net(nordlicht, "0.01")


async def test_the_whole_rest_of_an_invoice_does_not_take_its_correction_along(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await pay(nordlicht, 3451)
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    await nordlicht.bill("2026-03-10")  # -21.52 of Starter, 43.77 of Pro
    (second,) = [one for one in await nordlicht.invoices() if one.total.minor == 2648]
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.issue_credit_note(scope, second.id, wish(rest="26.48"))
    (again,) = await nordlicht.bill("2026-03-10")
    assert (again.plan_name, str(again.amount), str(again.tax)) == ("Starter", "-21.52 EUR", "-4.09 EUR")
    assert await balance(nordlicht) == ["25.61 EUR"]
    assert await nordlicht.bill("2026-03-10") == []


async def test_a_credit_note_under_way_is_waited_for_by_a_run(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    invoice, (line,) = await only(nordlicht)
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    ask = CreditAsk(line_id=line.id, amount=Decimal("20.00"))
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.issue_credit_note(scope, invoice.id, wish(ask))
        run = asyncio.create_task(nordlicht.bill("2026-03-10"))
        await asyncio.sleep(0.3)  # time to read what is booked without the note, if nothing holds it
    lines = {one.plan_name: one for one in await run}
    assert str(lines["Starter"].amount) == "-9.00 EUR"


async def test_credit_notes_at_once_never_exceed_the_invoice(
    program: Program, nordlicht: Stage, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    async def attempt(one: Program) -> bool:
        try:
            await credit_net(Stage(one, nordlicht.company, nordlicht.subscription_id), "10.00")
        except Invalid:
            return False
        return True

    async with second_program(config, clock, tmp_path / "other") as other:
        done = await asyncio.gather(*(attempt(one) for one in (program, other) * 3))
    assert sorted(done) == [False] * 4 + [True] * 2  # 29.00 hold 10.00 twice
    invoice, _ = await only(nordlicht)
    assert (str(invoice.credited), str(invoice.due)) == ("23.80 EUR", "10.71 EUR")


async def test_the_database_refuses_what_goes_too_far(program: Program, nordlicht: Stage) -> None:
    """The second wall: were the lock or the rule wrong, the count would not be raised."""
    note = await credit_net(nordlicht, "10.00")
    _, (line,) = await only(nordlicht)
    for table, key, column, minor in (
        (store.credited_invoice, store.credited_invoice.c.invoice_id == note.invoice_id, "credited_minor", 3452),
        (store.credited_line, store.credited_line.c.line_id == line.id, "credited_minor", 2901),
        (store.credited_line, store.credited_line.c.line_id == line.id, "credited_tax_minor", 552),
        (store.credited_line, store.credited_line.c.line_id == line.id, "credited_minor", -1),
    ):
        with pytest.raises(DBAPIError):
            async with program.database.write() as connection:
                await connection.execute(table.update().where(key).values({column: minor}))


async def test_another_company_s_credit_note_does_not_exist(program: Program, nordlicht: Stage) -> None:
    note = await credit_net(nordlicht, "1.00")
    stranger = await stage(program, "starter", company="stranger")
    async with program.scope(TEST, company_id=stranger.company_id) as scope:
        with pytest.raises(NotFound):
            await queries.credit_note(scope, note.id)
        with pytest.raises(NotFound):
            await actions.issue_credit_note(scope, note.invoice_id, wish(rest="1.19"))
        assert (await queries.lines_of_notes(scope, [note.id]))[note.id] == []
        assert await queries.credit_balances(scope, nordlicht.company_id) == []


async def test_a_credit_note_by_the_api(program: Program, client: httpx2.AsyncClient, nordlicht: Stage) -> None:
    invoice, (line,) = await only(nordlicht)
    await as_role(program, client, "finance_manager")
    path = f"/api/v1/invoices/{invoice.id}/credit-notes"
    body: dict[str, Any] = {"lines": [{"invoice_line_id": line.id, "amount": "10.00"}], "reason": "service_quality"}
    answer = await client.post(path, json=body | {"memo": "Two days without a line."})
    assert answer.status_code == 201, answer.text
    note = answer.json()
    assert (note["number"], note["total"]) == ("CN-2026-000001", {"amount": "11.90", "currency": "EUR"})
    assert [one["tax"]["amount"] for one in note["lines"]] == ["1.90"]
    shown = (await client.get(f"/api/v1/invoices/{invoice.id}")).json()
    assert (shown["credited"]["amount"], shown["due"]["amount"]) == ("11.90", "22.61")
    listed = (await client.get(f"/api/v1/credit-notes?invoice={invoice.id}")).json()
    assert listed["items"] == [note] == [(await client.get(f"/api/v1/credit-notes/{note['id']}")).json()]
    pdf = await client.get(f"/api/v1/credit-notes/{note['id']}/pdf")
    words = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert all(part in words for part in ("Credit note", "CN-2026-000001", "TL-2026-000001", "Two days", "11.90"))
    assert "11.90" in PdfReader(BytesIO((await client.get(f"/api/v1/invoices/{invoice.id}/pdf")).content)).pages[
        0
    ].extract_text().replace(",", ".")


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "goodwill"},
        {"reason": "goodwill", "amount": "34.51", "lines": [{"invoice_line_id": "lin_01h455vb4pex5vsknk084sn02q"}]},
        {"reason": "goodwill", "lines": []},
        {"reason": "because", "amount": "34.51"},
        {"reason": "goodwill", "amount": "34.511"},
        {"reason": "goodwill", "amount": "-34.51"},
    ],
)
async def test_a_request_that_is_not_clear_credits_nothing(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage, body: dict[str, Any]
) -> None:
    await as_role(program, client, "super_admin")
    invoice, _ = await only(nordlicht)
    assert (await client.post(f"/api/v1/invoices/{invoice.id}/credit-notes", json=body)).status_code == 422
    assert (await only(nordlicht))[0].credited.minor == 0


async def test_a_company_reads_its_credit_notes_and_makes_none(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    note = await credit_net(nordlicht, "1.00")
    await as_role(program, client, "company_admin", nordlicht)
    path = f"/api/v1/invoices/{note.invoice_id}"
    body = {"amount": "33.32", "reason": "goodwill"}
    assert (await client.post(f"{path}/credit-notes", json=body)).status_code == 403
    assert (await client.post(f"{path}/uncollectible")).status_code == 403
    assert (await client.get("/api/v1/credit-notes")).json()["items"][0]["id"] == note.id
    assert (await client.get("/api/v1/credit-balance")).json()["balances"] == []
    assert (await only(nordlicht))[0].state is InvoiceState.issued


async def test_a_stranger_finds_no_credit_note(program: Program, client: httpx2.AsyncClient, nordlicht: Stage) -> None:
    note = await credit_net(nordlicht, "1.00")
    await as_role(program, client, "company_admin", await stage(program, "starter", company="stranger"))
    for path in (f"credit-notes/{note.id}", f"credit-notes/{note.id}/pdf"):
        assert (await client.get(f"/api/v1/{path}")).status_code == 404
    assert (await client.get("/api/v1/credit-notes")).json()["items"] == []
    assert (await client.get(f"/api/v1/credit-balance?company={nordlicht.company_id}")).status_code == 404


async def test_a_write_off_is_not_owed_and_may_still_be_paid(program: Program, nordlicht: Stage) -> None:
    invoice, _ = await only(nordlicht)
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        given_up = await actions.write_off(scope, invoice.id)
        with pytest.raises(InvoiceNotOpen):
            await actions.write_off(scope, invoice.id)
    assert (given_up.state, given_up.due.minor, str(given_up.payable)) == (InvoiceState.uncollectible, 0, "34.51 EUR")
    async with program.scope(TEST, write=False) as scope:
        assert await queries.open_sums(scope) == []
    assert (await pay(nordlicht, 1000)).state is InvoiceState.uncollectible
    assert (await pay(nordlicht, 2451)).state is InvoiceState.paid
    assert await kinds(program) == ["invoice.issued", "invoice.uncollectible", "invoice.paid"]


async def test_what_is_owed_is_less_what_was_credited(program: Program, nordlicht: Stage) -> None:
    await credit_net(nordlicht, "10.00")
    async with program.scope(TEST, write=False) as scope:
        (found,) = await queries.open_sums(scope)
    assert (found.count, str(found.due)) == (1, "22.61 EUR")


RATES = st.sampled_from([Decimal(text) for text in ("0", "0.05", "0.07", "0.19", "0.255")])


@given(st.lists(st.tuples(st.integers(1, 500), RATES), min_size=1, max_size=3), st.data())
def test_parts_never_exceed_the_whole_and_sum_to_it(whole: list[tuple[int, Decimal]], data: st.DataObject) -> None:
    """Whatever the order and the parts: no credit note exceeds what is left, and the rest takes the rest of the tax exactly."""
    lefts = [_left(index, Money(minor, EUR), rate) for index, (minor, rate) in enumerate(whole)]
    total = sum(left.amount.minor + left.tax.minor for left in lefts)
    taken: list[CreditNoteLine] = []
    for _ in range(data.draw(st.integers(0, 6))):
        index = data.draw(st.integers(0, len(lefts) - 1))
        asked = data.draw(st.integers(1, 500))
        ask = CreditAsk(line_id=lefts[index].line.id, amount=Money(asked, EUR).major)
        rest = Money(sum(left.amount.minor + left.tax.minor for left in lefts), EUR)
        if asked > lefts[index].amount.minor:
            with pytest.raises(Invalid):
                credited_lines(wish(ask), lefts, rest)
            continue
        (made,) = credited_lines(wish(ask), lefts, rest)
        taken.append(made)
        lefts[index] = LineLeft(lefts[index].line, lefts[index].amount - made.amount, lefts[index].tax - made.tax)
        assert lefts[index].tax.minor >= 0
    rest = Money(sum(left.amount.minor + left.tax.minor for left in lefts), EUR)
    if rest:
        taken += credited_lines(wish(rest=str(rest.major)), lefts, rest)
    assert sum(one.amount.minor + one.tax.minor for one in taken) == total
    for index, (minor, rate) in enumerate(whole):
        mine = [one for one in taken if one.invoice_line_id == lefts[index].line.id]
        assert sum(one.amount.minor for one in mine) == minor
        assert sum(one.tax.minor for one in mine) == tax_on(Money(minor, EUR), rate).minor


def _left(index: int, amount: Money, rate: Decimal) -> LineLeft:
    fields: dict[str, Any] = dict.fromkeys(InvoiceLine.__slots__)
    known = {"id": f"lin_{index}", "position": index + 1, "description": "Fee", "unit": "month", "quantity": Decimal(7)}
    line = InvoiceLine(**fields | known | {"amount": amount, "tax_rate": rate, "tax": tax_on(amount, rate)})
    return LineLeft(line, line.amount, line.tax)


def test_a_correction_below_zero_limits_what_is_credited_of_the_others() -> None:
    lefts: Sequence[LineLeft] = [_left(0, Money(5900, EUR), Decimal(0)), _left(1, Money(-2000, EUR), Decimal(0))]
    rest = Money(3900, EUR)
    with pytest.raises(Invalid, match=r"left to credit, the lines come to 59\.00 EUR"):
        credited_lines(wish(CreditAsk(line_id=lefts[0].line.id)), lefts, rest)
    with pytest.raises(Invalid, match="Nothing of line 2"):
        credited_lines(wish(CreditAsk(line_id=lefts[1].line.id)), lefts, rest)
    whole = credited_lines(wish(), lefts, rest)
    assert [one.amount.minor for one in whole] == [5900, -2000]
