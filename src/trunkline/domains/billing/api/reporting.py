"""The reporting currency."""

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.reporting_shapes import ReportingCurrencyIn, ReportingCurrencyOut
from trunkline.domains.billing.api.router import router
from trunkline.infra.web import ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Forbidden, Invalid
from trunkline.kernel.money import Currency


@router.get("/reporting-currency", permission=Permission.invoices_read)
async def read_reporting_currency(scope: ReadScope) -> ReportingCurrencyOut:
    """The currency in which documents are reported that are issued now: the legal entity's own, else that of the setting."""
    return ReportingCurrencyOut(currency=(await queries.reporting_currency(scope)).code)


@router.put("/reporting-currency", permission=Permission.billing_run)
async def change_reporting_currency(scope: WriteScope, body: ReportingCurrencyIn) -> ReportingCurrencyOut:
    """Report documents in another currency from now on. What was issued keeps what it has."""
    if scope.company_id is not None:
        raise Forbidden("The reporting currency is the operator's, not a company's: name none.")
    try:
        currency = Currency.of(body.currency)
    except Invalid as unknown:
        raise Invalid(unknown.detail, fields=[FieldProblem("/currency", unknown.detail)]) from None
    await actions.change_reporting_currency(scope, currency)
    return ReportingCurrencyOut(currency=currency.code)
