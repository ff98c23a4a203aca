"""The main job from the outside: real call records become a paid invoice that somebody sees, as processes on each database.

A company is taken on, subscribes as of 1 February 1999, imports the 17,456 calls of a bank's call centre, is billed for February, pays
with a test card, and asks why. Nothing is reached but the command line and the API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.engines import database_engines, serve
from tests.journeys.installation import Installation, Served
from tests.shared_data import shared_file

PASSWORD = "a sentence only tests use"
CALLS = "cdr/asterisk/Master_derived_bank_feb01-14.csv.gz"


@pytest.fixture(params=database_engines())
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with serve(request.param) as server:
        # No workers: the test says when jobs run, so that the hourly bill run does not bill 27 years of platform fees meanwhile.
        settings = {"TRUNKLINE_WORKERS": "0"}
        yield Installation(tmp_path / "data", server.create_database("main_job"), settings)


@pytest.mark.timeout(300)
def test_real_calls_become_a_paid_invoice_that_explains_itself(installation: Installation) -> None:
    calls, totals = shared_file(CALLS), json.loads(shared_file(CALLS.replace(".csv.gz", ".totals.json")).read_text())
    installation.run("migrate")
    password = installation.run("users", "create-admin", "olivia@operator.example").stdout.strip()
    with installation.serving() as served:
        operator = served.signed_in("olivia@operator.example", password)
        company = _company(operator)
        _subscribed_since_1999(operator, company)
        finance = _finance_manager(served, operator, company)
        _card(operator, company)

        first = _imported(installation, calls)
        assert (first["accepted"], first["duplicate"], first["rejected"]) == (totals["rows"], 0, 0)
        again = _imported(installation, calls)
        assert (again["accepted"], again["duplicate"], again["rejected"]) == (0, totals["rows"], 0)
        _agrees_with(finance, totals)

        summary = json.loads(installation.run("bill", "run", "--through", "1999-02-28", "--json").stdout)
        assert summary["invoices_issued"] == 1
        assert (
            json.loads(installation.run("bill", "run", "--through", "1999-02-28", "--json").stdout)["invoices_issued"]
            == 0
        )
        _collect(installation)

        (invoice,) = _items(finance, "/api/v1/invoices")
        assert (invoice["state"], invoice["due"]["amount"]) == ("paid", "0.00")
        (payment,) = _items(finance, "/api/v1/payments")
        assert (payment["state"], payment["amount"], payment["invoice_id"]) == (
            "succeeded",
            invoice["total"],
            invoice["id"],
        )
        _explains(finance, invoice["id"], totals)
        assert finance.get(f"/api/v1/invoices/{invoice['id']}/pdf").content.startswith(b"%PDF")


def _company(operator: httpx2.Client) -> str:
    answer = operator.post(
        "/api/v1/companies",
        json={
            "slug": "bank",
            "name": "Anonymous Bank",
            "zone": "Asia/Jerusalem",
            "currency": "USD",
            "locale": "en-US",
            "billing_cycle_day": 1,
            "billing_profile": {
                "legal_name": "Anonymous Bank Ltd",
                "email": "accounts@bank.example",
                "country": "IL",
                "tax_rate": "0.17",
            },
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _subscribed_since_1999(operator: httpx2.Client, company: str) -> None:
    """A plan of the operator's own: calls by the minute begun, nothing else, so that the sum is easily checked."""
    made = operator.post(
        "/api/v1/modules",
        json={
            "slug": "switchboard",
            "name": "Switchboard",
            "summary": "Calls, put through",
            "description": "Calls, put through.",
            "category": "voice",
            "icon": "phone",
        },
    )
    assert made.status_code == 201, made.text
    module = made.json()["id"]
    step = {"from_second": 0, "increment_seconds": 60, "per_minute": "0.015"}
    plan = operator.post(
        f"/api/v1/modules/{module}/plans",
        json={
            "slug": "minutes",
            "name": "Minutes",
            "description": "By the minute begun.",
            "interval": "month",
            "interval_count": 1,
            "proration": "day",
            "prices": [
                {
                    "component": "calls",
                    "description": "Calls",
                    "currency": "USD",
                    "timing": "arrears",
                    "meter": "switchboard_calls",
                    "unit": "call",
                    "terms": {"model": "call", "connect_fee": "0", "steps": [step]},
                }
            ],
        },
    )
    assert plan.status_code == 201, plan.text
    started = operator.post(
        f"/api/v1/subscriptions?company={company}", json={"plan_id": plan.json()["id"], "started_on": "1999-02-01"}
    )
    assert started.status_code == 201, started.text


def _finance_manager(served: Served, operator: httpx2.Client, company: str) -> httpx2.Client:
    person = {"name": "Fay", "email": "fay@bank.example", "password": PASSWORD, "roles": ["finance_manager"]}
    answer = operator.post(f"/api/v1/users?company={company}", json=person | {"company_id": company})
    assert answer.status_code == 201, answer.text
    return served.signed_in("fay@bank.example", PASSWORD)


def _card(operator: httpx2.Client, company: str) -> None:
    card = {"provider": "simulator", "token": "4242424242424242", "make_default": True}
    answer = operator.post(f"/api/v1/payment-methods?company={company}", json=card)
    assert answer.status_code == 201, answer.text


def _imported(installation: Installation, calls: Path) -> dict[str, Any]:
    words = ("calls", "import", str(calls), "--format", "asterisk", "--company", "bank", "--json")
    rejects = str(installation.folder / "rejects.csv")
    counts: dict[str, Any] = json.loads(installation.run(*words, "--rejects", rejects).stdout)
    return counts


def _agrees_with(finance: httpx2.Client, totals: dict[str, Any]) -> None:
    """To the last second and day."""
    shown = finance.get("/api/v1/usage/daily?from=1999-02-01&to=1999-02-14").json()["days"]
    by_day = {day["day"]: {"calls": day["calls"], "billsec": day["billable_seconds"]} for day in shown}
    assert by_day == totals["by_start_date"]


def _collect(installation: Installation) -> None:
    """Jobs run in a worker of their own until nothing is due: asking the provider follows from the fact that a payment has begun."""
    installation.run("worker", "--until-idle")


def _explains(finance: httpx2.Client, invoice_id: str, totals: dict[str, Any]) -> None:
    invoice = finance.get(f"/api/v1/invoices/{invoice_id}").json()
    (line,) = invoice["lines"]
    minutes = totals["billed_60s_increments"]
    assert (
        Decimal(line["amount"]["amount"]) == (minutes * Decimal("0.015")).quantize(Decimal("0.01")) == Decimal("711.69")
    )
    assert Decimal(invoice["tax"]["amount"]) == Decimal("120.99")  # 711.69 × 0.17 = 120.9873
    assert Decimal(invoice["total"]["amount"]) == Decimal("832.68")
    why = finance.get(f"/api/v1/invoices/{invoice_id}/lines/{line['id']}/explain").json()
    assert why["result"] == line["amount"]
    counted, billed_seconds = 0, 0
    cursor: str | None = ""
    while cursor is not None:
        query = f"limit=100&fields=id,rated{f'&cursor={cursor}' if cursor else ''}"
        page = finance.get(f"/api/v1/invoices/{invoice_id}/lines/{line['id']}/calls?{query}").json()
        counted += len(page["items"])
        billed_seconds += sum(call["rated"]["billed_seconds"] for call in page["items"])
        cursor = page["next_cursor"]
    assert billed_seconds == minutes * 60
    assert counted == totals["rows"]


def _items(client: httpx2.Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
