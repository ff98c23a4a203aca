"""Routes of the catalogue: what can be subscribed to, and at what price."""

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries
from trunkline.domains.marketplace.api.router import router
from trunkline.domains.marketplace.api.shapes import ModuleOut
from trunkline.infra.web import PageOut, Paging, ReadScope
from trunkline.kernel.ids import ModuleId


@router.get("/modules", permission=Permission.catalogue_read)
async def list_modules(scope: ReadScope, page: Paging) -> PageOut[ModuleOut]:
    """Modules with their plans and the prices in force, by slug."""
    found = await queries.modules_page(scope, page.request)
    return page.out(found.map(lambda module: ModuleOut.of(module, scope.now)))


@router.get("/modules/{module_id}", permission=Permission.catalogue_read)
async def get_module(scope: ReadScope, module_id: ModuleId) -> ModuleOut:
    """One module with its plans and the prices in force."""
    return ModuleOut.of(await queries.module(scope, module_id), scope.now)
