"""Who may give what: nobody gives away a permission that he does not hold himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trunkline.domains.access.model import BUILT_IN_ROLES, PERMISSIONS, RoleKey
from trunkline.kernel.errors import FieldProblem, Forbidden, Invalid
from trunkline.kernel.ids import CompanyId


def compiled_permissions(granted: Iterable[str], company_id: CompanyId | None) -> frozenset[str]:
    """What a user's roles come to. The operator's permissions never reach a company's people, whatever a role says."""
    known = (PERMISSIONS[key] for key in granted if key in PERMISSIONS)
    return frozenset(str(one) for one in known if company_id is None or not one.for_operator)


def check_grantable(roles: Iterable[RoleKey], company_id: CompanyId | None, allows: Callable[[str], bool]) -> None:
    """Raises `Invalid` for a role that users of this company cannot have, `Forbidden` for one that gives more than the giver has."""
    for key in roles:
        role = BUILT_IN_ROLES[key]
        if not role.reaches(company_id):
            whom = "the operator's staff" if company_id is None else "a company's people"
            detail = f"The role {key} is not for {whom}."
            raise Invalid(detail, fields=[FieldProblem("/roles", detail)])
        missing = sorted(one for one in role.permissions_in(company_id) if not allows(one))
        if missing:
            raise Forbidden(
                f"You can only give and take what you hold yourself; {key} also holds {', '.join(missing)}.",
                extra={"permission": missing[0]},
            )


def check_key_permissions(
    asked: Iterable[str], company_id: CompanyId | None, allows: Callable[[str], bool]
) -> frozenset[str]:
    """What a new key shall hold. Raises `Invalid` for an unknown permission, `Forbidden` for one that its maker lacks."""
    names = frozenset(asked)
    unknown = sorted(name for name in names if name not in PERMISSIONS)
    if unknown or not names:
        detail = f"There is no permission {unknown[0][:60]!r}." if unknown else "A key needs at least one permission."
        raise Invalid(detail, fields=[FieldProblem("/permissions", detail)])
    missing = sorted(name for name in names if not allows(name) or (company_id and PERMISSIONS[name].for_operator))
    if missing:
        raise Forbidden(f"You can only give what you hold yourself: not {', '.join(missing)}.")
    return names


def ordered_roles(asked: Iterable[RoleKey]) -> tuple[RoleKey, ...]:
    """Each role once, in the order of the catalogue."""
    wanted = frozenset(asked)
    return tuple(key for key in RoleKey if key in wanted)
