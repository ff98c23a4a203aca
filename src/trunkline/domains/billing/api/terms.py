"""How a company is billed: read by everybody who sees its invoices, agreed by the operator."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.payment_terms import EarlyDiscountBody, LateFeeBody, early_body, late_body
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.model import BillingTerms
from trunkline.infra.web import MoneyOut, ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

GraceDays = Annotated[int, Field(strict=True, description="Local days after a period's end until its draft is issued.")]
NetDays = Annotated[
    int | None, Field(strict=True, description="Days to pay from the issue; null: as the legal entity has it.")
]


class ThresholdIn(BaseModel):
    """Usage of open periods that reaches the amount (major units, before tax) is invoiced at once."""

    model_config = ConfigDict(extra="forbid")

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", examples=["500.00"])]

    def money(self) -> Money:
        return Money.exact(self.amount, Currency.of(self.currency))


class TermsIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    grace_days: GraceDays = 0
    net_days: NetDays = None
    thresholds: Annotated[list[ThresholdIn], Field(max_length=20)] = []
    early_discount: EarlyDiscountBody | None = None
    late_fee: LateFeeBody | None = None

    def changes(self) -> dict[str, Any]:
        named: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "thresholds" in named:
            named["thresholds"] = tuple(_money(index, one) for index, one in enumerate(self.thresholds))
        for name in ("early_discount", "late_fee"):
            if named.get(name) is not None:
                named[name] = named[name].terms()
        return named


class TermsOut(BaseModel):
    """The defaults where nothing was agreed."""

    company_id: CompanyId
    grace_days: int
    net_days: int | None
    thresholds: list[MoneyOut]
    early_discount: EarlyDiscountBody | None
    late_fee: LateFeeBody | None

    @staticmethod
    def of(terms: BillingTerms) -> "TermsOut":
        shown = {name: getattr(terms, name) for name in BillingTerms.__slots__}
        bodies = {"early_discount": early_body(terms.early_discount), "late_fee": late_body(terms.late_fee)}
        return TermsOut(**shown | bodies | {"thresholds": [MoneyOut.of(one) for one in terms.thresholds]})


@router.get("/billing/terms", permission=Permission.invoices_read)
async def read_terms(scope: ReadScope) -> TermsOut:
    """How the company is billed. The operator names the company."""
    return TermsOut.of(await queries.billing_terms(scope, scope.company))


@router.put("/billing/terms", permission=Permission.invoices_manage)
async def change_terms(scope: WriteScope, body: TermsIn) -> TermsOut:
    """Agree on the named terms with the company that `?company=` names; what is left out stays as it is."""
    return TermsOut.of(await actions.change_terms(scope, scope.company, **body.changes()))


def _money(index: int, one: ThresholdIn) -> Money:
    try:
        return one.money()
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(f"/thresholds/{index}", problem.detail)]) from None
