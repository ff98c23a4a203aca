"""Usage that waited for a subscription and was refused by the price that covers it."""

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import Instant
from trunkline.domains.usage.model import RefusedUsage, UsageForm
from trunkline.infra.web import PageOut, Paging, ReadScope
from trunkline.kernel.ids import PriceId


class RefusedUsageOut(BaseModel):
    """An event (`form` events) or a call that was told before anybody had subscribed to its meter. `code` and `detail` are those with
    which it would be refused if it were told now. It costs nothing until it is corrected.
    """

    form: UsageForm
    source: str
    event_id: str
    meter: str
    used_at: Instant
    price_id: PriceId
    code: str
    detail: str
    refused_at: Instant

    @staticmethod
    def of(one: RefusedUsage) -> "RefusedUsageOut":
        return RefusedUsageOut(
            event_id=one.identity, **{name: value for name, value in one._asdict().items() if name != "identity"}
        )


@router.get("/usage/refusals", permission=Permission.usage_read)
async def list_refused_usage(scope: ReadScope, page: Paging) -> PageOut[RefusedUsageOut]:
    """Usage that found a subscription and that its price cannot rate, newest refusal first."""
    found = await queries.refused_usage(scope, page.request)
    return page.out(found.map(RefusedUsageOut.of))
