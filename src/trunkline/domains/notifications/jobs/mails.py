"""Writing facts to the billing addresses of companies, and handing mails over."""

from __future__ import annotations

from datetime import timedelta

from trunkline.domains.billing.events import InvoiceIssued
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.ports import MailSender
from trunkline.domains.notifications.rules import Occasion, compose_mail, is_mailed
from trunkline.domains.payments.events import (
    DunningStepReached,
    ManualPaymentRecorded,
    ManualPaymentRefunded,
    PaymentArrangementCharged,
    PaymentFailed,
    PaymentSucceeded,
    RefundFailed,
    RefundSucceeded,
)
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.journal import Entry
from trunkline.infra.queue import JobRow, RetryPolicy, Run, job
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import FactId, MailId
from trunkline.kernel.period import zone_of

# A mail server that lets everybody wait must not keep the worker from what else is due.
LAST = -10
# For what is our own fault; how often a server is tried stands in the mail.
CRASHES = RetryPolicy(attempts_max=20, first=timedelta(seconds=2), most=timedelta(minutes=10))

# Every fact that has a mail: a test compares this with the texts.
WRITTEN = (
    DunningStepReached,
    InvoiceIssued,
    ManualPaymentRecorded,
    ManualPaymentRefunded,
    PaymentArrangementCharged,
    PaymentFailed,
    PaymentSucceeded,
    RefundFailed,
    RefundSucceeded,
)


async def _is_mailed(_scope: Scope, entry: Entry) -> bool:
    return is_mailed(entry.kind, entry.payload)


@job("notifications.write_mail", on=WRITTEN, wanted=_is_mailed)
async def write_mail(run: Run) -> None:
    """Write a fact to the billing address of its company, unless dunning is telling the same already."""
    assert run.company_id is not None, "each of these facts is a company's"
    async with run.scope() as scope:
        if run.payload["kind"] == PaymentFailed.kind and await queries.dunning_tells(scope, _currency(run)):
            return
        company = await tenants.company(scope, run.company_id)
        kind, zone = str(run.payload["kind"]), zone_of(company.zone)
        written = compose_mail(Occasion(kind, run.subject, run.fact, company.name, company.locale, zone))
        fact_id = FactId.parse(str(run.payload["id"]))
        await actions.write_mail(scope, fact_id, company.billing_profile.email, written)


async def _given_up(scope: Scope, row: JobRow) -> None:
    await actions.give_up_mail(scope, MailId(str(row.payload["subject"])), _turn(row.payload["turn"]))


@job(actions.SEND_MAIL_JOB, retry=CRASHES, priority=LAST, given_up=_given_up)
async def send_mail(run: Run) -> None:
    """Hand a mail over to the mail server, and note when it is tried again."""
    assert run.company_id is not None, "mails belong to companies"
    mail_id, turn = MailId.parse(run.subject), _turn(run.payload["turn"])
    await actions.send_mail(run.begin, run.port(MailSender), run.company_id, mail_id, turn)


def _currency(run: Run) -> str:
    amount = run.fact["amount"]
    assert isinstance(amount, dict), "an amount has its currency"
    return str(amount["currency"])


def _turn(value: object) -> int:
    assert isinstance(value, int), "each job of a mail says whose turn it is"
    return value
