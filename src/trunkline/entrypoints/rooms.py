"""Which rooms there are: their tables, their routes and their jobs. A new room is entered here and nowhere else."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

ROOMS = (
    "access",
    "tenants",
    "marketplace",
    "usage",
    "currencies",
    "ledger",
    "billing",
    "payments",
    "notifications",
    "operations",
)

INFRA_TABLES = (
    "trunkline.infra.clocks",
    "trunkline.infra.journal",
    "trunkline.infra.queue",
    "trunkline.infra.web.idempotency",
)


def words(word: str) -> list[ModuleType]:
    """The modules that speak `word` (store, api, jobs, events), bottom room first; a room need not have every word."""
    names = [f"trunkline.domains.{room}.{word}" for room in ROOMS]
    return [import_module(name) for name in names if _exists(name)]


def load_tables() -> None:
    """Import every store, so that `metadata` knows every table; infra's own come first."""
    for name in INFRA_TABLES:
        import_module(name)
    words("store")


def _exists(name: str) -> bool:
    parent = name.rpartition(".")[0]
    return find_spec(parent) is not None and find_spec(name) is not None
