from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories import make_company, make_profile
from trunkline.domains.tenants import actions, queries
from trunkline.domains.tenants.model import BillingProfile, Company, CompanyState
from trunkline.domains.tenants.rules import check_company
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.errors import Conflict, Invalid, NotFound
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest

TEST = system_actor("test")
NOBODY = CompanyId("com_01h455vb4pex5vsknk084sn02q")


async def _facts(program: Program, company_id: CompanyId) -> list[journal.Entry]:
    async with program.database.read() as connection:
        return await journal.read_range(connection, f"company:{company_id}", 0, 100)


# ----------------------------------------------------------------------------------------------------------- taking one on
async def test_a_company_is_kept_as_it_was_given(program: Program) -> None:
    async with program.scope(TEST) as scope:
        made = await actions.create_company(
            scope,
            slug="nordlicht",
            name="Nordlicht",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            locale="de",
            billing_cycle_day=31,
            billing_profile=make_profile(),
        )
    async with program.scope(TEST, write=False) as scope:
        assert await queries.company(scope, made.id) == made
        assert await queries.company_by_slug(scope, "nordlicht") == made
        assert await queries.company_known(scope.tx, made.id)
    assert made.created_at == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert (made.state, made.billing_profile.tax_rate) == (CompanyState.active, Decimal("0.19"))


async def test_taking_on_a_company_is_told_in_its_own_stream(program: Program) -> None:
    async with program.scope(TEST) as scope:
        made = await make_company(scope)
    (fact,) = await _facts(program, made.id)
    assert (fact.kind, fact.subject, fact.audience) == ("company.created", made.id, "companies.read")
    assert fact.payload == {"slug": "nordlicht", "name": "Nordlicht", "zone": "Europe/Berlin", "currency": "EUR"}


async def test_a_slug_names_one_company_for_ever(program: Program) -> None:
    async with program.scope(TEST) as scope:
        await make_company(scope, currency="EUR")
    with pytest.raises(Conflict, match="'nordlicht' already"):
        async with program.scope(TEST) as scope:
            await make_company(scope, currency="USD")
    async with program.scope(TEST, write=False) as scope:
        assert [company.currency.code for company in (await queries.companies(scope, PageRequest())).items] == ["EUR"]


@pytest.mark.parametrize(
    "slug", ["", "a", "Nordlicht", "nord_licht", "-nord", "nord-", "nord--licht", "nörd", "n" * 61]
)
async def test_a_slug_of_another_form_is_refused(program: Program, slug: str) -> None:
    with pytest.raises(Invalid) as caught:
        async with program.scope(TEST) as scope:
            await make_company(scope, slug)
    assert "/slug" in [field.pointer for field in caught.value.fields]
    async with program.scope(TEST, write=False) as scope:
        assert not (await queries.companies(scope, PageRequest())).items


