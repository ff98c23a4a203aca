"""The currency that a company prefers to be billed in."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import actions
from trunkline.domains.currencies.api.router import router
from trunkline.domains.marketplace.model import Subscription
from trunkline.infra.web import WriteScope
from trunkline.kernel.ids import CompanyId, ModuleId, SubscriptionId
from trunkline.kernel.money import Currency


class PreferredCurrencyIn(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"currency": "USD"}]})

    currency: Annotated[str, Field(description="ISO 4217 code.")]


class BilledSubscriptionOut(BaseModel):
    """`currency` is that of the period that runs; `billed_from` the first day that is billed in the preferred one, null: it ends before."""

    id: SubscriptionId
    module_id: ModuleId
    currency: str
    billed_from: date | None

    @staticmethod
    def of(one: Subscription, preferred: Currency) -> "BilledSubscriptionOut":
        since = one.billed_from(preferred)
        return BilledSubscriptionOut(
            id=one.id,
            module_id=one.module_id,
            currency=one.currency.code,
            billed_from=None if since is None else since.first_day,
        )


class PreferredCurrencyOut(BaseModel):
    """What new subscriptions are billed in, and the open ones from a day on. `previous` is what it was until now."""

    company_id: CompanyId
    currency: str
    previous: str
    subscriptions: list[BilledSubscriptionOut]


@router.put("/company/{company_id}/preferred-currency", permission=Permission.subscriptions_manage)
async def prefer_currency(scope: WriteScope, company_id: CompanyId, body: PreferredCurrencyIn) -> PreferredCurrencyOut:
    """Bill the company in another currency: each open subscription from its next period on, and what it subscribes to from now on. The
    currency in force takes a change back that is still to come. Refused where a plan has no price in the currency."""
    wanted = Currency.of(body.currency)
    before, found = await actions.prefer_currency(scope, company_id, wanted)
    return PreferredCurrencyOut(
        company_id=company_id,
        currency=wanted.code,
        previous=before.currency.code,
        subscriptions=[BilledSubscriptionOut.of(one, wanted) for one in found],
    )
