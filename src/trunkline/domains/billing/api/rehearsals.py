"""What a correction of a price would book, before it is made."""

from functools import partial

from pydantic import BaseModel
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.model.rehearsed import RehearsedCorrection, RehearsedPeriod, RehearsedTotal
from trunkline.domains.marketplace.api.drafts import PriceCorrectionIn
from trunkline.domains.usage.api.shapes import PeriodOut
from trunkline.infra.web import CompanyParameter, MoneyOut, Paging, identity_of, program_of, reading
from trunkline.kernel.errors import Forbidden
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId
from trunkline.kernel.page import Page


class RehearsedPeriodOut(BaseModel):
    """A component in a billed period. `billed` is what issued lines ask for, `delta` what the next run would book, `would_be` their sum.

    `events`: how many events and calls would be rated anew.
    """

    company_id: CompanyId
    company_name: str
    subscription_id: SubscriptionId
    period: PeriodOut
    component: str
    billed: MoneyOut
    would_be: MoneyOut
    delta: MoneyOut
    events: int

    @staticmethod
    def of(one: RehearsedPeriod) -> "RehearsedPeriodOut":
        return RehearsedPeriodOut(
            **{name: MoneyOut.of(getattr(one, name)) for name in ("billed", "would_be", "delta")},
            company_id=one.company_id,
            company_name=one.company_name,
            subscription_id=one.key.subscription_id,
            period=PeriodOut(start=one.key.period_start, end=one.period_end),
            component=one.component,
            events=one.events,
        )


class RehearsedTotalOut(BaseModel):
    """All periods of the page in one currency, also those that are not among its items."""

    currency: str
    billed: MoneyOut
    would_be: MoneyOut
    delta: MoneyOut
    periods: int
    events: int

    @staticmethod
    def of(total: RehearsedTotal) -> "RehearsedTotalOut":
        return RehearsedTotalOut(
            **{name: MoneyOut.of(getattr(total, name)) for name in ("billed", "would_be", "delta")},
            currency=total.delta.currency.code,
            periods=total.periods,
            events=total.events,
        )


class TooLargeOut(BaseModel):
    """A company with more events and calls than a preview looks at."""

    company_id: CompanyId
    company_name: str
    events: int


class CorrectionPreviewOut(BaseModel):
    """One page of the companies that the correction may concern: `companies` of `companies_concerned`, with `next_cursor` the next.

    `items` are up to 200 periods, those that change most first; `items_left_out` are in `totals` nevertheless. Events of periods that
    are not billed yet (`unbilled_events`) are billed at the corrected price from the start. `too_large` were not looked at.
    """

    items: list[RehearsedPeriodOut]
    items_left_out: int
    totals: list[RehearsedTotalOut]
    unbilled_events: int
    too_large: list[TooLargeOut]
    companies: int
    companies_concerned: int
    next_cursor: str | None

    @staticmethod
    def of(found: RehearsedCorrection, next_cursor: str | None) -> "CorrectionPreviewOut":
        return CorrectionPreviewOut(
            items=[RehearsedPeriodOut.of(one) for one in found.periods],
            items_left_out=found.periods_left_out,
            totals=[RehearsedTotalOut.of(found.total)] if found.total.periods else [],
            unbilled_events=found.unbilled_events,
            too_large=[
                TooLargeOut(company_id=one.company_id, company_name=one.name, events=one.events)
                for one in found.too_large
            ],
            companies=found.companies,
            companies_concerned=found.companies_concerned,
            next_cursor=next_cursor,
        )


@router.post("/prices/{price_id}/corrections/preview", permission=Permission.catalogue_manage)
async def preview_correction(
    request: Request, price_id: PriceId, body: PriceCorrectionIn, page: Paging, company: CompanyParameter = None
) -> CorrectionPreviewOut:
    """What `POST /prices/{price_id}/corrections` with this body would book, to the cent, and nothing of it stays.

    `limit` and `cursor` go from company to company: up to 20,000 events and calls are looked at in one answer, and as many of one company.
    Usage that is not billed yet for another reason is in the figures, as it would be on the line. Companies with a clock of their own
    are left out unless one is named. Needs `invoices.read` as well.
    """
    identity = await identity_of(request)
    if Permission.invoices_read not in identity.permissions:
        raise Forbidden("It shows what was billed.", extra={"permission": Permission.invoices_read})
    async with reading(request, company) as scope:
        company = scope.company_id  # another company's, or none that there is, is refused here
    begin = program_of(request).begin_as(identity.actor, request.state.request_id)
    correct = partial(body.correct, price_id=price_id)
    found = await actions.rehearse_correction(begin, correct, page.request, company_id=company)
    following: Page[RehearsedPeriod] = Page(found.periods, None if found.after is None else (found.after,))
    return CorrectionPreviewOut.of(found, page.out(following).next_cursor)
