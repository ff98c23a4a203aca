"""What is asked for in addresses: currencies, and moments in the past."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import TypeAdapter, ValidationError

from trunkline.domains.currencies.model import quotable
from trunkline.infra.web import Moment
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency

CODE = r"^[A-Z]{3}$"
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)

FromCode = Annotated[str, Query(alias="from", pattern=CODE, description="ISO 4217 code.", examples=["USD"])]
ToCode = Annotated[str, Query(alias="to", pattern=CODE, description="ISO 4217 code.", examples=["EUR"])]


def pair_of(source: str, target: str) -> tuple[Currency, Currency]:
    """Raises `Invalid` naming the parameter."""
    return _currency(source, "from"), _currency(target, "to")


def _currency(code: str, name: str) -> Currency:
    try:
        return quotable(code)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem(f"query:{name}", problem.detail)]) from None


def moment_asked(text: str | None, now: datetime) -> datetime | None:
    """A day (its end) or an RFC 3339 moment, in UTC. None: now, which is also that of a day that has not ended, so that it is the same
    question however often it is asked. Raises `Invalid`."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-02"):
            end = datetime.combine(date.fromisoformat(text), time.max, UTC)
            return None if end - timedelta(days=1) < now < end else end
        return _MOMENT.validate_python(text)
    except (ValueError, ValidationError, OverflowError):
        detail = "at must be a day (2026-03-02) or a moment of RFC 3339 (2026-03-02T12:00:00Z)."
        raise Invalid(detail, fields=[FieldProblem("query:at", detail)]) from None
