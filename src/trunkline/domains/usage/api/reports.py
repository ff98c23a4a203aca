"""Usage reports, as JSON and as CSV."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import module_named
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.domains.usage.model.reports import GroupBy, ReportRow, ReportWish
from trunkline.domains.usage.rules.reporting import as_csv
from trunkline.infra.scope import Scope
from trunkline.infra.web import Day, DecimalString, ReadScope
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import zone_of

DAYS_DEFAULT = 30


class RatedAmountOut(BaseModel):
    """A sum of rated calls with four decimals: it is rounded no further before it stands on an invoice."""

    amount: DecimalString
    currency: str


class ReportRowOut(BaseModel):
    """`key` is the id of a module or company, a meter, a day, a month (`2026-03`) or an agent; null: nobody had subscribed.

    `quantity` is the sum of what was told, and null where the row holds several meters. `billed_seconds` is null where a day began
    before it was kept. `amounts` are what calls were rated at; other usage is rated by the period.
    """

    key: str | None
    label: str | None
    events: int
    calls: int
    answered: int
    quantity: DecimalString | None
    billable_seconds: int
    billed_seconds: int | None
    amounts: list[RatedAmountOut]

    @staticmethod
    def of(row: ReportRow, labels: Mapping[str, str]) -> "ReportRowOut":
        names = ("key", "events", "calls", "answered", "quantity", "billable_seconds", "billed_seconds")
        amounts = [RatedAmountOut(amount=amount, currency=code) for code, amount in row.amounts.items()]
        shown = {name: getattr(row, name) for name in names}
        return ReportRowOut(**shown, label=None if row.key is None else labels.get(row.key), amounts=amounts)


class ReportOut(BaseModel):
    """Days are local ones of `zone`; across companies each company's days are its own, except by agent."""

    first_day: date
    last_day: date
    zone: str
    group_by: GroupBy
    rows: list[ReportRowOut]


@router.get(
    "/usage/reports",
    permission=Permission.usage_read,
    response_model=ReportOut,
    responses={200: {"content": {"text/csv": {}}, "description": "JSON, or CSV where that is asked for."}},
)
async def report_usage(
    scope: ReadScope,
    request: Request,
    first: Annotated[Day | None, Query(alias="from", description="First local day; default 30 days back.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last local day, included; default today.")] = None,
    group_by: GroupBy = GroupBy.module,
    meter: Annotated[str | None, Query(max_length=NAME_MAX, pattern="^[ -~]+$")] = None,
    module: Annotated[str | None, Query(description="Id or slug of a module.")] = None,
    form: Annotated[
        Literal["json", "csv"] | None, Query(alias="format", description="Otherwise the Accept header decides.")
    ] = None,
) -> ReportOut | Response:
    """What was used, added up; across companies without test companies. At most 400 days, by agent 92, and 10,000 rows.

    `group_by=company` is for the operator; `group_by=agent` is of calls alone. As CSV, texts that a spreadsheet would take for a
    formula begin with an apostrophe.
    """
    company = None if scope.company_id is None else await tenants.company(scope, scope.company_id)
    zone = zone_of("UTC" if company is None else company.zone)
    last_day = last or scope.now.astimezone(zone).date()
    wish = ReportWish(
        first_day=first or last_day - min(timedelta(days=DAYS_DEFAULT - 1), last_day - date.min),
        last_day=last_day,
        group_by=group_by,
        meter=meter,
        module_id=None if module is None else (await module_named(scope, module)).id,
    )
    rows = await queries.usage_report(scope, wish, zone)
    labels = await _labels(scope, group_by, rows)
    if form == "csv" or (form is None and "text/csv" in request.headers.get("accept", "")):
        return _csv(request, as_csv(rows, labels))
    return ReportOut(
        first_day=wish.first_day,
        last_day=last_day,
        zone=zone.key,
        group_by=group_by,
        rows=[ReportRowOut.of(row, labels) for row in rows],
    )


def _csv(request: Request, text: str) -> Response:
    if "fields" in request.query_params:
        raise Invalid("fields chooses members of JSON; leave it out with CSV.")
    headers = {"Content-Disposition": 'attachment; filename="usage.csv"', "Vary": "Accept"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _labels(scope: Scope, group_by: GroupBy, rows: list[ReportRow]) -> dict[str, str]:
    """Names of modules and companies by id."""
    if group_by is GroupBy.module:
        return {module.id: module.name for module in await marketplace.modules(scope)}
    if group_by is GroupBy.company:
        found = await tenants.companies_by_id(scope, [CompanyId(row.key) for row in rows if row.key])
        return {company_id: company.name for company_id, company in found.items()}
    return {}
