"""How a company would read a dunning message: with an invoice of its own, with what it is late with, or with sample values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from trunkline.domains.billing import queries as billing
from trunkline.domains.payments.model import DunningMessage, RenderedMessage
from trunkline.domains.payments.queries.dunning import dunning_policy
from trunkline.domains.payments.queries.instalments import overdue_sums
from trunkline.domains.payments.rules import check_message, message_values, render_message
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money

SAMPLE_NAME, SAMPLE_NUMBER, SAMPLE_MINOR = "Nordlicht GmbH", "TL-000042", 11_900


@dataclass(frozen=True, slots=True)
class _Example:
    """What the message is filled in with."""

    name: str
    due: Money
    numbers: list[str]


async def preview_message(
    scope: Scope,
    message: DunningMessage,
    company_id: CompanyId | None = None,
    invoice_id: InvoiceId | None = None,
    step: int = 1,
) -> RenderedMessage:
    """The message as step `step` of the policy in force would be told. Nothing is written or sent. `company_id` is that of the scope.

    Raises `Invalid` naming the place of what cannot stand, and a step that the policy does not have; `NotFound`.
    """
    check_message(message)
    company_id = (await billing.invoice(scope, invoice_id)).company_id if invoice_id is not None else company_id
    steps = (await dunning_policy(scope, company_id)).policy.steps
    if step > max(1, len(steps)):
        detail = f"The policy has {len(steps)} steps."
        raise Invalid(detail, fields=[FieldProblem("/step", detail)])
    of = await _example(scope, company_id, invoice_id)
    following = steps[step] if step < len(steps) else None
    today = scope.now.date() if company_id is None else (await tenants.company(scope, company_id)).local_day(scope.now)
    apart = 0 if following is None else following.after_days - steps[step - 1].after_days
    values = message_values(
        message.locale,
        company=of.name,
        due=of.due,
        numbers=of.numbers,
        step=step,
        next_on=None if following is None else today + timedelta(days=apart),
        next_action="" if following is None else following.action.value,
    )
    return render_message(message, values)


async def _example(scope: Scope, company_id: CompanyId | None, invoice_id: InvoiceId | None) -> _Example:
    if invoice_id is not None:
        invoice = await billing.invoice(scope, invoice_id)
        return _Example(invoice.company_name, invoice.due or invoice.total, [invoice.number or SAMPLE_NUMBER])
    if company_id is None:
        return _Example(SAMPLE_NAME, Money(SAMPLE_MINOR, Currency.of("EUR")), [SAMPLE_NUMBER])
    company = await tenants.company(scope, company_id)
    owed = {currency.code: one.due for currency, one in (await overdue_sums(scope)).items()}
    # What is overdue may be in another currency than what is billed now.
    code = company.currency.code if company.currency.code in owed else min(owed, default=None)
    return _Example(
        company.name, Money(SAMPLE_MINOR, company.currency) if code is None else owed[code], [SAMPLE_NUMBER]
    )
