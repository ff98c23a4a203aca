"""History that was taken over is billed on one invoice: every period since the start, with the usage that was there first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.conftest import run_jobs
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.billing import actions
from trunkline.domains.billing.model import LegalEntity, Party
from trunkline.domains.marketplace.model.offers import MeterOffer
from trunkline.domains.marketplace.model.offers.shapes import each, metered, platform_fee
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import UsageEventInput
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

TEST = system_actor("test")
PAGES = MeterOffer("pages", "Pages", "page", "sum")
ISSUER = LegalEntity(
    key="operator",
    party=Party(
        name="Operator",
        email="billing@operator.example",
        address_lines=(),
        postal_code="",
        city="",
        country="DE",
        tax_id="",
    ),
    number_prefix="OP",
    net_days=14,
    zone="Europe/Berlin",
)


async def test_every_month_since_1970_is_billed_at_once_and_only_once(program: Program) -> None:
    plan = make_plan("small", platform_fee(EUR="1.00"), metered(PAGES, "pages", "Pages", EUR=each("0.05")))
    async with program.scope(TEST) as scope:
        await actions.name_issuer(scope, ISSUER)
        company = await make_company(scope, tax_rate="0")
        module = await make_module(scope, "fax", plan)
    pages = UsageEventInput("pages", "evt-1", datetime(1999, 3, 14, tzinfo=UTC), quantity=Decimal(100))
    async with program.scope(TEST, company_id=company.id) as scope:
        await usage.record_events(scope, [pages])
        await make_subscription(scope, module.plans[0], started_on=date(1970, 1, 1))
    await run_jobs(program)
    today = date(2026, 3, 2)
    summary = await actions.run_billing(program.begin_as(TEST), today)
    months = 56 * 12 + 3  # January 1970 … March 2026
    assert [str(invoice.total) for invoice in summary.invoices] == [f"{months + 5}.00 EUR"]
    again = await actions.run_billing(program.begin_as(TEST), today)
    assert (summary.failed, again.failed, again.invoices) == ([], [], [])
