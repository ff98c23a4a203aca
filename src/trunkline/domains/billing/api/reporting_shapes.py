"""Shapes of what documents come to in the reporting currency."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.currencies.model import Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.domains.currencies.rules import significant
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import DecimalString, MoneyOut


class ReportingOut(BaseModel):
    """What a document came to in its issuer's reporting currency when it was issued; `net` + `tax` = `total`.

    The exact rate is `target_rate` / `source_rate`, both over `base`, as `source` said them; `rate` shows twelve digits of it. In the
    reporting currency itself the rate is 1, and `source` is null. `stale` and `held` say what was known of the rate at the issue.
    """

    currency: str
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    rate: DecimalString
    source_rate: DecimalString
    target_rate: DecimalString
    base: str
    source: Source | None
    sheet_id: RateSheetId | None
    as_of: Instant
    stale: bool
    held: bool

    @staticmethod
    def of(one: Reporting) -> "ReportingOut":
        rate, told = one.rate, one.reported
        same = ("source_rate", "target_rate", "base", "source", "sheet_id", "as_of", "stale", "held")
        return ReportingOut(
            **{name: getattr(rate, name) for name in same},
            currency=rate.target.code,
            net=MoneyOut.of(told.net),
            tax=MoneyOut.of(told.tax),
            total=MoneyOut.of(told.total),
            rate=significant(rate.rate),
        )


def reporting_out(found: Mapping[str, Reporting], document_id: str) -> ReportingOut | None:
    """None for documents that are older than their issuer's reporting currency, and for drafts."""
    one = found.get(document_id)
    return None if one is None else ReportingOut.of(one)


class ReportingCurrencyIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"currency": "EUR"}]})

    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code.")


class ReportingCurrencyOut(BaseModel):
    """In which currency documents are reported that are issued from now on."""

    currency: str
