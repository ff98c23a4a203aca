"""Alembic's way in. The program hands over its connection; `python -m migrations.draft` writes a new migration."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.operations.ops import AlterColumnOp, DropIndexOp, DropTableOp, ModifyTableOps
from sqlalchemy import String

from trunkline.entrypoints.rooms import load_tables
from trunkline.infra import columns
from trunkline.infra.db import metadata

load_tables()


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Our column types by their names; an id column does not need to know its kind to be created."""
    if kind != "type":
        return False
    written = _column_type(item)
    if written is None:
        return False
    autogen.imports.add("from trunkline.infra import columns")
    return f"columns.{written}"


def _column_type(item: Any) -> str | None:
    if type(item).__module__ == columns.__name__:
        return f"{type(item).__name__}()"
    variant = getattr(item, "_variant_mapping", {}).get("mysql")
    if isinstance(item, String) and variant is not None:
        return f"{'exact_text' if variant.charset == 'ascii' else 'wide_text'}({item.length})"
    return None


def as_written_by_hand(_context: Any, _revision: Any, directives: list[Any]) -> None:
    for script in directives:
        for steps in (script.upgrade_ops, script.downgrade_ops):
            name_types(steps)
            leave_indexes_to_their_tables(steps)


def name_types(steps: Any) -> None:
    """MariaDB wants the whole column told again when a part of it changes: told as the code has it, not as SQLite keeps it."""
    for table in steps.ops:
        for change in getattr(table, "ops", []):
            if isinstance(change, AlterColumnOp):
                change.existing_type = metadata.tables[change.table_name].c[change.column_name].type


def leave_indexes_to_their_tables(steps: Any) -> None:
    """A table that goes takes its indexes along; MariaDB refuses to drop the one that a foreign key still needs."""
    going = {step.table_name for step in steps.ops if isinstance(step, DropTableOp)}
    steps.ops[:] = [
        step for step in steps.ops if not (isinstance(step, ModifyTableOps | DropIndexOp) and step.table_name in going)
    ]


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    process_revision_directives=as_written_by_hand,
    compare_type=False,
    render_as_batch=True,  # SQLite alters a table by making it anew
    transaction_per_migration=False,
)
context.run_migrations()
