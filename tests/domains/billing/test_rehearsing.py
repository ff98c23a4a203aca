"""The preview of a corrected price says to the cent what the correction then books, and leaves nothing behind."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.billing.stage import CALLS, DESK, MESSAGES, TEST, a_call, plan, read
from tests.factories import make_company
from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions
from trunkline.domains.billing.model import InvoiceLine
from trunkline.domains.billing.model.rehearsed import RehearsedCorrection
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import (
    Aggregation,
    AggregationKind,
    CommitmentTerms,
    FlatTerms,
    PercentageTerms,
    Price,
    Terms,
    Timing,
)
from trunkline.domains.marketplace.model.offers import PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import calls, each, graduated, metered, platform_fee
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import EventCorrection, UsageEventInput
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.kernel.ids import PriceId, SubscriptionId
from trunkline.kernel.page import PageRequest

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
START = date(2025, 12, 20)  # periods since then: two that are over, and one that runs
_numbers = itertools.count(1)
_cents = st.integers(1, 500).map(lambda cents: str(Decimal(cents) / 1000))


def percentage(percent: str, fixed: str) -> Terms:
    return PercentageTerms(Decimal(percent), Decimal(fixed))


# Of each model the terms that a price had and those that it is corrected to.
MODELS: dict[str, tuple[Terms, st.SearchStrategy[Terms]]] = {
    "per_unit": (each("0.035"), st.builds(each, _cents)),
    "graduated": (
        graduated(("100", "0.10", "5"), (None, "0.05", "0")),
        st.builds(lambda first, then: graduated(("60", first, "3"), (None, then, "1")), _cents, _cents),
    ),
    "percentage": (percentage("2.9", "0.30"), st.builds(percentage, _cents, _cents)),
    "call": (calls("0.05", (0, 60, "0.12")), st.builds(lambda rate: calls("0.02", (0, 30, rate)), _cents)),
}
AGGREGATIONS = [None, Aggregation(AggregationKind.max), Aggregation(AggregationKind.weighted_sum)]
Use = tuple[int, int]  # days ago, quantity


@dataclass
class Shop:
    """A plan that only one test sells, and the companies that have it."""

    program: Program
    price: Price
    companies: list[tuple[Company, SubscriptionId]]

    @staticmethod
    async def open(program: Program, prices: Sequence[PriceOffer], companies: int = 2) -> Shop:
        """The first of `prices` is the one that is corrected."""
        number = next(_numbers)
        module = replace(DESK, slug=f"desk-{number}", plans=(plan("only", *prices),))
        async with program.scope(TEST) as scope:
            await marketplace.install_catalogue(scope, [module])
            found = (await catalogue.module_by_slug(scope, module.slug)).plans[0]
        mine = next(one for one in found.prices if one.component == prices[0].component)
        shop = Shop(program, mine, [])
        for one in range(companies):
            async with program.scope(TEST) as scope:
                made = await make_company(scope, f"company-{number}-{one}")
            async with program.scope(TEST, company_id=made.id) as scope:
                started = await marketplace.start_subscription(scope, found.id, started_on=START)
            shop.companies.append((made, started.id))
        shop.companies.sort(key=lambda one: one[0].id)
        return shop

    async def use(self, company: int, used: Sequence[Use]) -> list[str]:
        found = self.companies[company][0]
        async with self.program.scope(TEST, company_id=found.id) as scope:
            if self.price.meter == "calls":
                told = [a_call(quantity, NOW - timedelta(days=days)) for days, quantity in used]
                result = await usage.record_calls(scope, "pbx", "calls", told)
                assert result.accepted == len(used)
                return []
            ids = [f"use-{next(_numbers)}" for _ in used]
            events = [
                UsageEventInput("messages", name, NOW - timedelta(days=days), quantity=Decimal(quantity))
                for name, (days, quantity) in zip(ids, used, strict=True)
            ]
            assert (await usage.record_events(scope, events)).accepted == len(used)
            return ids

    async def void(self, company: int, event_id: str) -> None:
        async with self.program.scope(TEST, company_id=self.companies[company][0].id) as scope:
            await usage.correct_events(scope, [EventCorrection(event_id, "told twice", void=True)])

    async def bill(self) -> list[InvoiceLine]:
        lines = []
        for company, _ in self.companies:
            today = company.local_day(NOW)
            done = await actions.run_billing(self.program.begin_as(TEST), today, company_id=company.id)
            assert not done.failed
            for issued in done.invoices:
                lines += (await read(self.program, issued.invoice_id))[1]
        return lines

    async def preview(
        self, terms: Terms, since: datetime, limit: int = 100, events_max: int = 20_000
    ) -> list[RehearsedCorrection]:
        """All pages."""
        correct = partial(
            marketplace.correct_price, price_id=self.price.id, terms=terms, corrects_from=since, reason="as agreed"
        )
        pages: list[RehearsedCorrection] = []
        while not pages or pages[-1].after is not None:
            position = (str(pages[-1].after),) if pages else None
            request = PageRequest(limit, position)
            pages.append(
                await actions.rehearse_correction(self.program.begin_as(TEST), correct, request, events_max=events_max)
            )
        return pages

    async def correct(self, terms: Terms, since: datetime) -> PriceId:
        async with self.program.scope(TEST) as scope:
            made = await marketplace.correct_price(scope, self.price.id, terms, corrects_from=since, reason="as agreed")
        await run_jobs(self.program)
        return made.id


def offer(model: str, aggregation: Aggregation | None = None) -> PriceOffer:
    if model == "call":
        return metered(CALLS, "used", "Used", EUR=MODELS[model][0])
    return replace(metered(MESSAGES, "used", "Used", EUR=MODELS[model][0]), aggregation=aggregation)


def commitment(amount: str) -> PriceOffer:
    terms: dict[str, Terms] = {"EUR": CommitmentTerms(Decimal(amount))}
    return PriceOffer(component="least", description="Least", timing=Timing.arrears, unit="period", terms=terms)


def said(pages: Sequence[RehearsedCorrection]) -> dict[tuple[Any, ...], int]:
    return {
        (one.key.subscription_id, one.key.period_start, one.component): one.delta.minor
        for page in pages
        for one in page.periods
        if one.delta
    }


def booked(lines: Sequence[InvoiceLine]) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for line in lines:
        found[line.subscription_id, line.service_start, line.component] += line.amount.minor
    return {key: minor for key, minor in found.items() if minor}


async def everything(program: Program) -> dict[str, list[str]]:
    """All that the database holds."""
    async with program.database.read() as connection:
        return {
            table.name: sorted(map(repr, (await connection.execute(select(table))).all()))
            for table in metadata.sorted_tables
        }


_uses = st.lists(st.tuples(st.integers(0, 71), st.integers(0, 400)), min_size=1, max_size=8)


# Each example opens a shop and bills it twice: what fails is shown as it was found.
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.parametrize("model", MODELS)
@given(st.data())
async def test_what_the_preview_says_is_what_the_correction_books(
    program: Program, model: str, data: st.DataObject
) -> None:
    terms = data.draw(MODELS[model][1], "terms")
    counted: Aggregation | None = (
        data.draw(st.sampled_from(AGGREGATIONS), "aggregation") if model in ("per_unit", "graduated") else None
    )
    beside = [commitment("30.00")] if data.draw(st.booleans(), "committed") else []
    shop = await Shop.open(program, [offer(model, counted), platform_fee(EUR="9.00"), *beside])
    told: list[str] = []
    for company in range(2):
        told += await shop.use(company, data.draw(_uses, "used"))
    await shop.bill()
    voids: bool = data.draw(st.booleans(), "void")
    if told and voids:
        await shop.void(0, told[0])
    if data.draw(st.booleans(), "late"):
        await shop.use(1, data.draw(_uses, "late use"))
    since = NOW - timedelta(days=data.draw(st.integers(1, 80), "days back"))

    before = await everything(program)
    pages = await shop.preview(terms, since, limit=1)
    assert await everything(program) == before

    promised = said(pages)
    made = await shop.correct(terms, since)
    # What was told late of periods that were over by then is booked as well, and is no matter of the correction.
    assert promised == booked([line for line in await shop.bill() if line.period_end > since])
    assert sum(page.total.delta.minor for page in pages) == sum(promised.values())
    assert sum(page.total.events + page.unbilled_events for page in pages) == await _counted_under(shop, made)


async def _counted_under(shop: Shop, price_id: PriceId) -> int:
    table = metadata.tables["usage_total"]
    async with shop.program.database.read() as connection:
        found = await connection.execute(select(table.c.events).where(table.c.price_id == price_id))
        return sum(found.scalars())


async def test_a_fee_that_is_billed_ahead_is_previewed_as_well(program: Program) -> None:
    """9.00 were billed for each of three periods; from the second on it should have been 7.00."""
    shop = await Shop.open(program, [platform_fee(EUR="9.00")])
    await shop.bill()
    since = datetime(2026, 1, 19, 23, tzinfo=UTC)
    (page,) = await shop.preview(FlatTerms(Decimal("7.00")), since)
    assert [(one.billed.minor, one.would_be.minor, one.delta.minor, one.events) for one in page.periods] == [
        (900, 700, -200, 0)
    ] * 4
    assert {one.company_name for one in page.periods} == {company.name for company, _ in shop.companies}
    assert (page.total.billed.minor, page.total.would_be.minor, page.total.periods) == (3600, 2800, 4)
    await shop.correct(FlatTerms(Decimal("7.00")), since)
    assert said([page]) == booked(await shop.bill())


async def test_what_is_not_billed_yet_is_only_counted(program: Program) -> None:
    shop = await Shop.open(program, [offer("per_unit")], companies=1)
    await shop.bill()
    await shop.use(0, [(1, 10), (2, 20)])
    (page,) = await shop.preview(each("0.01"), NOW - timedelta(days=60))
    assert (page.periods, page.total.periods, page.unbilled_events) == ([], 0, 2)


async def test_pages_go_from_company_to_company_and_stop_where_the_events_would_be_too_many(
    program: Program,
) -> None:
    shop = await Shop.open(program, [offer("per_unit")], companies=4)
    for company, events in enumerate((3, 2, 1, 6)):
        await shop.use(company, [(30, 100)] * events)
    await shop.bill()
    pages = await shop.preview(each("0.03"), NOW - timedelta(days=80), events_max=5)
    assert [page.companies for page in pages] == [2, 2]
    assert {page.companies_concerned for page in pages} == {4}
    assert [page.total.events for page in pages] == [5, 1]
    ((large,), (large_company, _)) = pages[1].too_large, shop.companies[3]
    assert (large.company_id, large.name, large.events) == (large_company.id, large_company.name, 6)


# ---------------------------------------------------------------------------------------------------------------------- API
BOTH = (Permission.catalogue_manage, Permission.invoices_read)
BODY = {"terms": {"model": "per_unit", "unit_amount": "0.025"}, "reason": "as agreed"}


async def ask(client: httpx2.AsyncClient, shop: Shop, query: str = "", **body: Any) -> httpx2.Response:
    since = (NOW - timedelta(days=80)).isoformat()
    told = {"corrects_from": since} | BODY | body
    return await client.post(f"/prices/{shop.price.id}/corrections/preview{query}", json=told)


async def test_the_api_answers_page_by_page_and_takes_the_same_body(program: Program) -> None:
    """Each company: 100 messages in the first period at 0.035 are 3.50, at 0.025 they are 2.50."""
    shop = await Shop.open(program, [offer("per_unit")])
    for company in range(2):
        await shop.use(company, [(65, 100)])
    await shop.bill()
    async with client_as(program, *BOTH) as client:
        first = (await ask(client, shop, "?limit=1")).json()
        second = (await ask(client, shop, f"?limit=1&cursor={first['next_cursor']}")).json()
        one = (await ask(client, shop, f"?company={shop.companies[1][0].id}")).json()
    for answer, (held, subscription_id) in zip((first, second), shop.companies, strict=True):
        (item,) = answer["items"]
        assert item == {
            "company_id": str(held.id),
            "company_name": held.name,
            "subscription_id": str(subscription_id),
            "period": {"start": "2025-12-19T23:00:00Z", "end": "2026-01-19T23:00:00Z"},
            "component": "used",
            "billed": {"amount": "3.50", "currency": "EUR"},
            "would_be": {"amount": "2.50", "currency": "EUR"},
            "delta": {"amount": "-1.00", "currency": "EUR"},
            "events": 1,
        }
        (total,) = answer["totals"]
        assert (total["currency"], total["delta"]["amount"], total["events"]) == ("EUR", "-1.00", 1)
        assert (answer["companies"], answer["companies_concerned"]) == (1, 2)
    assert second["next_cursor"] is None
    assert (one["items"], one["companies_concerned"]) == (second["items"], 1)


async def test_what_the_correction_refuses_the_preview_refuses(program: Program) -> None:
    shop = await Shop.open(program, [offer("per_unit")], companies=1)
    async with client_as(program, *BOTH) as client:
        ahead = await ask(client, shop, corrects_from=(NOW + timedelta(days=1)).isoformat())
        wordless = await ask(client, shop, reason=" ")
        nowhere = await ask(client, shop, "?company=com_01h00000000000000000000000")
    assert (ahead.status_code, ahead.json()["errors"][0]["pointer"]) == (422, "/corrects_from")
    assert (wordless.status_code, wordless.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert nowhere.status_code == 404
    async with client_as(program, Permission.catalogue_manage) as client:
        blind = await ask(client, shop)
    assert (blind.status_code, blind.json()["permission"]) == (403, "invoices.read")
