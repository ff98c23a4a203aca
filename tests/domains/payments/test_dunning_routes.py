"""The routes of dunning: policies, messages, cases, and the consent to rotation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import DUE, TESTER, Till
from trunkline.domains.billing.queries import OpenSum
from trunkline.domains.payments import actions
from trunkline.domains.tenants import queries as companies
from trunkline.kernel.ids import CompanyId

MANAGE = "dunning.manage"


async def _open_case(till: Till) -> str:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        case = await actions.open_case(scope, await companies.company(scope, till.company_id), OpenSum(1, DUE))
    assert case is not None
    return case.id


async def test_the_operator_sets_a_policy_and_one_for_a_company(till: Till) -> None:
    own = {"company": till.company_id}
    async with client_as(till.program, MANAGE) as api:
        shipped = (await api.get("/dunning-policy")).json()
        assert (shipped["version"], shipped["retry_days"], shipped["rotation"]) == (0, [1, 3, 5, 7], False)
        wish: dict[str, Any] = {
            "retry_days": [2, 4],
            "retry_time": "fixed",
            "retry_hour": 6,
            "thresholds": [{"currency": "EUR", "amount": "20.50"}],
            "steps": [
                {"after_days": 0, "message": "reminder"},
                {"after_days": 9, "message": "limited", "action": "limit"},
            ],
        }
        changed = (await api.put("/dunning-policy", json=wish)).json()
        assert (changed["version"], changed["company_id"], changed["notice_hour"]) == (1, None, 9)
        assert changed["thresholds"] == [{"amount": "20.50", "currency": "EUR"}]
        assert changed["steps"][1] == {"after_days": 9, "message": "limited", "action": "limit"}
        again = await api.put("/dunning-policy", json=wish)
        assert again.json() == changed  # the same is no change

        theirs = (await api.put("/dunning-policy", json={"rotation": True}, params=own)).json()
        assert (theirs["company_id"], theirs["version"], theirs["retry_days"]) == (till.company_id, 1, [2, 4])
        assert (await api.put("/dunning-policy", json={"rotation": False}, params=own)).json()["version"] == 2
        assert (await api.get("/dunning-policy")).json() == changed
        assert (await api.delete("/dunning-policy", params=own)).status_code == 204
        assert (await api.get("/dunning-policy", params=own)).json() == changed
        assert (await api.delete("/dunning-policy")).status_code == 422
    facts = await till.facts("dunning.policy_changed")
    assert [(one.payload["policy_version"], one.payload["changed"]) for one in facts] == [
        (1, ["rotation"]),
        (2, ["rotation"]),
        (0, []),
    ]
    assert [(one.payload["before"], one.payload["after"]) for one in facts[:2]] == [
        ({"rotation": False}, {"rotation": True}),
        ({"rotation": True}, {"rotation": False}),
    ]


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"retry_days": [3, 1]}, "/retry_days/1"),
        ({"steps": [{"after_days": 1, "message": "nothing"}]}, "/steps/0/message"),
        ({"thresholds": [{"currency": "JPY", "amount": "1.5"}]}, "/thresholds/0"),
        ({"retry_hour": 3}, "/retry_hour"),
    ],
)
async def test_a_policy_that_cannot_stand_changes_nothing(till: Till, wish: dict[str, Any], pointer: str) -> None:
    async with client_as(till.program, MANAGE) as api:
        refused = await api.put("/dunning-policy", json=wish)
        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
        assert (await api.get("/dunning-policy")).json()["version"] == 0


async def test_messages_are_written_and_seen(till: Till) -> None:
    async with client_as(till.program, MANAGE) as api:
        shipped = (await api.get("/dunning-messages")).json()
        assert {(one["key"], one["locale"]) for one in shipped} >= {("reminder", "en"), ("canceled", "de")}
        words = {"title": "{{ company }}", "body": "{{ amount }}"}
        early = await api.put("/dunning-messages/house/fr", json=words)
        assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/locale")
        assert (await api.put("/dunning-messages/house/en", json=words)).json()["edited"] is True
        assert (await api.put("/dunning-messages/house/fr", json=words)).status_code == 200
        assert (await api.put("/dunning-messages/house/fr", json=words | {"body": "Non"})).json()["body"] == "Non"
        refused = await api.put("/dunning-messages/reminder/en", json=words | {"body": "{{ secret }}"})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body")
        seen = {(one["key"], one["locale"]): one for one in (await api.get("/dunning-messages")).json()}
        assert (seen["house", "fr"]["body"], seen["reminder", "en"]["edited"]) == ("Non", False)
        used = await api.put("/dunning-policy", json={"steps": [{"after_days": 1, "message": "house"}]})
        assert used.status_code == 200


async def test_a_company_sees_its_cases_and_no_other(till: Till, make_till: Any) -> None:
    mine, other = await _open_case(till), await make_till()
    theirs = await _open_case(other)
    async with client_as(till.program, "payments.read", company_id=till.company_id) as api:
        (only,) = (await api.get("/dunning-cases")).json()["items"]
        assert (only["id"], only["due"], only["state"]) == (mine, {"amount": "119.00", "currency": "EUR"}, "overdue")
        assert (only["reached"], only["steps"], only["next_step"]["message"]) == (0, 3, "reminder")
        assert (await api.get(f"/dunning-cases/{mine}")).json().items() >= only.items()
        assert (await api.get(f"/dunning-cases/{theirs}")).status_code == 404
        assert (await api.get("/dunning-policy")).status_code == 403
    async with client_as(till.program, "payments.read") as api:
        first = (await api.get("/dunning-cases", params={"limit": 1})).json()
        rest = (await api.get("/dunning-cases", params={"limit": 1, "cursor": first["next_cursor"]})).json()
        assert [one["id"] for one in [*first["items"], *rest["items"]]] == sorted([theirs, mine], reverse=True)
        for wish in ({"state": "limited"}, {"currency": "USD"}, {"open": "false"}):
            assert (await api.get("/dunning-cases", params=wish)).json()["items"] == []
        wish = {"state": "overdue", "currency": "EUR", "open": "true"}
        assert len((await api.get("/dunning-cases", params=wish)).json()["items"]) == 2


async def test_a_company_consents_to_rotation_and_takes_it_back(till: Till) -> None:
    async with client_as(till.program, "payments.read", "payments.manage", company_id=till.company_id) as api:
        assert (await api.get("/payment-method-rotation")).json() == {"allowed": False}
        for allowed in (True, True, False):
            assert (await api.put("/payment-method-rotation", json={"allowed": allowed})).json() == {"allowed": allowed}
            assert (await api.get("/payment-method-rotation")).json() == {"allowed": allowed}
    facts = await till.facts("payment_method.rotation_chosen")
    assert [(one.subject, one.payload["allowed"]) for one in facts] == [
        (CompanyId(till.company_id), True),
        (till.company_id, False),
    ]


async def test_a_message_is_previewed_with_an_invoice_a_company_or_sample_values(till: Till) -> None:
    words = {
        "title": "{{ amount }} of {{ company }}",
        "body": "{{ invoices }}{% if next_on %}: {{ next_on }}{% endif %}",
    }
    invoice_id = await till.issue()
    async with client_as(till.program, MANAGE) as api:

        async def preview(**more: Any) -> Any:
            params = {"company": more.pop("company")} if "company" in more else {}
            return await api.post("/dunning-message-preview", json=words | more, params=params)

        sample = (await preview()).json()
        assert (sample["title"], sample["body"]) == ("€119.00 of Nordlicht GmbH", "TL-000042: March 9, 2026")
        number = (await till.invoice(invoice_id)).number
        german = (await preview(invoice_id=invoice_id, locale="de", step=3)).json()
        assert (german["title"], german["body"]) == ("119,00\xa0€ of Nordlicht", number)
        theirs = (await preview(company=till.company_id)).json()
        assert theirs["title"].endswith(" of Payer-1")
        refused = await preview(body="Dear,\nplease {{ secret }}", title="{% if secrets %}x{% endif %}")
        assert refused.status_code == 422
        problems = {one["pointer"]: one["detail"] for one in refused.json()["errors"]}
        assert problems["/body"].startswith("There is no variable secret (line 2, column 11)")
        assert problems["/title"].startswith("There is no variable secrets (line 1, column 7)")
        assert (await preview(step=4)).json()["errors"][0]["pointer"] == "/step"
        assert (await preview(locale="xx-nothing")).status_code == 422
    assert await till.facts("dunning.message") == []
