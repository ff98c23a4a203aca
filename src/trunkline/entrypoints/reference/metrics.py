"""`metrics.md`"""

from __future__ import annotations

from collections.abc import Collection

from trunkline.entrypoints.reference.markdown import code, page, table
from trunkline.infra.telemetry import figures
from trunkline.infra.telemetry.bounded import Bounded

ABOUT = """\
`GET /metrics`, in Prometheus' text format. Every label lists the values that it may take; anything else is counted as `other`, so a path,
a user or a company can never become a time series. A gauge whose value is not known at the moment is absent, which is not zero. The
process's own figures (`process_*`, `python_*`) come from the Prometheus client."""

# These have too many values for a table.
TOO_MANY = {"route": "a template such as `/api/v1/invoices/{invoice_id}`", "status": "an HTTP status"}


def metrics() -> list[Bounded]:
    """Every figure, in the order of the file."""
    return [value for value in vars(figures).values() if isinstance(value, Bounded)]


def metrics_page() -> str:
    rows = [(code(one.exposed), one.kind, one.text, _labels(one)) for one in metrics()]
    source = "src/trunkline/infra/telemetry/figures.py"
    return page("Metrics", source, ABOUT, table(("Metric", "Type", "Meaning", "Labels"), rows))


def _labels(one: Bounded) -> str:
    return "; ".join(f"{code(name)}: {_values(name, allowed)}" for name, allowed in one.labels.items())


def _values(name: str, allowed: Collection[str]) -> str:
    return TOO_MANY.get(name) or ", ".join(sorted(allowed))
