"""The contract that keeps tables private: a room's `store` is imported by the same room's `queries` and `actions` only.

import-linter's own `protected` contract cannot say "the same room", hence this one. It is registered in pyproject.toml.
"""

from __future__ import annotations

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOMS = "trunkline.domains"
READERS = frozenset({"store", "queries", "actions"})


class PrivateStore(Contract):
    """Holds for every room, also for one that was added yesterday."""

    type_name = "private_store"

    broken_contract_guidance = fields.TextField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        intruders = [
            (importer, store)
            for store in sorted(graph.modules)
            if _word(store) == "store"
            for importer in sorted(graph.find_modules_that_directly_import(store))
            if _room(importer) != _room(store) or _word(importer) not in READERS
        ]
        return ContractCheck(kept=not intruders, metadata={"intruders": intruders})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, store in cast("list[tuple[str, str]]", check.metadata["intruders"]):
            output.print_error(f"{importer} is not allowed to import {store}")
        output.new_line()
        output.print(str(self.broken_contract_guidance))


def _room(module: str) -> str | None:
    """`billing` for `trunkline.domains.billing.store.invoices`."""
    return _part(module, 0)


def _word(module: str) -> str | None:
    """`store` for `trunkline.domains.billing.store.invoices`."""
    return _part(module, 1)


def _part(module: str, index: int) -> str | None:
    if not module.startswith(f"{ROOMS}."):
        return None
    parts = module.removeprefix(f"{ROOMS}.").split(".")
    return parts[index] if len(parts) > index else None
