"""Modules that the operator adds to the catalogue."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Unpack

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import ModuleChanged, ModuleCreated
from trunkline.domains.marketplace.model import Module, ModuleChanges, NewModule
from trunkline.domains.marketplace.rules.catalogue import check_module
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem
from trunkline.kernel.ids import ModuleId


async def create_module(scope: Scope, new: NewModule) -> Module:
    """Something to sell, without a plan yet. Raises `Invalid` with the fields, or `Conflict` when the slug is taken."""
    made = Module(id=scope.new_id(ModuleId), **asdict(new), plans=())
    check_module(made)
    if not await store.insert_module(scope, made):
        raise slug_taken(f"There is a module called {made.slug!r} already.")
    scope.announce(ModuleCreated(company_id=None, subject=made.id, slug=made.slug, name=made.name))
    return made


async def change_module(scope: Scope, module_id: ModuleId, **changes: Unpack[ModuleChanges]) -> Module:
    """Change the named texts. What is the same as before is no change, and nothing is announced for it."""
    await store.lock_module(scope, module_id)
    before = await queries.module(scope, module_id)
    after = replace(before, **changes)
    check_module(after)
    if changed := tuple(sorted(name for name in changes if getattr(before, name) != getattr(after, name))):
        await store.update_module(scope, after)
        scope.announce(ModuleChanged(company_id=None, subject=after.id, changed=changed))
    return after


def slug_taken(detail: str) -> Conflict:
    """A slug is a name for ever."""
    return Conflict(detail, fields=[FieldProblem("/slug", detail)])
