"""Shapes and readings that several routes of the room share."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, PlainSerializer

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Module
from trunkline.infra.scope import Scope
from trunkline.infra.web import MoneyOut
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import ModuleId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import local_midnight
from trunkline.kernel.quantity import from_e4


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(_utc_text, return_type=str, when_used="json")]


class ModuleOut(BaseModel):
    """The module that usage belongs to."""

    id: ModuleId
    slug: str
    name: str

    @staticmethod
    def of(module: Module) -> "ModuleOut":
        return ModuleOut(id=module.id, slug=module.slug, name=module.name)


class PeriodOut(BaseModel):
    """[start, end) in UTC."""

    start: Instant
    end: Instant


def money_of_e4(amount_e4: int, currency: Currency) -> MoneyOut:
    """A sum of rated calls as money: rounded once, on the sum."""
    return MoneyOut.of(Money.rounded(from_e4(amount_e4), currency))


async def module_named(scope: Scope, name: str) -> Module:
    """The module with this id or slug. Raises `Invalid`, because it is a filter and not an address."""
    for module in await marketplace.modules(scope):
        if name in (module.id, module.slug):
            return module
    raise Invalid(f"There is no module {name[:60]!r}.", fields=[FieldProblem("query:module", "is not a module.")])


def moment_of(text: str | None, zone: ZoneInfo, name: str, *, day_after: bool = False) -> datetime | None:
    """An instant from `2026-03-01` (a local day; `day_after`: its end) or from RFC 3339."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-01"):
            return local_midnight(date.fromisoformat(text) + timedelta(days=int(day_after)), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: the calendar ends before the moment is turned into UTC
        pass
    problem = FieldProblem(f"query:{name}", "must be a day (2026-03-01) or a time with its zone (RFC 3339).")
    raise Invalid(f"{name} {problem.detail}", fields=[problem])
