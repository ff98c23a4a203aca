"""Alembic's way in. The program hands over its connection; `python -m migrations.draft` writes a new migration."""

from __future__ import annotations

from typing import Any

from alembic import context

from trunkline.entrypoints.rooms import load_tables
from trunkline.infra import columns
from trunkline.infra.db import metadata

load_tables()


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Our column types by their names; an id column does not need to know its kind to be created."""
    if kind == "type" and type(item).__module__ == columns.__name__:
        autogen.imports.add("from trunkline.infra import columns")
        return f"columns.{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    compare_type=False,
    transaction_per_migration=False,
)
context.run_migrations()
