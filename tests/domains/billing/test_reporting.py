"""Documents in another currency keep what they come to in the reporting currency, from the moment of their issue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import event

from tests.conftest import NOON, second_program
from tests.domains.billing.stage import TEST, Stage, bill, stage
from tests.domains.billing.test_documents import text
from tests.domains.billing.test_drafts import agreed
from tests.domains.billing.test_items import an_item, enter
from tests.domains.currencies.stage import Told, keep, quoted, with_sources
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import CreditAsk, CreditReason, CreditWish, Invoice, NewItem
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.currencies.model import RatePolicy, RateUnknown, Source
from trunkline.infra.config import Config, load_config
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Misconfigured
from trunkline.kernel.money import Currency, Money

EUR, USD = Currency.of("EUR"), Currency.of("USD")
REST = CreditWish(reason=CreditReason.goodwill)


def decided(program: Program, code: str = "EUR") -> Program:
    """As with TRUNKLINE_REPORTING_CURRENCY."""
    rates = replace(program.config.rates, reporting_currency=code)
    return replace(program, config=replace(program.config, rates=rates))


async def told(program: Program, *ids: str) -> list[Reporting]:
    async with program.scope(TEST, write=False) as scope:
        found = await queries.reporting_of(scope, ids)
    return [found[one] for one in ids if one in found]


async def one_invoice(program: Program, shop: Stage) -> tuple[Invoice, Reporting]:
    (invoice,) = await shop.invoices()
    (reporting,) = await told(program, invoice.id)
    return invoice, reporting


async def test_an_invoice_keeps_rate_source_moment_and_totals(program: Program) -> None:
    sheet = await keep(program, quoted(NOON - timedelta(hours=2)), Source.ecb)
    assert sheet is not None
    shop = await stage(decided(program), "starter", currency="USD")
    await bill(program, "2026-03-02")
    invoice, reporting = await one_invoice(program, shop)
    assert str(invoice.total) == "38.08 USD"
    rate = reporting.rate
    assert (rate.source_rate, rate.target_rate, rate.base) == (Decimal(1), Decimal("0.85"), "USD")
    assert (rate.source, rate.sheet_id, rate.as_of) == (Source.ecb, sheet.id, NOON - timedelta(hours=2))
    assert (rate.stale, rate.held) == (False, False)
    # 38.08 and 6.08 at 0.85 are 32.368 and 5.168; the net amount is what is left, and not 27.20 for itself
    assert [str(one) for one in (reporting.reported.net, reporting.reported.tax, reporting.reported.total)] == [
        "27.20 EUR",
        "5.17 EUR",
        "32.37 EUR",
    ]
    await keep(program, quoted(NOON - timedelta(hours=1), EUR="0.80"), Source.ecb)
    assert (await one_invoice(program, shop))[1] == reporting


async def test_in_the_reporting_currency_itself_the_rate_is_one_and_nobody_said_it(program: Program) -> None:
    shop = await stage(decided(program), "starter")
    await bill(decided(program), "2026-03-02")
    invoice, reporting = await one_invoice(program, shop)
    assert reporting.rate.rate == 1
    assert reporting.rate.source is None
    assert (reporting.reported.total, reporting.reported.net) == (invoice.total, invoice.subtotal)


async def test_without_a_rate_the_company_is_not_billed_the_others_are_and_the_next_run_tries_again(
    program: Program,
) -> None:
    strict = decided(program)
    shop = await stage(strict, "starter", currency="USD")
    other = await stage(strict, "starter", company="other")
    summary = await actions.run_billing(strict.begin_as(TEST), date(2026, 3, 2))
    (failed,) = summary.failed
    assert (failed.company_id, failed.code) == (shop.company_id, "rate_unknown")
    assert "A document in USD is issued with its amounts in EUR" in failed.detail
    assert [one.company_id for one in summary.invoices] == [other.company_id]
    assert await shop.invoices() == []
    await keep(program, quoted(NOON))
    (later,) = (await bill(strict, "2026-03-02")).invoices
    assert (later.company_id, later.number) == (shop.company_id, "TL-2026-000002")


async def test_a_currency_without_a_rate_holds_back_no_other(program: Program) -> None:
    strict = decided(program)
    shop = await stage(strict, "starter", tax_rate="0")
    await enter(shop, an_item("12.00", currency=USD))
    for _ in range(2):
        summary = await actions.run_billing(strict.begin_as(TEST), date(2026, 3, 2))
        assert [one.code for one in summary.failed] == ["rate_unknown"]
        assert [str(one.total) for one in await shop.invoices()] == ["29.00 EUR"]
    await keep(program, quoted(NOON))
    await bill(strict, "2026-03-02")
    assert [str(one.total) for one in await shop.invoices()] == ["29.00 EUR", "12.00 USD"]


async def test_where_nobody_has_named_a_currency_or_a_source_a_missing_rate_stops_nothing(program: Program) -> None:
    shop = await stage(program, "starter", currency="USD")
    await bill(program, "2026-03-02")
    (invoice,) = await shop.invoices()
    assert await told(program, invoice.id) == []
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        note = await actions.issue_credit_note(scope, invoice.id, REST)
    assert await told(program, note.id) == []


async def test_where_a_source_is_named_a_missing_rate_stops_the_invoice(program: Program) -> None:
    asked = with_sources(program, Told(RatePolicy(order=(Source.ecb,))))
    shop = await stage(asked, "starter", currency="USD")
    summary = await actions.run_billing(asked.begin_as(TEST), date(2026, 3, 2))
    assert [one.code for one in summary.failed] == ["rate_unknown"]
    assert await shop.invoices() == []


async def test_rates_that_run_out_in_the_middle_of_a_run_stop_what_comes_after(
    program: Program, clock: ManualClock
) -> None:
    """The run holds a rate for a minute; then it asks again, and is refused."""
    limited = with_sources(program, Told(RatePolicy(age_max=timedelta(days=7))))
    shops = [await stage(limited, "starter", company=name, currency="USD") for name in ("one", "two", "three")]
    await keep(program, quoted(NOON - timedelta(days=7) + timedelta(seconds=30)))

    async def goes_on(done: int, known: int) -> None:
        clock.advance(timedelta(minutes=1))

    summary = await actions.run_billing(limited.begin_as(TEST), date(2026, 3, 2), goes_on)
    assert len(summary.invoices) == 1
    assert [one.code for one in summary.failed] == ["rates_too_old", "rates_too_old"]
    assert sorted([len(await shop.invoices()) for shop in shops]) == [0, 0, 1]
    await keep(program, quoted(clock.now()))
    again = await bill(limited, "2026-03-02")
    assert len(again.invoices) == 2
    numbers = [one.number for shop in shops for one in await shop.invoices()]
    assert sorted(one or "" for one in numbers) == [f"TL-2026-00000{serial}" for serial in (1, 2, 3)]


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_run_asks_for_a_rate_once_also_where_nobody_knows_it(program: Program, is_known: bool) -> None:
    if is_known:
        await keep(program, quoted(NOON))
    for name in ("one", "two", "three"):
        await stage(program, "starter", company=name, currency="USD")
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "rate_sheet" in statement:
            asked.append(statement)

    engine = program.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert len((await bill(program, "2026-03-02")).invoices) == 3
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(asked) == 1


async def test_two_workers_issue_at_once_and_each_document_has_one_row(
    program: Program, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    await keep(program, quoted(NOON))
    shops = [await stage(program, "starter", company=name, currency="USD") for name in ("one", "two", "three")]
    async with second_program(config, clock, tmp_path / "second") as other:
        await asyncio.gather(
            actions.run_billing(program.begin_as(TEST), date(2026, 3, 2)),
            actions.run_billing(other.begin_as(TEST), date(2026, 3, 2)),
        )
    for shop in shops:
        _, reporting = await one_invoice(program, shop)
        assert str(reporting.reported.total) == "32.37 EUR"


async def test_credit_notes_go_by_their_invoices_rate_and_cancel_it_exactly(program: Program) -> None:
    await keep(program, quoted(NOON - timedelta(hours=1)))
    shop = await stage(program, "starter", currency="USD")
    await bill(program, "2026-03-02")
    invoice, whole = await one_invoice(program, shop)
    await keep(program, quoted(NOON, EUR="0.80"))
    notes = []
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        (line,) = await queries.lines_of(scope, invoice.id)
        for amount in ("0.01", "0.01", "11.11", "7.77"):
            ask = CreditAsk(line_id=line.id, amount=Decimal(amount))
            notes.append(
                await actions.issue_credit_note(scope, invoice.id, CreditWish(lines=(ask,), reason=REST.reason))
            )
        notes.append(await actions.issue_credit_note(scope, invoice.id, REST))
    found = await told(program, *(note.id for note in notes))
    assert len(found) == 5
    assert {one.rate for one in found} == {whole.rate}
    for name in ("net", "tax", "total"):
        parts = sum(getattr(one.reported, name).minor for one in found)
        assert parts == getattr(whole.reported, name).minor
    assert {one.invoice_id for one in found} == {invoice.id}


async def test_lines_issued_at_once_are_reported_as_well(program: Program) -> None:
    await keep(program, quoted(NOON))
    shop = await stage(program, "starter", currency="USD")
    item = NewItem(currency=USD, description="Set-up", quantity=Decimal(1), unit_amount=Decimal(100))
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        issued = await actions.issue_items(scope, shop.company_id, [item])
    (reporting,) = await told(program, issued)
    assert str(reporting.reported.total) == "101.15 EUR"


async def test_lines_are_not_issued_at_once_without_a_rate(program: Program) -> None:
    strict = decided(program)
    shop = await stage(strict, "starter", currency="USD")
    item = NewItem(currency=USD, description="Set-up", quantity=Decimal(1), unit_amount=Decimal(100))
    with pytest.raises(RateUnknown):
        async with strict.scope(TEST, company_id=shop.company_id) as scope:
            await actions.issue_items(scope, shop.company_id, [item])
    assert await shop.invoices() == []


async def test_another_reporting_currency_holds_for_documents_from_then_on(program: Program) -> None:
    await keep(program, quoted(NOON))
    shop = await stage(program, "starter", currency="USD")
    await bill(program, "2026-03-02")
    (before,) = await shop.invoices()
    async with program.scope(TEST) as scope:
        assert await queries.reporting_currency(scope) == EUR
        changed = await actions.change_reporting_currency(scope, Currency.of("GBP"))
        assert (changed.reporting_currency, changed.party.name) == (Currency.of("GBP"), "Trunkline Operator")
        assert [one.fact.kind for one in scope.announced] == ["billing.reporting_currency_changed"]
        await actions.change_reporting_currency(scope, Currency.of("GBP"))
        assert len(scope.announced) == 1
    await bill(program, "2026-04-02")
    (after,) = [one for one in await shop.invoices() if one.id != before.id]
    old, new = await told(program, before.id, after.id)
    assert (str(old.reported.total), str(new.reported.total)) == ("32.37 EUR", "28.28 GBP")
    async with program.scope(TEST) as scope:  # who issues says its name: the currency stays
        await actions.name_issuer(scope, replace(changed, party=replace(changed.party, name="Fernsprecher AG")))
        assert await queries.reporting_currency(scope) == Currency.of("GBP")


def test_the_setting_is_a_currency(tmp_path: Path) -> None:
    environ = {"TRUNKLINE_DATA_DIR": str(tmp_path)}
    assert load_config(environ).rates.reporting_currency is None
    assert load_config(environ | {"TRUNKLINE_REPORTING_CURRENCY": "usd"}).rates.reporting_currency == "USD"
    with pytest.raises(Misconfigured, match="TRUNKLINE_REPORTING_CURRENCY is 'EURO'"):
        load_config(environ | {"TRUNKLINE_REPORTING_CURRENCY": "euro"})


async def test_the_documents_print_totals_rate_source_and_day(program: Program) -> None:
    await keep(program, quoted(NOON - timedelta(days=3)), Source.ecb)
    shop = await stage(program, "starter", currency="USD")
    await bill(program, "2026-03-02")
    invoice, _ = await one_invoice(program, shop)
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        note = await actions.issue_credit_note(scope, invoice.id, REST)
        _, printed = await queries.invoice_pdf(scope, invoice.id)
        _, noted = await queries.credit_note_pdf(scope, note.id)
    for pdf in (printed, noted):
        words = text(pdf)
        for said in ("Total in EUR", "32.37 EUR", "5.17 EUR", "27.20 EUR", "1 USD = 0.85 EUR · European Central Bank"):
            assert said in words, (said, words)
        assert "as of Feb 27, 2026" in words


async def test_in_one_currency_nothing_of_it_is_printed(program: Program) -> None:
    shop = await stage(program, "starter")
    await bill(program, "2026-03-02")
    invoice, _ = await one_invoice(program, shop)
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        _, printed = await queries.invoice_pdf(scope, invoice.id)
    assert "Total in" not in text(printed)


async def test_over_http_documents_say_it_and_the_operator_changes_it(
    client: httpx2.AsyncClient, program: Program
) -> None:
    await keep(program, quoted(NOON))
    shop = await stage(program, "starter", currency="USD")
    await bill(program, "2026-03-02")
    async with program.scope(TEST) as scope:
        await make_user(scope, RoleKey.super_admin)
        await make_user(scope, RoleKey.company_admin, company_id=shop.company_id, email="cleo@nordlicht.example")
    await sign_in(client, "cleo@nordlicht.example")
    (listed,) = (await client.get("/api/v1/invoices")).json()["items"]
    told_to_all = listed["reporting"]
    assert (told_to_all["currency"], told_to_all["rate"], told_to_all["source"]) == (
        "EUR",
        "0.85",
        "open_exchange_rates",
    )
    assert [told_to_all[name]["amount"] for name in ("net", "tax", "total")] == ["27.20", "5.17", "32.37"]
    assert (await client.get(f"/api/v1/invoices/{listed['id']}")).json()["reporting"] == told_to_all
    assert (await client.put("/api/v1/reporting-currency", json={"currency": "USD"})).status_code == 403
    await sign_in(client)
    asked = {"amount": listed["total"]["amount"], "reason": "goodwill"}
    note = (await client.post(f"/api/v1/invoices/{listed['id']}/credit-notes", json=asked)).json()
    assert note["reporting"] == told_to_all
    assert (await client.get(f"/api/v1/credit-notes/{note['id']}")).json()["reporting"] == told_to_all
    assert (await client.get("/api/v1/credit-notes")).json()["items"][0]["reporting"] == told_to_all
    assert (await client.get("/api/v1/reporting-currency")).json() == {"currency": "EUR"}
    answer = await client.put("/api/v1/reporting-currency", json={"currency": "XXX"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/currency"), answer.text
    named = await client.put(f"/api/v1/reporting-currency?company={shop.company_id}", json={"currency": "USD"})
    assert named.status_code == 403
    assert (await client.put("/api/v1/reporting-currency", json={"currency": "USD"})).json() == {"currency": "USD"}
    assert (await client.get("/api/v1/reporting-currency")).json() == {"currency": "USD"}


async def test_a_draft_has_no_amounts_until_it_is_issued_and_then_those_of_that_moment(
    program: Program, clock: ManualClock
) -> None:
    await keep(program, quoted(NOON))
    shop = await stage(program, "starter", currency="USD")
    await agreed(shop, grace_days=2)
    await bill(program, "2026-03-02")
    (draft,) = await shop.invoices()
    assert await told(program, draft.id) == []
    clock.advance(timedelta(days=1))
    await keep(program, quoted(clock.now(), EUR="0.80"))
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        issued = await actions.issue_draft(scope, draft.id)
    (reporting,) = await told(program, issued.id)
    assert (issued.id, str(reporting.reported.total)) == (draft.id, "30.46 EUR")


async def test_a_threshold_is_not_invoiced_without_a_rate_and_is_with_one(program: Program) -> None:
    strict = decided(program)
    shop = await stage(strict, "each", currency="JPY")
    await agreed(shop, thresholds=(Money(100, Currency.of("JPY")),))
    await shop.use("100", NOON - timedelta(hours=1))
    assert await actions.check_threshold(strict.begin_as(TEST), shop.company_id) == 0
    assert await actions.check_thresholds(strict.begin_as(TEST)) == 0
    assert await shop.invoices() == []
    await keep(program, quoted(NOON))
    assert await actions.check_threshold(strict.begin_as(TEST), shop.company_id) == 1
    invoice, reporting = await one_invoice(program, shop)
    assert (str(invoice.total), str(reporting.reported.total)) == ("226 JPY", "1.23 EUR")
