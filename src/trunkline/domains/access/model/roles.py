"""The built-in roles. What a role gives depends on whom it is given to: the operator's permissions stay with the operator's staff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trunkline.domains.access.model.permissions import Permission
from trunkline.kernel.ids import CompanyId


class RoleKey(StrEnum):
    super_admin = "super_admin"
    company_admin = "company_admin"
    finance_manager = "finance_manager"
    operations_manager = "operations_manager"
    team_member = "team_member"


class Reach(StrEnum):
    """Whom a role may be given to."""

    operator = "operator"
    company = "company"
    anyone = "anyone"


@dataclass(frozen=True, slots=True)
class Role:
    key: RoleKey
    name: str
    description: str
    reach: Reach
    permissions: frozenset[Permission]

    def reaches(self, company_id: CompanyId | None) -> bool:
        """Whether the role may be given to a user of this company; None is the operator's staff."""
        return self.reach in (Reach.anyone, Reach.operator if company_id is None else Reach.company)

    def permissions_in(self, company_id: CompanyId | None) -> frozenset[Permission]:
        """What the role gives to a user of this company."""
        if company_id is None:
            return self.permissions
        return frozenset(permission for permission in self.permissions if not permission.for_operator)


_EVERYTHING = frozenset(Permission)
_OF_A_COMPANY = frozenset(permission for permission in Permission if not permission.for_operator)
_TEAM = frozenset(
    {
        Permission.companies_read,
        Permission.catalogue_read,
        Permission.subscriptions_read,
        Permission.usage_read,
        Permission.calls_read,
        Permission.rates_read,
        Permission.notifications_read,
    }
)
_FINANCE = _TEAM | {
    Permission.invoices_read,
    Permission.invoices_manage,
    Permission.usage_correct,
    Permission.billing_run,
    Permission.payments_read,
    Permission.payments_manage,
    Permission.payments_refund,
    Permission.dunning_manage,
    Permission.instalments_manage,
    Permission.notices_read,
    Permission.notices_manage,
    Permission.reconciliation_read,
    Permission.reconciliation_manage,
    Permission.ledger_read,
    Permission.rates_manage,
    Permission.conversions_read,
    Permission.conversions_make,
    Permission.alerts_manage,
    Permission.mails_read,
    Permission.mails_manage,
    Permission.activity_read,
    Permission.platform_read,
}
_OPERATIONS = _TEAM | {
    Permission.users_read,
    Permission.roles_read,
    Permission.api_keys_read,
    Permission.subscriptions_manage,
    Permission.usage_write,
    Permission.alerts_manage,
    Permission.invoices_read,
    Permission.webhooks_read,
    Permission.webhooks_manage,
    Permission.activity_read,
    Permission.jobs_read,
    Permission.jobs_manage,
    Permission.monitoring_read,
    Permission.platform_read,
}

BUILT_IN_ROLES: dict[RoleKey, Role] = {
    role.key: role
    for role in (
        Role(
            RoleKey.super_admin,
            "Super Admin",
            "Runs the installation: may do everything, for every company.",
            Reach.operator,
            _EVERYTHING,
        ),
        Role(
            RoleKey.company_admin,
            "Company Admin",
            "Runs one company: its people, keys, subscriptions, invoices and payments.",
            Reach.company,
            _OF_A_COMPANY,
        ),
        Role(
            RoleKey.finance_manager,
            "Finance Manager",
            "Follows invoices and payments; among the operator's staff also runs billing, credits and voids invoices.",
            Reach.anyone,
            _FINANCE,
        ),
        Role(
            RoleKey.operations_manager,
            "Operations Manager",
            "Follows calls, usage and subscriptions; among the operator's staff also watches jobs and health.",
            Reach.anyone,
            _OPERATIONS,
        ),
        Role(
            RoleKey.team_member,
            "Team Member",
            "Looks at calls, usage and subscriptions.",
            Reach.anyone,
            _TEAM,
        ),
    )
}
