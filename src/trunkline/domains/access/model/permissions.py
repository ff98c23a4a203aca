"""The one catalogue of permissions, for all rooms. A route names one of these; a fact names one as its audience."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Permission(StrEnum):
    """`room.verb`. `for_operator` ones open what concerns several companies, and never reach a company's own people."""

    description: str
    for_operator: bool

    def __new__(cls, key: str, description: str, for_operator: bool = False) -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.description = description
        member.for_operator = for_operator
        return member

    companies_read = "companies.read", "See companies; a company's own people see theirs."
    companies_manage = "companies.manage", "Create companies and change their profiles.", True
    users_read = "users.read", "See users, their roles and when they last signed in."
    users_manage = "users.manage", "Create users, disable them and change their roles."
    roles_read = "roles.read", "See the roles and what each may do."
    api_keys_read = "api_keys.read", "See API keys, without their secrets."
    api_keys_manage = "api_keys.manage", "Make and revoke API keys."
    catalogue_read = "catalogue.read", "See modules, plans and prices."
    catalogue_manage = "catalogue.manage", "Change modules, plans and prices.", True
    subscriptions_read = "subscriptions.read", "See subscriptions."
    subscriptions_manage = "subscriptions.manage", "Start, change and cancel subscriptions."
    usage_read = "usage.read", "See totals of usage and its course by day."
    usage_write = "usage.write", "Send usage events and call records."
    usage_correct = "usage.correct", "Correct and void events and calls that were told wrongly.", True
    alerts_manage = "alerts.manage", "Set and remove usage alerts."
    calls_read = "calls.read", "See single calls, with numbers and how each was rated."
    invoices_read = "invoices.read", "See invoices and how each line came about."
    invoices_manage = "invoices.manage", "Credit invoices, void them and write them off; grant prepaid credits.", True
    billing_run = "billing.run", "Run billing.", True
    payments_read = "payments.read", "See payments, their attempts and receipts."
    payments_manage = "payments.manage", "Pay invoices and change payment methods."
    payments_refund = (
        "payments.refund",
        "Give payments back, answer disputes, and record money that came without a provider.",
        True,
    )
    dunning_manage = (
        "dunning.manage",
        "See and set the dunning policies and their messages; pause and stop cases.",
        True,
    )
    instalments_manage = "instalments.manage", "Let invoices be paid in instalments, and end that.", True
    notices_read = "notices.read", "See what payment providers tell, and what came of it.", True
    notices_manage = "notices.manage", "Handle a provider's notice again, ask for those that were missed.", True
    reconciliation_read = "reconciliation.read", "See how our books agree with the providers' own.", True
    reconciliation_manage = (
        "reconciliation.manage",
        "Hold our books against a provider's, and settle what is found.",
        True,
    )
    ledger_read = "ledger.read", "See the books: accounts, balances and transactions."
    rates_read = "rates.read", "See currencies, exchange rates and where they are from."
    rates_manage = "rates.manage", "Fetch exchange rates, and decide about those that are held.", True
    conversions_read = "conversions.read", "See the log of conversions."
    conversions_make = "conversions.make", "Convert amounts, with a row in the log."
    notifications_read = "notifications.read", "Read one's notifications."
    webhooks_read = "webhooks.read", "See webhook endpoints, and what was delivered to them of facts that one may hear."
    webhooks_manage = "webhooks.manage", "Make, change and remove webhook endpoints, and deliver again."
    mails_read = "mails.read", "See the mails of what one may hear, and what became of them."
    mails_manage = "mails.manage", "Send mails again."
    activity_read = "activity.read", "See who did what and when."
    jobs_read = "jobs.read", "See background jobs.", True
    jobs_manage = "jobs.manage", "Cancel and retry background jobs.", True
    monitoring_read = "monitoring.read", "See health and figures of the installation.", True
    platform_read = "platform.read", "Hear the platform's own stream.", True


# Enum's own look-up is slow and, before Python 3.12, raises for unknown text.
PERMISSIONS: dict[str, Permission] = {str(one): one for one in Permission}
