"""A dunning message as a company would read it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.payments.api.dunning_shapes import DunningMessageIn
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import MESSAGE_LOCALE, DunningMessage
from trunkline.domains.payments.queries.dunning_preview import preview_message
from trunkline.infra.web import ReadScope
from trunkline.kernel.ids import InvoiceId


class DunningMessagePreviewIn(DunningMessageIn):
    """The templates, and what they are filled in with: an invoice, else what the company of `?company=` is late with, else sample values.

    `step`: as which step of the policy in force it would be told.
    """

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"title": "{{ amount }} is overdue", "body": "Please pay {{ invoices }}."}]},
    )

    locale: Annotated[str, Field(max_length=20)] = MESSAGE_LOCALE
    invoice_id: InvoiceId | None = None
    step: Annotated[int, Field(ge=1, le=20)] = 1


class DunningMessagePreviewOut(BaseModel):
    locale: str
    title: str
    body: str


@router.post("/dunning-message-preview", permission=Permission.dunning_manage)
async def preview_dunning_message(scope: ReadScope, body: DunningMessagePreviewIn) -> DunningMessagePreviewOut:
    """Fill in a message without keeping or sending it. What cannot stand is named with its place: an unknown variable with its line and
    column."""
    message = DunningMessage(key="preview", locale=body.locale, title=body.title, body=body.body)
    found = await preview_message(scope, message, scope.company_id, body.invoice_id, body.step)
    return DunningMessagePreviewOut(locale=found.locale, title=found.title, body=found.body)
