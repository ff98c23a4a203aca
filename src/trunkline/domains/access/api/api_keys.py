"""Routes of API keys."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from trunkline.domains.access import actions, queries
from trunkline.domains.access.api.router import router
from trunkline.domains.access.model import ApiKey, Permission
from trunkline.infra.web import Moment, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import ApiKeyId, CompanyId


class ApiKeyOut(BaseModel):
    """`prefix` is how the secret begins; the secret itself is not kept."""

    id: ApiKeyId
    name: str
    prefix: str
    permissions: list[str]
    company_id: CompanyId | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def of(key: ApiKey) -> "ApiKeyOut":
        return ApiKeyOut.model_validate(_shown(key))


class MadeApiKeyOut(ApiKeyOut):
    """`secret` is told this once."""

    secret: str


class ApiKeyBody(BaseModel):
    """`permissions` must be among one's own; without `expires_at` the key is good until it is revoked."""

    model_config = ConfigDict(extra="forbid")

    name: str
    permissions: list[str]
    expires_at: Moment | None = None


@router.get("/api-keys", permission=Permission.api_keys_read)
async def list_api_keys(scope: ReadScope, page: Paging) -> PageOut[ApiKeyOut]:
    """API keys, newest first, the revoked ones too."""
    return page.out((await queries.api_keys(scope, page.request)).map(ApiKeyOut.of))


@router.post("/api-keys", permission=Permission.api_keys_manage, status_code=201)
async def create_api_key(scope: WriteScope, body: ApiKeyBody) -> MadeApiKeyOut:
    """Make a key for a machine. It never holds more than whoever made it."""
    made = await actions.create_api_key(scope, body.name, body.permissions, body.expires_at)
    return MadeApiKeyOut.model_validate(_shown(made.key) | {"secret": made.secret})


@router.delete("/api-keys/{key_id}", permission=Permission.api_keys_manage, status_code=204)
async def revoke_api_key(scope: WriteScope, key_id: ApiKeyId) -> None:
    """Close the door to a key for good."""
    await actions.revoke_api_key(scope, key_id)


def _shown(key: ApiKey) -> dict[str, object]:
    shown = {name: getattr(key, name) for name in ApiKeyOut.model_fields}
    return shown | {"permissions": sorted(key.permissions)}
