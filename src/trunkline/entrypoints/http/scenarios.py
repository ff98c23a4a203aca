"""Scenarios for the operator: examples to begin with, and playing one in a throwaway world."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

import trunkline
from trunkline.domains.access.model import Permission
from trunkline.entrypoints.http.scenario_process import ScenarioProcess
from trunkline.infra.ratelimit import Limit
from trunkline.infra.web import Router
from trunkline.kernel.errors import TooLarge

TEXT_BYTES_MAX = 64 * 1024
# Each is a process for seconds.
RUNS = Limit(count=60, per_seconds=60, burst=20)
EXAMPLES = Path(trunkline.__file__).parent / "entrypoints" / "scenario" / "examples"
_TITLE = re.compile(r'^title: "?(.*?)"?$', re.MULTILINE)

router = Router("scenarios")


class ScenarioIn(BaseModel):
    """`scenario` is the text of a file, at most 64 KiB."""

    model_config = ConfigDict(extra="forbid")

    scenario: Annotated[str, Field(max_length=TEXT_BYTES_MAX, examples=["title: …\npolicy: [1]\n…"])]


class MistakeOut(BaseModel):
    """What is wrong, with its line in the text. `step` is set when it showed while playing."""

    line: int
    step: int | None
    detail: str


class DeedOut(BaseModel):
    """A verb of a step. `refused` is the code with which the API had to refuse it."""

    verb: str
    said: str
    done: bool
    refused: str | None


class FindingOut(BaseModel):
    """What was wanted beside what was got."""

    name: str
    wanted: str
    got: str
    holds: bool


class ExpectationOut(BaseModel):
    """All that is said about one thing; `explanation` is why an invoice line is otherwise, in sentences."""

    about: str
    line: int
    holds: bool
    findings: list[FindingOut]
    explanation: list[str]


class ScenarioStepOut(BaseModel):
    """A step of the text. `at` is the local moment at which it ended; null while it was not reached."""

    number: int
    line: int
    state: Literal["done", "failed", "not_reached"]
    at: str | None
    by: str
    note: str
    deeds: list[DeedOut]
    expectations: list[ExpectationOut]


class ScenarioLineOut(BaseModel):
    """A line of an invoice, before tax. `unit_amount` is null where there is no single one, such as in tiers; `period` are local days,
    both included; `corrects` is the ordinal of an invoice.
    """

    description: str
    component: str
    quantity: str
    unit: str
    unit_amount: str | None
    amount: str
    tax: str
    period: str
    corrects: int | None


class ScenarioInvoiceOut(BaseModel):
    """An invoice as it stood at the end; moments are local."""

    number: str | None
    state: str
    issued_on: str | None
    due_on: str | None
    paid_at: str | None
    subtotal: str
    tax: str
    total: str
    paid: str
    credited: str
    due: str
    lines: list[ScenarioLineOut]


class ScenarioReportOut(BaseModel):
    """`unreadable`: nothing was played, see `mistakes`; `failed`: it came out otherwise; `stopped`: it took too long."""

    outcome: Literal["passed", "failed", "unreadable", "stopped"]
    title: str
    currency: str
    zone: str
    milliseconds: int
    compared: int
    mistakes: list[MistakeOut]
    steps: list[ScenarioStepOut]
    invoices: list[ScenarioInvoiceOut]


class ExampleOut(BaseModel):
    """A scenario that comes with Trunkline."""

    name: str
    title: str
    scenario: str


class ExamplesOut(BaseModel):
    items: list[ExampleOut]


@router.get("/scenarios/examples", permission=Permission.billing_run)
async def list_examples() -> ExamplesOut:
    """Scenarios to begin with; each of them passes."""
    return ExamplesOut(items=[_example(file) for file in sorted(EXAMPLES.glob("*.yaml"))])


@router.post("/scenarios/run", permission=Permission.billing_run, limit=RUNS)
async def run_scenario(request: Request, body: ScenarioIn) -> ScenarioReportOut:
    """Play a scenario in a world of its own, which is thrown away: an empty database, a clock and a payment provider that are not this
    installation's. At most 30 seconds and 200 steps, one at a time: 409 `scenario_busy` while another one is played.
    """
    if len(body.scenario.encode()) > TEXT_BYTES_MAX:
        raise TooLarge(
            f"A scenario has at most {TEXT_BYTES_MAX} bytes here; `trunkline scenario run` plays larger ones."
        )
    player: ScenarioProcess = request.app.state.scenarios
    report = await player.play(body.scenario)
    if report is None:
        return _stopped(player.seconds_max)
    return ScenarioReportOut.model_validate(report)


def _stopped(seconds: float) -> ScenarioReportOut:
    words = f"It took longer than {seconds:g} seconds and was ended; cover less time, or use `trunkline scenario run`."
    return ScenarioReportOut(
        outcome="stopped",
        title="",
        currency="",
        zone="",
        milliseconds=round(seconds * 1000),
        compared=0,
        mistakes=[MistakeOut(line=1, step=None, detail=words)],
        steps=[],
        invoices=[],
    )


def _example(file: Path) -> ExampleOut:
    text = file.read_text(encoding="utf-8")
    title = _TITLE.search(text)
    return ExampleOut(name=file.stem, title=title[1] if title else file.stem, scenario=text)
