"""What every table, route and figure of the assembled program must have."""

from __future__ import annotations

import json

from sqlalchemy import Float, Table

from trunkline.domains.access.model import Permission
from trunkline.entrypoints.reference.metrics import metrics
from trunkline.entrypoints.reference.openapi import api_description
from trunkline.entrypoints.rooms import load_tables
from trunkline.infra.db import metadata
from trunkline.infra.web import PUBLIC, SIGNED_IN

# Rows of the installation itself. A company's rows never stand here.
OF_THE_PLATFORM = {
    "job_schedule",
    "legal_entity",
    "invoice_series",
    "receipt_series",
    "credit_note_series",
    "module",
    "plan",
    "price",
    "price_conversion",
    "pricing_tier",
    "permission",
    "role",
    "role_permission",
    "stream_counter",
    # Of a provider: it does not say for which company it is.
    "payment_notice",
    "payment_notice_poll",
    # Of a provider's account, which is one for all companies.
    "reconciliation",
    "reconciliation_finding",
    "reconciliation_seen",
    # What currencies are worth is the same for everybody.
    "rate_sheet",
    "rate_source",
    "rate_hold",
    # The operator's own policy and words of dunning.
    "dunning_default",
    "dunning_message",
}
# Rows that hang on another row, or on a caller, which has the company: reached through it and never by themselves.
OF_ANOTHER_ROW = {
    "company": "id",
    "idempotency_key": "caller",
    "job_attempt": "job_id",
    "notification_read": "notification_id",
    "session": "user_id",
    "user_role": "user_id",
    "ws_ticket": "actor_id",
}
IDENTIFYING = {
    "path",
    "url",
    "company",
    "company_id",
    "user",
    "user_id",
    "actor",
    "email",
    "ip",
    "address",
    "id",
    "subject",
}


def test_every_tenant_table_names_the_company() -> None:
    homeless = [
        table.name
        for table in _tables()
        if "company_id" not in table.c and table.name not in OF_THE_PLATFORM and table.name not in OF_ANOTHER_ROW
    ]
    assert not homeless, (
        f"{homeless}: without company_id no condition and no policy keeps tenants apart; add the column"
    )


def test_the_lists_of_other_tables_are_true() -> None:
    columns = {table.name: set(table.c.keys()) for table in _tables()}
    assert not OF_THE_PLATFORM - columns.keys(), "a table that is gone needs no place in the list"
    assert not [name for name in OF_THE_PLATFORM if "company_id" in columns[name]]
    wrong = {name: column for name, column in OF_ANOTHER_ROW.items() if column not in columns[name]}
    assert not wrong, f"{wrong}: the row that has the company is not reached through this column"


def test_no_column_is_a_float() -> None:
    floats = [str(column) for table in _tables() for column in table.c if isinstance(column.type, Float)]
    assert not floats, (
        f"{floats}: three databases add floats in three ways; use whole numbers with the scale in the name"
    )


def test_every_route_names_a_permission_that_exists() -> None:
    known = {str(PUBLIC), str(SIGNED_IN), *map(str, Permission)}
    operations = {
        f"{method.upper()} {path}": operation.get("x-permission")
        for path, methods in json.loads(api_description())["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/")
    }
    assert len(operations) > 50
    wrong = {route: permission for route, permission in operations.items() if permission not in known}
    assert not wrong, (
        f"{wrong}: nobody could hold it, or everybody could come in; use `Router` and domains/access/model"
    )


def test_no_label_of_a_figure_tells_whom_or_where() -> None:
    labels = {one.name: set(one.labels) & IDENTIFYING for one in metrics()}
    found = {name: names for name, names in labels.items() if names}
    assert not found, (
        f"{found}: one time series per visitor, and personal data on the metrics page; use the route's template"
    )


def _tables() -> list[Table]:
    load_tables()
    return list(metadata.sorted_tables)
