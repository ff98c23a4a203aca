"""`scenarios.md` and `scenario.schema.json`"""

from __future__ import annotations

import json
from typing import Any

from trunkline.entrypoints.reference.markdown import code, page, table
from trunkline.entrypoints.scenario import scenario_schema
from trunkline.entrypoints.scenario.steps import VERBS

ABOUT = """\
A scenario is a YAML file: what is sold, what is done when, and what must come of it. `trunkline scenario run FILE…` plays it on a throwaway
program, an SQLite file or any empty database (`--database-url`), through the public API; `trunkline scenario check FILE…` only reads it.
The guide is [Write a scenario](../guides/write-a-scenario.md), the exact form [scenario.schema.json](scenario.schema.json), which
editors understand.

Numbers are exact: one with a point is never read as a binary float. Dates and times are text. A moment without an offset is one of the
scenario's `zone`. Names that are not known, and names that stand twice, are told with their line."""
OF_TIME = """\
## Time

The clock stands still until a step's `at`, or `advance`, moves it. On the way everything happens that is scheduled, in order and at its
moment: the hourly billing (five past), the collection of what it issues, retries, questions about lost answers, invoices that become
past due (thirty-five past). After each verb, whatever answers it has happened before the next."""
OF_VERBS = """\
## Verbs

One `do` holds a verb, or a list of them. A verb without anything to say may stand alone (`do: resume`), and one with a bold field may be
given that alone (`do: {subscribe: starter}`). `by: company` does it as the company's admin instead of the operator. With `refused: CODE`
the API must refuse it with that code of the [errors](errors.md)."""
OF_EXPECTATIONS = """\
## Expectations

What is said under `expect` must be so, what is not said is not compared. Numbers are equal as numbers: 29 is 29.00."""

_GIVEN = ("Scenario", "Company", "Step")
_EXPECTED = (
    "Expectation",
    "InvoiceShape",
    "LineShape",
    "PaymentShape",
    "WalletShape",
    "GrantShape",
    "DrawShape",
    "UsageShape",
    "CallShape",
    "SubscriptionShape",
)


def scenario_schema_json() -> str:
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


def scenarios_page() -> str:
    verbs = [_verb(name) for name in VERBS]
    parts = [OF_TIME, OF_VERBS, table(("Verb", "What it does", "What may be said"), verbs), OF_EXPECTATIONS]
    return page("Scenarios", "src/trunkline/entrypoints/scenario", ABOUT, *_shapes(_GIVEN), *parts, *_shapes(_EXPECTED))


def _verb(name: str) -> tuple[str, str, str]:
    verb = VERBS[name]
    fields = verb.form.model_json_schema().get("properties", {})
    said = [_field(field, shape, bold=field == verb.form.said_alone) for field, shape in fields.items()]
    return code(name), " ".join(verb.about.split()), "; ".join(said) or "nothing"


def _field(name: str, shape: dict[str, Any], *, bold: bool) -> str:
    shown = f"**{code(name)}**" if bold else code(name)
    return f"{shown}: {_about(shape)}" if _about(shape) else shown


def _about(shape: dict[str, Any]) -> str:
    """Its own description, or that of what it may be when it is not null."""
    found = [shape, *shape.get("anyOf", ())]
    return next((one["description"] for one in found if one.get("description")), "")


def _shapes(names: tuple[str, ...]) -> list[str]:
    """A heading and a table for each."""
    schema = scenario_schema()
    found = []
    for name in names:
        shape = schema if name == "Scenario" else schema["$defs"][name]
        rows = [(code(field), _about(one)) for field, one in shape["properties"].items()]
        title = "The file" if name == "Scenario" else name.removesuffix("Shape")
        found += [f"### {title}", " ".join(shape.get("description", "").split()), table(("Name", "What it is"), rows)]
    return [one for one in found if one]
