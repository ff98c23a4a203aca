"""Test clocks: where they stand, and moving them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trunkline.domains.access.model import Permission
from trunkline.domains.operations import actions, queries
from trunkline.domains.operations.api.router import router
from trunkline.infra.web import AnyTimeScope, Moment, ReadScope
from trunkline.kernel.ids import CompanyId, JobId


class AdvanceIn(BaseModel):
    """One of the two. At most two years at once."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[Moment | None, Field(description="The moment at which the clock is to stand.")] = None
    by: Annotated[
        str | None,
        Field(
            description="An ISO 8601 duration of years, months, weeks and days in the company's calendar, or of hours and minutes.",
            examples=["P1M", "P10D", "PT6H"],
            max_length=40,
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.to is None) == (self.by is None):
            raise ValueError("Say either to or by.")
        return self


class ClockJobOut(BaseModel):
    """The job that moves the clock. `done` of `total` hours of the company's time have passed."""

    model_config = ConfigDict(from_attributes=True)

    id: JobId
    state: str
    done: int
    total: int
    error: str | None


class ClockOut(BaseModel):
    """What the company's clock says. While it moves, `advancing_to` is set and nobody else writes for the company."""

    model_config = ConfigDict(from_attributes=True)

    company_id: CompanyId
    now: datetime
    advancing_from: datetime | None
    advancing_to: datetime | None
    job: ClockJobOut | None


@router.get("/companies/{company_id}/test-clock", permission=Permission.companies_read)
async def show_test_clock(scope: ReadScope, company_id: CompanyId) -> ClockOut:
    """Where the clock of a test company stands, and how far it is when it moves."""
    return ClockOut.model_validate(await queries.clock_view(scope, company_id))


@router.post("/companies/{company_id}/test-clock/advance", permission=Permission.companies_manage, status_code=202)
async def advance_test_clock(scope: AnyTimeScope, company_id: CompanyId, body: AdvanceIn) -> ClockOut:
    """Move the clock of a test company. A job does it, through everything that would have happened in that time, in order."""
    wanted = actions.Advance(to=body.to, by=body.by)
    return ClockOut.model_validate(await actions.start_advance(scope, company_id, wanted))
