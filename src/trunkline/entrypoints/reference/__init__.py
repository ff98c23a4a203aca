"""The reference pages, written from the code that they are about: what is described here cannot be something else than what runs.

`trunkline docs` writes them; a test compares what is kept in docs/reference with what the code says now.
"""

from __future__ import annotations

from collections.abc import Callable

from trunkline.entrypoints.reference.errors import errors_page
from trunkline.entrypoints.reference.fact_pages import facts_page, facts_schema
from trunkline.entrypoints.reference.fact_types import facts_typescript as facts_typescript
from trunkline.entrypoints.reference.jobs import jobs_page
from trunkline.entrypoints.reference.metrics import metrics_page
from trunkline.entrypoints.reference.openapi import api_description
from trunkline.entrypoints.reference.permissions import permissions_page
from trunkline.entrypoints.reference.posting_rules import posting_rules_page
from trunkline.entrypoints.reference.scenarios import scenario_schema_json, scenarios_page
from trunkline.entrypoints.reference.settings import settings_page

PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "permissions.md": permissions_page,
    "facts.md": facts_page,
    "facts.schema.json": facts_schema,
    "jobs.md": jobs_page,
    "metrics.md": metrics_page,
    "errors.md": errors_page,
    "posting-rules.md": posting_rules_page,
    "scenarios.md": scenarios_page,
    "scenario.schema.json": scenario_schema_json,
    "openapi.json": api_description,
}
