"""Answering facts with words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from trunkline.domains.access.events import ApiKeyCreated, UserCreated
from trunkline.domains.billing.events import (
    BillingRunFinished,
    CreditNoteIssued,
    InvoiceIssued,
    InvoicePaid,
    InvoicePastDue,
    InvoiceVoided,
    LateFeeCharged,
)
from trunkline.domains.currencies.events import RateHeld, RatesFetchFailed
from trunkline.domains.ledger.events import LedgerUnbalanced
from trunkline.domains.marketplace.events import (
    CompanyCurrencyPreferred,
    SubscriptionCanceled,
    SubscriptionChanged,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionTrialEnded,
    SubscriptionTrialEnding,
    SubscriptionUnpaused,
)
from trunkline.domains.notifications import actions
from trunkline.domains.notifications.events import MailFailed, WebhookEndpointDisabled
from trunkline.domains.notifications.rules import About, compose_for_company, compose_for_operator
from trunkline.domains.payments.events import (
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    DunningStepReached,
    DunningStopped,
    InstalmentOverdue,
    InstalmentPaid,
    InstalmentPlanDefaulted,
    InstalmentPlanEnded,
    InstalmentPlanMade,
    ManualPaymentRecorded,
    NoticeFailed,
    PaymentActionNeeded,
    PaymentArrangementChanged,
    PaymentArrangementCharged,
    PaymentArrangementChargeFailed,
    PaymentAttemptFailed,
    PaymentAuthorised,
    PaymentBelated,
    PaymentCaptureAsked,
    PaymentCaptureRefused,
    PaymentFailed,
    PaymentMethodRefused,
    PaymentUnapplied,
    PaymentUnknown,
    PaymentVoidAsked,
    ReconciliationFailed,
    ReconciliationFinished,
    RefundFailed,
    RefundSucceeded,
    RefundUnknown,
)
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.events import CompanyCreated
from trunkline.domains.usage.events import UsageSpiked, UsageThresholdCrossed
from trunkline.infra.queue import JobDied, Run, job
from trunkline.kernel.period import zone_of

# Every fact that has a text, and nothing that tells of notifications: a test compares this with the texts.
TOLD = (
    ApiKeyCreated,
    BillingRunFinished,
    CreditNoteIssued,
    CompanyCreated,
    DunningStepReached,
    DunningStopped,
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    InstalmentOverdue,
    InstalmentPaid,
    InstalmentPlanDefaulted,
    InstalmentPlanEnded,
    InstalmentPlanMade,
    InvoiceIssued,
    InvoicePaid,
    InvoicePastDue,
    InvoiceVoided,
    JobDied,
    LateFeeCharged,
    LedgerUnbalanced,
    MailFailed,
    ManualPaymentRecorded,
    NoticeFailed,
    PaymentActionNeeded,
    PaymentArrangementChanged,
    PaymentArrangementCharged,
    PaymentArrangementChargeFailed,
    PaymentAttemptFailed,
    PaymentAuthorised,
    PaymentBelated,
    PaymentCaptureAsked,
    PaymentCaptureRefused,
    PaymentFailed,
    PaymentMethodRefused,
    PaymentUnapplied,
    PaymentUnknown,
    PaymentVoidAsked,
    RateHeld,
    RatesFetchFailed,
    ReconciliationFailed,
    ReconciliationFinished,
    RefundFailed,
    RefundSucceeded,
    RefundUnknown,
    CompanyCurrencyPreferred,
    SubscriptionCanceled,
    SubscriptionChanged,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionTrialEnded,
    SubscriptionTrialEnding,
    SubscriptionUnpaused,
    UsageSpiked,
    UsageThresholdCrossed,
    UserCreated,
    WebhookEndpointDisabled,
)


@job("notifications.notify", on=TOLD)
async def notify(run: Run) -> None:
    """Tell the company and the operator of a fact, each in words of their own."""
    about = await _about(run)
    fact_id = str(run.payload["id"])
    if run.company_id is not None and (words := compose_for_company(about)) is not None:
        async with run.scope() as scope:
            await actions.notify(scope, fact_id, about.kind, words)
    if not about.is_test and (words := compose_for_operator(about)) is not None:
        async with run.begin(None) as scope:
            await actions.notify(scope, fact_id, about.kind, words)


async def _about(run: Run) -> About:
    name, zone, is_test = "", ZoneInfo("UTC"), False
    if run.company_id is not None:
        async with run.begin(run.company_id, write=False) as scope:
            company = await tenants.company(scope, run.company_id)
        name, zone, is_test = company.name, zone_of(company.zone), company.test_clock is not None
    return About(str(run.payload["kind"]), run.subject, run.fact, name, zone, is_test)
