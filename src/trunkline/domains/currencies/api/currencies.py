"""The currencies: how many digits each has, what it is called, and who takes it."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies import rules
from trunkline.domains.currencies.api.router import router
from trunkline.domains.currencies.model import ProviderSupport
from trunkline.domains.currencies.ports import ProviderCurrencies
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.infra.web import ReadScope
from trunkline.kernel.money import CURRENCIES, Currency

LOCALE = "en"


class ProviderSupportOut(BaseModel):
    """How the provider counts the currency, which need not be how the currency is counted: amounts that it cannot express are refused,
    never rounded."""

    provider: str
    exponent: Annotated[int, Field(description="Decimals in the provider's own amounts.")]
    step: Annotated[str, Field(description="Charges are a multiple of this, in major units.", examples=["0.01"])]
    payout_step: Annotated[str, Field(description="Payouts are a multiple of this, in major units.")]

    @staticmethod
    def of(one: ProviderSupport) -> "ProviderSupportOut":
        step, payout = format(one.step, "f"), format(one.payout_step, "f")
        return ProviderSupportOut(provider=one.provider, exponent=one.exponent, step=step, payout_step=payout)


class CurrencyOut(BaseModel):
    """A currency of ISO 4217, with its name and sign in the language that was asked for."""

    code: str
    exponent: Annotated[int, Field(description="Digits of the minor unit.")]
    name: str
    symbol: str
    providers: Annotated[list[ProviderSupportOut], Field(description="The payment providers that take it.")]


class CurrenciesOut(BaseModel):
    """All of them, by code."""

    locale: str
    items: list[CurrencyOut]


@router.get("/currencies", permission=Permission.rates_read)
async def list_currencies(
    scope: ReadScope,
    locale: Annotated[
        str | None,
        Query(max_length=35, description="Language tag for names and signs; otherwise that of the company, or en."),
    ] = None,
) -> CurrenciesOut:
    """Every currency that amounts may be in."""
    tag = rules.written_locale(locale or await _locale(scope))
    taken = scope.port(ProviderCurrencies)
    items = [_out(currency, tag, taken) for _, currency in sorted(CURRENCIES.items())]
    return CurrenciesOut(locale=tag, items=items)


async def _locale(scope: Scope) -> str:
    return LOCALE if scope.company_id is None else (await tenants.company(scope, scope.company_id)).locale


def _out(currency: Currency, tag: str, taken: ProviderCurrencies) -> CurrencyOut:
    words = rules.named(currency.code, tag)
    providers = [ProviderSupportOut.of(one) for one in taken.support(currency)]
    return CurrencyOut(
        code=currency.code, exponent=currency.exponent, name=words.name, symbol=words.symbol, providers=providers
    )
