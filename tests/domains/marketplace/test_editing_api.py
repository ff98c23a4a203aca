"""The operator edits the catalogue: through the routes, with every refusal naming its field and leaving everything as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Shop
from tests.factories import make_company, make_subscription
from trunkline.domains.marketplace import actions, queries, store
from trunkline.domains.marketplace.model import PricingModel
from trunkline.entrypoints.http import build_app
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.ids import PlanId

OPERATOR = ("catalogue.read", "catalogue.manage", "subscriptions.read", "subscriptions.manage")
FAX = {"slug": "fax-gateway", "name": "Fax Gateway", "category": "messaging"}
FEE = {
    "currency": "EUR",
    "component": "platform_fee",
    "description": "Platform fee",
    "timing": "advance",
    "unit": "month",
    "terms": {"model": "flat", "amount": "9.00"},
}
PAGES = {
    "currency": "EUR",
    "component": "pages",
    "description": "Pages sent",
    "timing": "arrears",
    "meter": "fax_pages",
    "unit": "page",
    "terms": {"model": "per_unit", "unit_amount": "0.05"},
}
TIERS: list[dict[str, Any]] = [
    {"up_to": "100", "unit_amount": "0.05", "flat_amount": "1.00", "block_size": "10"},
    {"up_to": None, "unit_amount": "0.03", "flat_amount": "0", "block_size": None},
]
EVERY_FORM: list[dict[str, Any]] = [
    {"model": "flat", "amount": "9.00"},
    {"model": "per_unit", "unit_amount": "0.000000000001"},
    {"model": "graduated", "tiers": TIERS},
    {"model": "volume", "tiers": TIERS},
    {
        "model": "call",
        "connect_fee": "0.01",
        "steps": [{"from_second": 0, "increment_seconds": 6, "per_minute": "0.1"}],
    },
    {
        "model": "call",
        "connect_fee": "0.01",
        "steps": [{"from_second": 0, "increment_seconds": 6, "per_minute": "0.1"}],
        "zone": "Europe/Berlin",
        "bands": [
            {
                "weekdays": ["sat", "sun"],
                "from": "22:00",
                "to": "24:00",
                "connect_fee": "0",
                "steps": [{"from_second": 0, "increment_seconds": 60, "per_minute": "0.05"}],
            }
        ],
        "cap": {"amount": "2.5", "kind": "free"},
    },
    {"model": "package", "amount": "5.00", "package_size": "100", "free_units": "20"},
    {
        "model": "percentage",
        "percent": "2.9",
        "fixed_amount": "0.30",
        "free_events": 10,
        "free_volume": "500",
        "per_event_minimum": None,
        "per_event_maximum": None,
    },
    {
        "model": "graduated_percentage",
        "tiers": [
            {"up_to": "1000", "percent": "3", "flat_amount": "5.00"},
            {"up_to": None, "percent": "2.5", "flat_amount": "0"},
        ],
    },
]
FORMS = {form["model"]: form for form in EVERY_FORM}


@pytest.fixture
async def operator(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *OPERATOR) as client:
        yield client


async def _made(client: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _plan(client: httpx2.AsyncClient, *prices: dict[str, Any], slug: str = "basic") -> dict[str, Any]:
    module = await client.post("/modules", json=FAX)
    if module.status_code != 201:
        module = await client.get("/modules?limit=100")
        module_id = next(one["id"] for one in module.json()["items"] if one["slug"] == FAX["slug"])
    else:
        module_id = module.json()["id"]
    return await _made(client, f"/modules/{module_id}/plans", {"slug": slug, "name": "Basic", "prices": list(prices)})


async def _told(program: Program) -> list[tuple[str, Any, Any]]:
    async with program.database.read() as connection:
        entries = await journal.read_range(connection, journal.PLATFORM, 0, 100)
    return [
        (one.kind, one.subject, one.payload) for one in entries if one.kind.split(".")[0] in ("module", "plan", "price")
    ]


async def _catalogue(program: Program) -> list[list[Any]]:
    async with program.database.read() as connection:
        tables = (store.module, store.plan, store.price, store.pricing_tier)
        return [sorted(map(repr, await connection.execute(select(table)))) for table in tables]


# ---------------------------------------------------------------------------------------------------------------- modules
async def test_a_module_is_made_and_its_texts_are_changed(program: Program, operator: httpx2.AsyncClient) -> None:
    made = await _made(operator, "/modules", FAX)
    assert made == FAX | {"id": made["id"], "summary": "", "description": "", "icon": "box", "plans": []}
    changes = {"name": "Fax", "summary": "Sends fax.", "category": "messaging"}
    changed = await operator.patch(f"/modules/{made['id']}", json=changes)
    assert (changed.status_code, changed.json()) == (200, made | changes)
    assert (await operator.patch(f"/modules/{made['id']}", json=changes)).json() == made | changes
    assert (await operator.get(f"/modules/{made['id']}")).json() == made | changes
    assert await _told(program) == [
        ("module.created", made["id"], {"slug": "fax-gateway", "name": "Fax Gateway"}),
        ("module.changed", made["id"], {"changed": ["name", "summary"]}),
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"slug": "Fax"}, "/slug"),
        ({"slug": "a-" * 40 + "a"}, "/slug"),
        ({"name": " "}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"summary": "s" * 301}, "/summary"),
        ({"description": "d" * 4001}, "/description"),
        ({"category": ""}, "/category"),
        ({"icon": "Phone!"}, "/icon"),
        ({"colour": "red"}, "/colour"),
        ({"name": 7}, "/name"),
    ],
)
async def test_a_module_that_cannot_stand_is_refused(
    program: Program, operator: httpx2.AsyncClient, shop: Shop, wrong: dict[str, Any], pointer: str
) -> None:
    before = await _catalogue(program)
    answers = [await operator.post("/modules", json=FAX | wrong)]
    if "slug" not in wrong:
        answers.append(await operator.patch(f"/modules/{shop.module.id}", json=wrong))
    for refused in answers:
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [pointer])
    assert await _catalogue(program) == before
    assert await _told(program) == []


async def test_a_slug_is_taken_once(program: Program, operator: httpx2.AsyncClient, shop: Shop) -> None:
    before = await _catalogue(program)
    refused = await operator.post("/modules", json=FAX | {"slug": "reception"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/slug")
    refused = await operator.post(f"/modules/{shop.module.id}/plans", json={"slug": "small", "name": "Small"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/slug")
    assert await _catalogue(program) == before


# ------------------------------------------------------------------------------------------------------------------ plans
async def test_a_plan_comes_with_prices_in_several_currencies(program: Program, operator: httpx2.AsyncClient) -> None:
    prices = [FEE, PAGES, FEE | {"currency": "USD", "terms": {"model": "flat", "amount": "10"}}]
    plan = await _plan(operator, *prices)
    fee, pages, dollars = sorted(plan["prices"], key=lambda price: (price["currency"], price["component"] == "pages"))
    assert {name: plan[name] for name in ("slug", "name", "interval", "interval_count", "proration", "state")} == {
        "slug": "basic",
        "name": "Basic",
        "interval": "month",
        "interval_count": 1,
        "proration": "day",
        "state": "active",
    }
    nothing: dict[str, object] = {
        "adjustments": None,
        "aggregation": None,
        "group_by": [],
        "tax_code": None,
        "correction": None,
    }
    first = {"version": 1, "effective_from": "1970-01-01T00:00:00Z"} | nothing
    assert fee == FEE | first | {"id": fee["id"], "model": "flat", "meter": None}
    assert pages == PAGES | first | {"id": pages["id"], "model": "per_unit"}
    assert (dollars["currency"], dollars["terms"]["amount"]) == ("USD", "10")
    kind, subject, payload = (await _told(program))[-1]
    assert (kind, subject) == ("plan.created", plan["id"])
    assert payload | {"module_id": ""} == {
        "module_id": "",
        "slug": "basic",
        "name": "Basic",
        "currencies": ["EUR", "USD"],
        "prices": 3,
    }


@pytest.mark.parametrize("terms", EVERY_FORM, ids=lambda terms: terms["model"])
async def test_what_is_read_can_be_sent_back(operator: httpx2.AsyncClient, terms: dict[str, Any]) -> None:
    """Every one of the eight models, metered where it can be."""
    price = FEE | {"terms": terms} if terms["model"] == "flat" else PAGES | {"terms": terms}
    plan = await _plan(operator, price)
    assert plan["prices"][0]["terms"] == terms
    assert plan["prices"][0]["model"] == terms["model"]
    revised = await _made(operator, f"/prices/{plan['prices'][0]['id']}/revise", {"terms": plan["prices"][0]["terms"]})
    assert (revised["terms"], revised["version"]) == (terms, 2)


async def test_adjustments_are_kept_changed_and_taken_away(operator: httpx2.AsyncClient) -> None:
    discount = {"percent": "20", "amount": None, "periods": 3}
    adjustments = {"included_units": "100", "discount": discount, "maximum_amount": None, "minimum_amount": "5.00"}
    plan = await _plan(operator, PAGES | {"adjustments": adjustments})
    assert plan["prices"][0]["adjustments"] == adjustments
    path, terms = f"/prices/{plan['prices'][0]['id']}/revise", PAGES["terms"]
    kept = await _made(operator, path, {"terms": terms})
    assert kept["adjustments"] == adjustments
    path = f"/prices/{kept['id']}/revise"
    later = {"terms": terms, "effective_from": "2026-04-01T00:00:00Z"}
    changed = await _made(operator, path, later | {"adjustments": {"maximum_amount": "9"}})
    assert changed["adjustments"]["maximum_amount"] == "9"
    assert changed["adjustments"]["discount"] is None
    path = f"/prices/{changed['id']}/revise"
    bare = await _made(operator, path, later | {"effective_from": "2026-05-01T00:00:00Z", "adjustments": {}})
    assert bare["adjustments"] is None


async def test_an_aggregation_is_kept_changed_and_taken_away(operator: httpx2.AsyncClient) -> None:
    aggregation = {"kind": "sum", "property": "pages", "filters": [{"property": "region", "values": ["eu", "us"]}]}
    plan = await _plan(operator, PAGES | {"aggregation": aggregation})
    assert plan["prices"][0]["aggregation"] == aggregation
    later = {"terms": PAGES["terms"], "effective_from": "2026-04-01T00:00:00Z"}
    kept = await _made(operator, f"/prices/{plan['prices'][0]['id']}/revise", {"terms": PAGES["terms"]})
    assert kept["aggregation"] == aggregation
    changed = await _made(operator, f"/prices/{kept['id']}/revise", later | {"aggregation": {"kind": "count"}})
    assert changed["aggregation"] == {"kind": "count", "property": None, "filters": []}
    later["effective_from"] = "2026-05-01T00:00:00Z"
    plain = await _made(operator, f"/prices/{changed['id']}/revise", later | {"aggregation": {"kind": "sum"}})
    assert plain["aggregation"] is None


async def test_a_plan_is_offered_after_those_before_it(operator: httpx2.AsyncClient) -> None:
    for slug in ("zebra", "alpha", "mid"):
        await _plan(operator, FEE, slug=slug)
    modules = (await operator.get("/modules?limit=100")).json()["items"]
    (plans,) = (module["plans"] for module in modules if module["slug"] == "fax-gateway")
    assert [plan["slug"] for plan in plans] == ["zebra", "alpha", "mid"]


def _priced(**changed: Any) -> dict[str, Any]:
    return PAGES | changed


@pytest.mark.parametrize(
    ("price", "pointer"),
    [
        (_priced(currency="XXX"), "/currency"),
        (_priced(component="Pages"), "/component"),
        (_priced(component="platform_fee"), "/component"),
        (_priced(description=""), "/description"),
        (_priced(unit="Seite ä"), "/unit"),
        (_priced(meter=" fax"), "/meter"),
        (_priced(meter="m" * 61), "/meter"),
        (_priced(timing="advance"), "/timing"),
        (_priced(timing="sometimes"), "/timing"),
        (_priced(terms={"model": "flat", "amount": "1"}), "/meter"),
        (_priced(meter=None, terms=EVERY_FORM[4]), "/meter"),
        (_priced(meter=None, terms=FORMS["percentage"]), "/meter"),
        (_priced(meter=None, terms=FORMS["graduated_percentage"]), "/meter"),
        (_priced(terms=FORMS["percentage"] | {"per_event_minimum": "0.50"}), "/terms/free_events"),
        (_priced(terms=FORMS["percentage"] | {"per_event_maximum": "9"}), "/terms/free_events"),
        (_priced(terms=FORMS["package"] | {"package_size": "0"}), "/terms/package_size"),
        (_priced(terms={"model": "volume", "tiers": [TIERS[1] | {"block_size": "0"}]}), "/terms/tiers/0/block_size"),
        (_priced(terms={"model": "secret", "amount": "1"}), "/terms"),
        (_priced(terms={"amount": "1"}), "/terms"),
        (_priced(adjustments={"discount": {"percent": "120"}}), "/adjustments/discount/percent"),
        (
            _priced(terms=EVERY_FORM[4], adjustments={"included_units": "5"}),
            "/adjustments/included_units",
        ),
        (_priced(aggregation={"kind": "median"}), "/aggregation/kind"),
        (_priced(aggregation={"kind": "count", "property": "x"}), "/aggregation/property"),
        (_priced(terms=EVERY_FORM[4], aggregation={"kind": "count"}), "/aggregation"),
        (_priced(meter=None, aggregation={"kind": "count"}), "/aggregation"),
        (_priced(terms={"model": "per_unit"}), "/terms/unit_amount"),
        (_priced(terms={"model": "per_unit", "unit_amount": 0.05}), "/terms/unit_amount"),
        (_priced(terms={"model": "per_unit", "unit_amount": "five"}), "/terms/unit_amount"),
        (_priced(terms={"model": "per_unit", "unit_amount": "-1"}), "/terms/unit_amount"),
        (_priced(terms={"model": "per_unit", "unit_amount": "1", "amount": "1"}), "/terms/amount"),
        (_priced(terms={"model": "graduated", "tiers": []}), "/terms/tiers"),
        (_priced(terms={"model": "volume", "tiers": [TIERS[1], TIERS[1]]}), "/terms/tiers/0/up_to"),
        (_priced(terms={"model": "volume", "tiers": [TIERS[0], {"up_to": None}]}), "/terms/tiers/1/unit_amount"),
        (_priced(effective_from="1969-12-31T23:59:59Z"), "/effective_from"),
        (_priced(effective_from="2037-01-01T00:00:00Z"), "/effective_from"),
        (_priced(effective_from="9999-12-31T23:59:59-01:00"), "/effective_from"),
        (_priced(effective_from="2026-01-01T00:00:00"), "/effective_from"),
    ],
)
async def test_a_price_that_cannot_stand_is_refused_where_it_is_wrong(
    program: Program, operator: httpx2.AsyncClient, price: dict[str, Any], pointer: str
) -> None:
    plan = await _plan(operator, FEE)
    modules = (await operator.get("/modules?limit=100")).json()["items"]
    (module_id,) = (module["id"] for module in modules if module["slug"] == "fax-gateway")
    before, told = await _catalogue(program), await _told(program)
    alone = await operator.post(f"/plans/{plan['id']}/prices", json=price)
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, pointer), alone.text
    body = {"slug": "other", "name": "Other", "prices": [FEE, price]}
    within = await operator.post(f"/modules/{module_id}/plans", json=body)
    assert (within.status_code, within.json()["errors"][0]["pointer"]) == (422, f"/prices/1{pointer}"), within.text
    assert await _catalogue(program) == before
    assert await _told(program) == told


async def test_every_problem_of_a_plan_is_named_at_once(operator: httpx2.AsyncClient, shop: Shop) -> None:
    rival = PAGES | {"component": "sheets"}
    body = {"slug": "-", "name": "", "prices": [FEE, FEE, PAGES, rival, PAGES | {"currency": "USD"}]}
    refused = await operator.post(f"/modules/{shop.module.id}/plans", json=body)
    pointers = [one["pointer"] for one in refused.json()["errors"]]
    assert pointers == ["/slug", "/name", "/prices/1/component", "/prices/3/meter"]
    refused = await operator.post(
        f"/modules/{shop.module.id}/plans", json={"slug": "x-1", "name": "X", "interval_count": 0}
    )
    assert refused.json()["errors"][0]["pointer"] == "/interval_count"


async def test_a_retired_plan_is_kept_by_those_who_have_it(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    plan = shop.plans["small"]
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, plan)
        other = await make_company(scope, "other")
    retired = await operator.post(f"/plans/{plan.id}/retire")
    assert (retired.status_code, retired.json()["state"]) == (200, "retired")
    refused = await operator.post(f"/subscriptions?company={other.id}", json={"plan_id": plan.id})
    assert (refused.status_code, refused.json()["detail"]) == (409, "The plan Small is no longer sold.")
    assert (await operator.get(f"/subscriptions/{made.id}")).json()["state"] == "active"
    assert (await operator.post(f"/plans/{plan.id}/retire")).status_code == 409
    told = ("plan.retired", plan.id, {"module_id": shop.module.id, "slug": "small", "name": "Small"})
    assert await _told(program) == [told]


# ----------------------------------------------------------------------------------------------------------------- prices
async def test_a_further_currency_opens_the_plan_to_it(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    async with program.scope(TEST) as scope:
        danish = await make_company(scope, "danish", currency="DKK")
    plan = shop.plans["second"]
    refused = await operator.post(f"/subscriptions?company={danish.id}", json={"plan_id": plan.id})
    assert refused.status_code == 422
    price = await _made(operator, f"/plans/{plan.id}/prices", FEE | {"currency": "DKK"})
    assert price["effective_from"] == "1970-01-01T00:00:00Z"
    started = await operator.post(f"/subscriptions?company={danish.id}", json={"plan_id": plan.id})
    assert (started.status_code, started.json()["currency"]) == (201, "DKK")
    kind, subject, payload = (await _told(program))[-1]
    assert (kind, subject) == ("price.created", price["id"])
    assert payload == {
        "plan_id": plan.id,
        "currency": "DKK",
        "component": "platform_fee",
        "meter": None,
        "effective_from": "1970-01-01T00:00:00Z",
    }


async def test_who_has_the_plan_pays_a_further_component_from_now_on(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        await make_subscription(scope, shop.plans["second"])
    before = await _catalogue(program)
    refused = await operator.post(
        f"/plans/{shop.plans['second'].id}/prices", json=PAGES | {"effective_from": "2026-03-02T11:59:59Z"}
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/effective_from")
    assert await _catalogue(program) == before
    price = await _made(operator, f"/plans/{shop.plans['second'].id}/prices", PAGES)
    assert price["effective_from"] == "2026-03-02T12:00:00Z"


async def test_a_revision_holds_from_its_moment_and_leaves_the_version_before(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    plan = await _plan(operator, FEE)
    (price,) = plan["prices"]
    later = {"model": "flat", "amount": "12.00"}
    body = {"terms": later, "effective_from": "2026-04-01T00:00:00+02:00"}
    revised = await _made(operator, f"/prices/{price['id']}/revise", body)
    moment = "2026-03-31T22:00:00Z"
    assert revised == price | {"id": revised["id"], "version": 2, "terms": later, "effective_from": moment}
    kind, subject, payload = (await _told(program))[-1]
    assert (kind, subject, payload["price_version"]) == ("price.revised", revised["id"], 2)
    assert await _shown(operator, plan) == price
    shop.at(moment)
    assert await _shown(operator, plan) == revised
    async with program.scope(TEST, write=False) as scope:
        assert len((await queries.plan(scope, PlanId.parse(plan["id"]))).prices) == 2


async def _shown(client: httpx2.AsyncClient, plan: dict[str, Any]) -> Any:
    plans = [one for module in (await client.get("/modules?limit=100")).json()["items"] for one in module["plans"]]
    (price,) = (price for one in plans if one["id"] == plan["id"] for price in one["prices"])
    return price


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"effective_from": "2026-03-02T11:59:59Z"}, 409, "/effective_from"),
        ({"effective_from": "2037-01-01T00:00:00Z"}, 422, "/effective_from"),
        ({"terms": EVERY_FORM[4]}, 422, "/terms/model"),
        ({"terms": {"model": "flat", "amount": "-1"}}, 422, "/terms/amount"),
        ({"terms": {"model": "graduated", "tiers": [TIERS[0]]}}, 422, "/terms/tiers/0/up_to"),
        ({"terms": FORMS["percentage"]}, 422, "/terms/model"),
        ({"terms": None}, 422, "/terms"),
        ({"currency": "USD"}, 422, "/currency"),
    ],
)
async def test_a_revision_that_cannot_stand_is_refused(
    program: Program, operator: httpx2.AsyncClient, body: dict[str, Any], status: int, pointer: str
) -> None:
    (price,) = (await _plan(operator, FEE))["prices"]
    before, told = await _catalogue(program), await _told(program)
    sent = {"terms": {"model": "flat", "amount": "1.00"}} | body
    refused = await operator.post(f"/prices/{price['id']}/revise", json=sent)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer), refused.text
    assert await _catalogue(program) == before
    assert await _told(program) == told


async def test_only_the_newest_version_is_revised(program: Program, operator: httpx2.AsyncClient, shop: Shop) -> None:
    (price,) = (await _plan(operator, FEE))["prices"]
    path, body = f"/prices/{price['id']}/revise", {"terms": FEE["terms"]}
    assert (await operator.post(path, json=body)).status_code == 201
    shop.at("2026-03-02T12:00:01Z")
    before = await _catalogue(program)
    refused = await operator.post(path, json=body)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Version 1 is not the newest of this price; revise that one.",
    )
    assert await _catalogue(program) == before


# ------------------------------------------------------------------------------------------------------------ keeping apart
async def test_only_the_operator_edits(program: Program, operator: httpx2.AsyncClient, shop: Shop) -> None:
    plan = shop.plans["small"]
    requests = [
        ("POST", "/modules", FAX),
        ("PATCH", f"/modules/{shop.module.id}", {"name": "Mine"}),
        ("POST", f"/modules/{shop.module.id}/plans", {"slug": "free", "name": "Free"}),
        ("POST", f"/plans/{plan.id}/prices", PAGES),
        ("POST", f"/prices/{plan.prices[0].id}/revise", {"terms": FEE["terms"]}),
        ("POST", f"/plans/{plan.id}/retire", None),
    ]
    before = await _catalogue(program)
    everything_of_a_company = [name for name in OPERATOR if name != "catalogue.manage"]
    for company_id in (shop.company.id, None):
        async with client_as(program, *everything_of_a_company, company_id=company_id) as somebody:
            for method, path, body in requests:
                refused = await somebody.request(method, path, json=body)
                assert (refused.status_code, refused.json()["permission"]) == (403, "catalogue.manage")
    assert await _catalogue(program) == before
    assert await _told(program) == []


async def test_what_is_not_there_is_a_404(program: Program, operator: httpx2.AsyncClient) -> None:
    ids = {kind: f"{kind}_01h455vb4pex5vsknk084sn02q" for kind in ("mod", "pln", "pri")}
    before = await _catalogue(program)
    answers = [
        await operator.patch(f"/modules/{ids['mod']}", json={"name": "X"}),
        await operator.post(f"/modules/{ids['mod']}/plans", json={"slug": "free", "name": "Free"}),
        await operator.post(f"/plans/{ids['pln']}/prices", json=PAGES),
        await operator.post(f"/plans/{ids['pln']}/retire"),
        await operator.post(f"/prices/{ids['pri']}/revise", json={"terms": FEE["terms"]}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert await _catalogue(program) == before


# ---------------------------------------------------------------------------------------------------------------- contract
def test_the_description_tells_the_eight_forms_apart_by_model(program: Program) -> None:
    schemas = build_app(program).openapi()["components"]["schemas"]
    for name in ("PriceIn", "PriceOut", "RevisionIn"):
        terms = schemas[name]["properties"]["terms"]
        assert terms["discriminator"]["propertyName"] == "model"
        assert set(terms["discriminator"]["mapping"]) == set(PricingModel)
        assert len(terms["oneOf"]) == len(PricingModel)
    assert schemas["TierBody"]["required"] == ["up_to", "unit_amount", "flat_amount"]
    assert schemas["PercentageBody"]["required"] == ["model", "percent"]


async def test_what_the_operator_sells_can_be_had(program: Program, operator: httpx2.AsyncClient, shop: Shop) -> None:
    await _plan(operator, FEE, PAGES)
    body = {"module": "fax-gateway", "plan": "basic", "started_on": "1999-02-01"}
    started = await operator.post(f"/subscriptions?company={shop.company.id}", json=body)
    assert started.status_code == 201, started.text
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        assert await actions.install_catalogue(scope, []) == {}
        (made,) = await queries.subscriptions_of(scope, shop.company.id)
    assert made.started_on.isoformat() == "1999-02-01"