@pytest.mark.parametrize("email", ["a..b@x.example", ".a@x.example", "a.@x.example", '"a"@x.example'])
def test_an_address_that_no_mail_can_be_written_to_is_refused(email: str) -> None:
    company = Company(
        id=NOBODY,
        slug="fine",
        name="Fine",
        zone="Europe/Berlin",
        currency=Currency.of("EUR"),
        billing_profile=replace(make_profile(), email=email),
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    with pytest.raises(Invalid) as caught:
        check_company(company)
    assert [field.pointer for field in caught.value.fields] == ["/billing_profile/email"]


async def test_every_field_that_cannot_stand_is_named(program: Program) -> None:
    profile = BillingProfile(
        legal_name=" ",
        email="nobody",
        address_lines=("fine", "two\nlines", "c", "d", "e"),
        city="x" * 121,
        country="de",
        tax_rate=Decimal("1"),
    )
    with pytest.raises(Invalid) as caught:
        async with program.scope(TEST) as scope:
            await actions.create_company(
                scope,
                slug="fine",
                name="",
                zone="Mars/Olympus",
                currency=Currency.of("EUR"),
                locale="German",
                billing_cycle_day=32,
                billing_profile=profile,
            )
    assert [field.pointer for field in caught.value.fields] == [
        "/name",
        "/locale",
        "/billing_cycle_day",
        "/zone",
        "/billing_profile/legal_name",
        "/billing_profile/email",
        "/billing_profile/country",
        "/billing_profile/address_lines",
        "/billing_profile/address_lines/1",
        "/billing_profile/city",
        "/billing_profile/tax_rate",
    ]


# ---------------------------------------------------------------------------------------------------------------- changing
async def test_only_what_is_different_is_a_change(program: Program) -> None:
    async with program.scope(TEST) as scope:
        made = await make_company(scope)
    async with program.scope(TEST) as scope:
        profile = replace(made.billing_profile, tax_rate=Decimal("0.07"))
        changed = await actions.change_company(scope, made.id, name="Nordlicht", locale="de", billing_profile=profile)
    assert changed == replace(made, locale="de", billing_profile=profile)
    async with program.scope(TEST, write=False) as scope:
        assert await queries.company(scope, made.id) == changed
    created, fact = await _facts(program, made.id)
    assert (fact.kind, fact.payload) == ("company.changed", {"changed": ["billing_profile", "locale"]})
    assert fact.seq == created.seq + 1


async def test_nothing_is_told_when_nothing_is_different(program: Program) -> None:
    async with program.scope(TEST) as scope:
        made = await make_company(scope)
        await actions.change_company(scope, made.id, name=made.name, state=CompanyState.active)
    assert [fact.kind for fact in await _facts(program, made.id)] == ["company.created"]


async def test_a_refused_change_leaves_the_company_as_it_was(program: Program) -> None:
    async with program.scope(TEST) as scope:
        made = await make_company(scope)
    with pytest.raises(Invalid, match="billing_cycle_day must be"):
        async with program.scope(TEST) as scope:
            await actions.change_company(scope, made.id, name="Other", billing_cycle_day=0)
    async with program.scope(TEST, write=False) as scope:
        assert await queries.company(scope, made.id) == made
    assert len(await _facts(program, made.id)) == 1


# ------------------------------------------------------------------------------------------------------------- keeping apart
async def test_another_company_does_not_exist(program: Program) -> None:
    async with program.scope(TEST) as scope:
        mine, other = await make_company(scope, "mine"), await make_company(scope, "other")
    async with program.scope(TEST, company_id=mine.id) as scope:
        assert (await queries.company(scope, mine.id)).slug == "mine"
        assert [company.slug for company in (await queries.companies(scope, PageRequest())).items] == ["mine"]
        for refused in (queries.company(scope, other.id), actions.change_company(scope, other.id, name="Taken")):
            with pytest.raises(NotFound, match="There is no company com_"):
                await refused
        with pytest.raises(NotFound, match="There is no company called 'other'"):
            await queries.company_by_slug(scope, "other")
    async with program.scope(TEST, write=False) as scope:
        assert (await queries.company(scope, other.id)).name == "Other"


async def test_an_unknown_company_is_not_found(program: Program) -> None:
    async with program.scope(TEST) as scope:
        assert not await queries.company_known(scope.tx, NOBODY)
        with pytest.raises(NotFound):
            await actions.change_company(scope, NOBODY, name="Ghost")


async def test_the_list_goes_by_slug_and_page_by_page(program: Program) -> None:
    async with program.scope(TEST) as scope:
        for slug in ("cc", "aa", "ee", "bb", "dd"):
            await make_company(scope, slug)
    seen, request = list[str](), PageRequest(limit=2)
    async with program.scope(TEST, write=False) as scope:
        while True:
            page = await queries.companies(scope, request)
            seen += [company.slug for company in page.items]
            if page.next_position is None:
                break
            request = replace(request, position=page.next_position)
    assert seen == ["aa", "bb", "cc", "dd", "ee"]


async def test_a_day_is_one_of_the_companys_zone(program: Program) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope, zone="Pacific/Auckland")
    assert company.local_day(datetime(2026, 3, 2, 12, tzinfo=UTC)) == date(2026, 3, 3)
