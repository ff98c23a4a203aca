"""The contract of who may do what: changing this table is changing the product."""

from __future__ import annotations

import httpx2
from fastapi.routing import APIRoute

from trunkline.domains.access.model import BUILT_IN_ROLES, PERMISSIONS, Permission, RoleKey
from trunkline.entrypoints.http import build_app
from trunkline.infra.program import Program
from trunkline.infra.web import PUBLIC, SIGNED_IN
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId

COMPANY = CompanyId("com_01h455vb4pex5vsknk084sn02q")

# s super admin, a company admin, f finance, o operations, t team member; capital: only among the operator's staff.
TABLE = """
companies.read        s a f o t
companies.manage      S
users.read            s a   o
users.manage          s a
roles.read            s a   o
api_keys.read         s a   o
api_keys.manage       s a
catalogue.read        s a f o t
catalogue.manage      S
subscriptions.read    s a f o t
subscriptions.manage  s a   o
usage.read            s a f o t
usage.write           s a   o
usage.correct         S   F
calls.read            s a f o t
invoices.read         s a f o
invoices.manage       S   F
billing.run           S   F
payments.read         s a f
payments.manage       s a f
payments.refund       S   F
dunning.manage        S   F
instalments.manage    S   F
ledger.read           s a f
rates.read            s a f o t
rates.manage          S   F
conversions.read      s a f
conversions.make      s a f
notices.read          S   F
notices.manage        S   F
reconciliation.read   S   F
reconciliation.manage S   F
alerts.manage         s a f o
notifications.read    s a f o t
webhooks.read         s a   o
webhooks.manage       s a   o
mails.read            s a f
mails.manage          s a f
activity.read         s a f o
jobs.read             S     O
jobs.manage           S     O
monitoring.read       S     O
platform.read         S   F O
"""
LETTER = {
    RoleKey.super_admin: "s",
    RoleKey.company_admin: "a",
    RoleKey.finance_manager: "f",
    RoleKey.operations_manager: "o",
    RoleKey.team_member: "t",
}

# Held by routes, or by something that is not a route: who else asks for it.
ASKED_ELSEWHERE = {
    Permission.platform_read: "the socket asks before it lets anybody follow the platform's stream",
    Permission.catalogue_manage: "the command line, until the console edits the catalogue",
    Permission.monitoring_read: "presence and figures",
}


def test_the_table_of_permissions() -> None:
    expected = {line[:22].strip(): line[22:].split() for line in TABLE.strip().splitlines()}
    for permission in Permission:
        letters = [LETTER[key] for key, role in BUILT_IN_ROLES.items() if permission in role.permissions]
        shown = [letter.upper() for letter in letters] if permission.for_operator else letters
        assert shown == expected.pop(permission), permission
    assert expected == {}


def test_names_say_room_and_verb_and_each_is_explained() -> None:
    for permission in Permission:
        assert permission.name == permission.value.replace(".", "_")
        assert permission.description.endswith(".")
        assert len(permission.description) <= 200


def test_a_companys_people_hold_nothing_of_the_operators() -> None:
    for role in BUILT_IN_ROLES.values():
        assert not any(permission.for_operator for permission in role.permissions_in(COMPANY))


async def test_every_route_names_a_permission_and_every_permission_is_asked_for(program: Program) -> None:
    routes = api_routes(program)
    asked = {
        f"{min(route.methods or ())} {route.path}": (route.openapi_extra or {}).get("x-permission") for route in routes
    }
    assert len(asked) > 40
    unknown = {path: name for path, name in asked.items() if name not in {*PERMISSIONS, PUBLIC, SIGNED_IN}}
    assert unknown == {}, "name the permission on the route: a Permission, PUBLIC or SIGNED_IN"
    unused = set(Permission) - set(asked.values()) - set(ASKED_ELSEWHERE)
    assert unused == set(), (
        "a permission that nothing asks for protects nothing: use it, or take it out of the catalogue"
    )


async def test_only_these_routes_are_open_to_strangers(program: Program) -> None:
    public = {route.path for route in api_routes(program) if (route.openapi_extra or {}).get("x-permission") == PUBLIC}
    signed = {path for path in public if path.startswith("/api/v1/calls/ingest/") and path.endswith("/{company_id}")}
    # A provider shows itself by its signature.
    assert public - signed <= {
        "/api/v1/session",
        "/api/v1/demo",
        "/api/v1/webhooks/{provider}",
        "/api/v1/webhooks/{provider}/ipn",
    }


async def test_every_other_route_sends_a_stranger_away(program: Program, client: httpx2.AsyncClient) -> None:
    """The first sixty; then the limit for strangers would answer. What is asked is the answer, not the parameters."""
    for route in api_routes(program):
        if (route.openapi_extra or {}).get("x-permission") == PUBLIC:
            continue
        method = min(route.methods or ())
        answer = await client.request(method, route.path.replace("{", "").replace("}", ""), json={})
        assert answer.status_code in {401, 429}, f"{method} {route.path} answered {answer.status_code}"


def test_every_facts_audience_is_a_permission() -> None:
    for fact in _subclasses(Fact):
        if fact.__module__.startswith("trunkline.") and hasattr(fact, "audience"):
            assert fact.audience in PERMISSIONS, (
                f"{fact.__name__} is told to holders of {fact.audience!r}, which nobody can hold"
            )


def api_routes(program: Program) -> list[APIRoute]:
    """Every route under /api, however deeply it was included."""
    found: list[APIRoute] = []
    waiting = list(build_app(program).routes)
    while waiting:
        route = waiting.pop(0)
        if isinstance(route, APIRoute) and route.path.startswith("/api/"):
            found.append(route)
        elif (inner := getattr(route, "original_router", None)) is not None:
            waiting += inner.routes
    return found


def _subclasses(kind: type[Fact]) -> list[type[Fact]]:
    return [one for direct in kind.__subclasses__() for one in (direct, *_subclasses(direct))]
