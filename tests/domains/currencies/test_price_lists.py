"""Price lists: looked at, published, followed when the rate has moved, and what somebody set by hand left alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.conftest import NOON
from tests.domains.currencies.stage import ACTOR, OXR, Told, keep, quoted, with_sources
from tests.domains.marketplace.test_amounts import price_of
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.currencies import actions, queries, rules
from trunkline.domains.currencies.model import (
    PriceListWish,
    PriceOutcome,
    PriceRounding,
    RatePolicy,
    RoundingKind,
)
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import (
    UNADJUSTED,
    Adjustments,
    Aggregation,
    AggregationKind,
    Discount,
    FlatTerms,
    GraduatedTerms,
    NewPrice,
    PackageTerms,
    PerUnitTerms,
    Plan,
    Terms,
    Tier,
    Timing,
)
from trunkline.domains.marketplace.model.offers.shapes import calls, metered, platform_fee
from trunkline.domains.marketplace.model.offers.voice import RECEPTIONIST_CALLS
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, Invalid
from trunkline.kernel.ids import PlanId
from trunkline.kernel.money import Currency, decimal_of
from trunkline.kernel.page import PageRequest

SQLITE = pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EUR, USD, JPY = map(Currency.of, ("EUR", "USD", "JPY"))
CHARM = PriceRounding(RoundingKind.ending, decimal_of("0.99"))
OPERATOR = ("catalogue.read", "catalogue.manage", "rates.read")
BODY: dict[str, Any] = {"from": "EUR", "to": "USD", "rounding": {"kind": "ending", "amount": "0.99"}}


@pytest.fixture
async def program(program: Program) -> Program:
    made = with_sources(program, Told(RatePolicy(order=(OXR,), age_max=7 * DAY)))
    await keep(made, quoted(NOON - MINUTE))
    return made


@pytest.fixture
async def plan(program: Program) -> Plan:
    """A fee of 31.00 EUR, and calls of one cent and ten a minute."""
    by_minute = calls("0.01", (0, 60, "0.10"))
    offer = make_plan("small", platform_fee(EUR="31.00"), metered(RECEPTIONIST_CALLS, "calls", "Calls", EUR=by_minute))
    async with program.scope(ACTOR) as scope:
        (made,) = (await make_module(scope, "reception", offer)).plans
    return made


def wish_of(plan_id: PlanId) -> PriceListWish:
    return PriceListWish(plan_id=plan_id, source=EUR, target=USD, rounding=CHARM)


def wish(plan: Plan, **more: Any) -> PriceListWish:
    return replace(wish_of(plan.id), **more)


async def publish(program: Program, plan: Plan, **more: Any) -> dict[str, PriceOutcome]:
    async with program.scope(ACTOR) as scope:
        found = await actions.convert_prices(scope, wish(plan, **more))
    return {one.source.component: one.outcome for one in found.prices}


async def prices_in(program: Program, plan: Plan, currency: Currency) -> dict[str, Any]:
    async with program.scope(ACTOR, write=False) as scope:
        found = await catalogue.plan(scope, plan.id)
        return {one.component: one for one in found.prices_in_force(currency, scope.now)}


async def told(program: Program) -> list[tuple[str, dict[str, Any]]]:
    async with program.scope(ACTOR, write=False) as scope:
        facts = await journal.read_range(scope.tx, journal.PLATFORM, 0, 100)
    return [(fact.kind, dict(fact.payload)) for fact in facts if fact.kind.startswith(("price.", "plan."))]


def asked(prices: dict[str, Any]) -> tuple[str, str, str]:
    """The fee, and of a call its connect fee and a minute."""
    call = prices["calls"].terms
    amounts = (prices["platform_fee"].terms.amount, call.connect_fee, call.steps[0].per_minute)
    return tuple(format(one, "f") for one in amounts)  # type: ignore[return-value]


async def test_a_plan_is_sold_in_a_further_currency_and_follows_the_rate(
    program: Program, plan: Plan, clock: ManualClock
) -> None:
    assert await publish(program, plan) == {"platform_fee": PriceOutcome.created, "calls": PriceOutcome.created}
    first = await prices_in(program, plan, USD)
    # 31 / 0.85 = 36.47…: 35.99 is nearer than 36.99. What a call costs keeps twelve decimals.
    assert asked(first) == ("35.99", "0.011764705882", "0.117647058824")
    assert {(one.version, one.effective_from.year) for one in first.values()} == {(1, 1970)}
    source = await prices_in(program, plan, EUR)
    same = ("component", "description", "timing", "meter", "unit", "aggregation", "tax_code", "group_by")
    for name in same:
        assert getattr(first["calls"], name) == getattr(source["calls"], name)

    clock.move_to(NOON + 2 * DAY)
    await keep(program, quoted(NOON + 2 * DAY - MINUTE, EUR="0.80"))
    assert set((await publish(program, plan)).values()) == {PriceOutcome.revised}
    second = await prices_in(program, plan, USD)
    assert asked(second) == ("38.99", "0.0125", "0.125")
    assert {(one.version, one.effective_from) for one in second.values()} == {(2, NOON + 2 * DAY)}
    assert set((await publish(program, plan)).values()) == {PriceOutcome.unchanged}, "at the same rate nothing is new"

    async with program.scope(ACTOR, write=False) as scope:
        kept = (await queries.price_conversions(scope, plan.id, PageRequest(limit=10))).items
        assert (await catalogue.price(scope, first["calls"].id)) == first["calls"], "what was rated keeps its version"
    assert {(one.price_id, one.from_price_id) for one in kept} == {
        (versions[component].id, source[component].id)
        for versions in (first, second)
        for component in ("calls", "platform_fee")
    }
    newest, oldest = kept[0], kept[-1]
    assert (newest.base, format(newest.source_rate, "f"), newest.target_rate) == ("USD", "0.80", decimal_of(1))
    assert newest.rate == Fraction(5, 4)
    assert (oldest.as_of, oldest.source, oldest.rounding, oldest.stale, oldest.held) == (
        *(NOON - MINUTE, OXR, CHARM),
        *(False, False),
    )


async def test_nothing_is_created_twice(program: Program, plan: Plan) -> None:
    await publish(program, plan)
    assert set((await publish(program, plan)).values()) == {PriceOutcome.unchanged}
    kinds = [kind for kind, _ in await told(program)]
    assert kinds == ["price.created", "price.created", "plan.prices_converted"]
    (_, payload) = (await told(program))[-1]
    assert payload == {
        "plan_name": "Small",
        "source_currency": "EUR",
        "target_currency": "USD",
        "created": 2,
        "revised": 0,
        "source": "open_exchange_rates",
        "as_of": "2026-03-02T11:59:00Z",
        "stale": False,
    }


async def test_two_at_once_publish_it_once(program: Program, plan: Plan) -> None:
    outcomes = await asyncio.gather(*(publish(program, plan) for _ in range(3)))
    found = sorted(one for outcome in outcomes for one in outcome.values())
    assert found == [PriceOutcome.created] * 2 + [PriceOutcome.unchanged] * 4
    assert [kind for kind, _ in await told(program)].count("plan.prices_converted") == 1


@SQLITE
async def test_what_was_set_by_hand_is_left_alone_unless_it_is_asked_for(program: Program, plan: Plan) -> None:
    await publish(program, plan)
    by_hand = (await prices_in(program, plan, USD))["platform_fee"]
    async with program.scope(ACTOR) as scope:
        by_hand = await marketplace.revise_price(
            scope, by_hand.id, FlatTerms(decimal_of("40")), effective_from=NOON + MINUTE
        )
    assert (await publish(program, plan))["platform_fee"] is PriceOutcome.kept
    later = NOON + 2 * MINUTE
    overwritten = await publish(program, plan, overwrite=True, effective_from=later)
    assert overwritten == {"platform_fee": PriceOutcome.revised, "calls": PriceOutcome.unchanged}
    async with program.scope(ACTOR, write=False) as scope:
        found = (await catalogue.plan(scope, plan.id)).version_in_force(by_hand, later)
    assert found is not None
    assert found.version == 3
    assert found.terms == FlatTerms(decimal_of("35.99"))


@SQLITE
async def test_who_has_the_plan_in_the_currency_pays_a_further_component_from_now_on(
    program: Program, plan: Plan
) -> None:
    async with program.scope(ACTOR) as scope:
        only_fee = (await make_module(scope, "other", make_plan("other", platform_fee(EUR="10", USD="12")))).plans[0]
        company = await make_company(scope, currency="USD")
    async with program.scope(ACTOR, company_id=company.id) as scope:
        await make_subscription(scope, only_fee)
    async with program.scope(ACTOR) as scope:
        new = replace(_new_price(), component="extra")
        await marketplace.create_price(scope, only_fee.id, new)
    assert await publish(program, only_fee) == {
        "extra": PriceOutcome.created,
        "platform_fee": PriceOutcome.kept,
    }
    extra = (await prices_in(program, only_fee, USD))["extra"]
    assert extra.effective_from == NOON


@SQLITE
async def test_all_prices_are_published_or_none(program: Program, plan: Plan) -> None:
    """The second component cannot be priced: its meter is rated by another one in that currency."""
    async with program.scope(ACTOR) as scope:
        await marketplace.create_price(scope, plan.id, replace(_new_price(), component="a_first"))
        rival = replace(_new_price(), component="per_call", meter=RECEPTIONIST_CALLS.key, currency=JPY)
        await marketplace.create_price(scope, plan.id, rival)
    before = await told(program)
    with pytest.raises(Invalid, match="calls: The price cannot be sold like this"):
        await publish(program, plan, target=JPY, rounding=PriceRounding())
    assert set(await prices_in(program, plan, JPY)) == {"per_call"}
    assert await told(program) == before


def drafted(terms: Terms, adjustments: Adjustments = UNADJUSTED, **more: Any) -> dict[str, str]:
    """The amounts of a price in euros, in dollars at 1.25."""
    source = replace(price_of(terms, adjustments), currency=EUR)
    found = rules.drafted(source, None, replace(wish_of(source.plan_id), **more), Fraction(5, 4))
    return {one.pointer: format(one.rounded, "f") for one in found.amounts}


def test_a_discount_is_left_out_and_not_asked_for() -> None:
    """It follows no rule that makes fees look well: three euros off must not become 98.99 dollars off, nor nothing a step."""
    steps = PriceRounding(RoundingKind.step, decimal_of(5))
    for amount, off in (("3", "3.75"), ("0.004", "0.01"), ("0.003", "0")):
        given = Adjustments(discount=Discount(amount=decimal_of(amount)))
        found = drafted(FlatTerms(decimal_of(9)), given, rounding=steps)
        assert found == {"/terms/amount": "10", "/adjustments/discount/amount": off}


def test_a_package_below_the_minor_unit_is_not_raised_to_it() -> None:
    by_package = PackageTerms(decimal_of("0.004"), decimal_of(10))
    assert drafted(by_package, rounding=PriceRounding()) == {"/terms/amount": "0.005"}
    assert drafted(by_package, rounding=CHARM) == {"/terms/amount": "0.005"}
    by_thousandth = PriceRounding(RoundingKind.step, decimal_of("0.002"))
    assert drafted(by_package, rounding=CHARM, unit_prices=by_thousandth) == {"/terms/amount": "0.006"}
    whole = PackageTerms(decimal_of("5.00"), decimal_of(10))
    assert drafted(whole, rounding=CHARM) == {"/terms/amount": "5.99"}
    block = Tier(None, decimal_of("0.004"), block_size=decimal_of(10))
    assert drafted(GraduatedTerms((block,)), rounding=CHARM) == {"/terms/tiers/0/unit_amount": "0.005"}


@SQLITE
async def test_what_is_counted_otherwise_is_another_price(program: Program, plan: Plan) -> None:
    async with program.scope(ACTOR) as scope:
        await marketplace.create_price(scope, plan.id, _new_price())
    await publish(program, plan)
    source = (await prices_in(program, plan, EUR))["extra"]
    largest = Aggregation(AggregationKind.max, "size")
    async with program.scope(ACTOR) as scope:
        await marketplace.revise_price(scope, source.id, source.terms, aggregation=largest)
    assert (await publish(program, plan))["extra"] is PriceOutcome.revised
    assert (await prices_in(program, plan, USD))["extra"].aggregation == largest
    assert (await publish(program, plan))["extra"] is PriceOutcome.unchanged


@SQLITE
async def test_a_version_that_would_begin_in_the_past_is_refused(program: Program, plan: Plan) -> None:
    await publish(program, plan)
    await keep(program, quoted(NOON - MINUTE / 2, EUR="0.80"))
    with pytest.raises(Conflict, match="calls: A price cannot be changed for the past") as refused:
        await publish(program, plan, effective_from=NOON - MINUTE)
    assert [one.pointer for one in refused.value.fields] == ["/effective_from"]


# ------------------------------------------------------------------------------------------------------------------- http
async def post(client: httpx2.AsyncClient, path: str, body: object, status: int = 200) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


@SQLITE
async def test_the_preview_says_what_publishing_then_does(program: Program, plan: Plan) -> None:
    path = f"/plans/{plan.id}/price-conversions"
    body = BODY | {"unit_prices": {"kind": "step", "amount": "0.005"}}
    async with client_as(program, *OPERATOR) as client:
        previewed = await post(client, f"{path}/preview", body)
        assert await told(program) == []
        assert await prices_in(program, plan, USD) == {}
        published = await post(client, path, body)
        first = (await client.get(f"{path}?limit=1")).json()
        second = (await client.get(path, params={"limit": 1, "cursor": first["next_cursor"]})).json()
        listed = [*first["items"], *second["items"]]
    (call, fee) = previewed["prices"]
    assert fee == {
        "outcome": "created",
        "component": "platform_fee",
        "description": "Platform fee",
        "from_price_id": fee["from_price_id"],
        "price_id": None,
        "version": None,
        "effective_from": "1970-01-01T00:00:00Z",
        "amounts": [
            {
                "pointer": "/terms/amount",
                "kind": "fee",
                "was": "31.00",
                "exact": "36.470588235294",
                "rounded": "35.99",
                "standing": None,
            }
        ],
    }
    assert [(one["pointer"], one["exact"], one["rounded"]) for one in call["amounts"]] == [
        ("/terms/connect_fee", "0.011764705882", "0.01"),
        ("/terms/steps/0/per_minute", "0.117647058824", "0.12"),
    ]
    rate = previewed["rate"]
    assert (rate["rate"], rate["source_name"], rate["as_of"]) == (
        *("1.17647058824", "Open Exchange Rates"),
        "2026-03-02T11:59:00Z",
    )
    assert (rate["stale"], rate["held"]) == (False, False)
    assert previewed["unit_prices"] == {"kind": "step", "amount": "0.005"}
    new = {one["component"]: one["price_id"] for one in published["prices"]}
    shown = [one | {"price_id": None, "version": None} for one in published["prices"]]
    assert shown == previewed["prices"]
    assert [one["price_id"] for one in listed] == sorted(new.values(), reverse=True)
    assert second["next_cursor"] is None
    (row,) = [one for one in listed if one["price_id"] == new["platform_fee"]]
    assert row == {
        "price_id": new["platform_fee"],
        "from_price_id": fee["from_price_id"],
        "from": "EUR",
        "to": "USD",
        "rate": "1.17647058824",
        "source": "open_exchange_rates",
        "source_name": "Open Exchange Rates",
        "base": "USD",
        "source_rate": "0.85",
        "target_rate": "1",
        "sheet_id": rate["sheet_id"],
        "as_of": "2026-03-02T11:59:00Z",
        "stale": False,
        "held": False,
        "rounding": {"kind": "ending", "amount": "0.99"},
        "unit_prices": {"kind": "step", "amount": "0.005"},
        "asked_at": None,
        "converted_at": "2026-03-02T12:00:00Z",
    }


@SQLITE
async def test_prices_are_published_at_the_rate_that_was_looked_at_or_not_at_all(
    program: Program, plan: Plan, clock: ManualClock
) -> None:
    path = f"/plans/{plan.id}/price-conversions"
    async with client_as(program, *OPERATOR) as client:
        looked = (await post(client, f"{path}/preview", BODY))["rate"]
        body = BODY | {"expected": {name: looked[name] for name in ("source_rate", "target_rate")}}
        clock.advance(4 * MINUTE)
        await keep(program, quoted(NOON + 3 * MINUTE, EUR="0.80"))
        changed = await post(client, path, body, 409)
        assert {name: changed[name] for name in ("code", "rate", "source_rate", "target_rate")} == {
            "code": "rate_changed",
            "rate": "1.25",
            "source_rate": "0.80",
            "target_rate": "1",
        }
        assert "1.25 USD" in changed["detail"]
        assert await prices_in(program, plan, USD) == {}
        await post(client, path, body | {"expected": {"source_rate": "0.8", "target_rate": "1.0"}})
    assert asked(await prices_in(program, plan, USD))[0] == "38.99"


@SQLITE
async def test_the_preview_shows_what_is_asked_so_far(program: Program, plan: Plan) -> None:
    path = f"/plans/{plan.id}/price-conversions"
    async with client_as(program, *OPERATOR) as client:
        await post(client, path, BODY)
        again = await post(client, f"{path}/preview", BODY | {"rounding": {"kind": "step", "amount": "5"}})
    (_, fee) = again["prices"]
    assert (fee["outcome"], fee["price_id"], fee["version"]) == ("revised", None, None)
    (amount,) = fee["amounts"]
    assert (amount["standing"], amount["rounded"]) == ("35.99", "35")


@SQLITE
@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"to": "EUR"}, 422, "/to"),
        ({"to": "XXX"}, 422, "/to"),
        ({"from": "GBP"}, 422, "/from"),
        ({"rounding": {"kind": "ending"}}, 422, "/rounding/amount"),
        ({"rounding": {"kind": "step", "amount": "x"}}, 422, "/rounding/amount"),
        ({"to": "JPY"}, 422, "/rounding/amount"),
        ({"unit_prices": {"kind": "step", "amount": "0.0000000000001"}}, 422, "/unit_prices/amount"),
        ({"at": "2026-03-03T12:00:00Z"}, 422, "/at"),
        ({"expected": {"source_rate": "x", "target_rate": "1"}}, 422, "/expected/source_rate"),
        ({"effective_from": "1969-01-01T00:00:00Z"}, 422, "/effective_from"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    program: Program, plan: Plan, change: dict[str, Any], status: int, pointer: str
) -> None:
    async with client_as(program, *OPERATOR) as client:
        for path in ("price-conversions", "price-conversions/preview"):
            refused = await post(client, f"/plans/{plan.id}/{path}", BODY | change, status)
            assert [one["pointer"] for one in refused["errors"]] == [pointer]
    assert await told(program) == []


@SQLITE
async def test_without_a_rate_nothing_is_guessed(program: Program, plan: Plan, clock: ManualClock) -> None:
    path = f"/plans/{plan.id}/price-conversions"
    async with client_as(program, *OPERATOR) as client:
        unknown = await post(client, path, {"from": "EUR", "to": "CHF"}, 409)
        clock.move_to(NOON + 2 * DAY)
        stale = await post(client, f"{path}/preview", BODY)
        clock.move_to(NOON + 9 * DAY)
        too_old = await post(client, path, BODY, 503)
    assert (unknown["code"], too_old["code"]) == ("rate_unknown", "rates_too_old")
    assert stale["rate"]["stale"] is True
    assert await prices_in(program, plan, USD) == {}


@SQLITE
async def test_a_plan_that_is_not_there_and_who_may(program: Program, plan: Plan) -> None:
    nowhere = "pln_01h455vb4pex5vsknk084sn02q"
    async with client_as(program, *OPERATOR) as client:
        await post(client, f"/plans/{nowhere}/price-conversions", BODY, 404)
        await post(client, f"/plans/{nowhere}/price-conversions/preview", BODY, 404)
        assert (await client.get(f"/plans/{nowhere}/price-conversions")).status_code == 404
    async with client_as(program, "catalogue.read", "rates.read") as client:
        await post(client, f"/plans/{plan.id}/price-conversions", BODY, 403)
        await post(client, f"/plans/{plan.id}/price-conversions/preview", BODY, 403)
        assert (await client.get(f"/plans/{plan.id}/price-conversions")).json()["items"] == []


def _new_price() -> NewPrice:
    return NewPrice(
        currency=EUR,
        component="extra",
        description="Extra",
        timing=Timing.arrears,
        meter="extras",
        unit="piece",
        terms=PerUnitTerms(decimal_of("2")),
    )
