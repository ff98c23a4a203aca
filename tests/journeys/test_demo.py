"""`trunkline serve --demo`, as a newcomer starts it: the world, the console in a real browser, a second start."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.installation import Installation, Served
from tests.shared_data import REPOSITORY

PASSWORD = "let-me-see-trunkline"
CONSOLE = REPOSITORY / "console"
STARTS_AGAIN_SECONDS = 15


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("demo") / "data"
    return Installation(folder, "", {"TRUNKLINE_LOG_LEVEL": "warning"})


@pytest.fixture(scope="module")
def served(installation: Installation) -> Iterator[Served]:
    with installation.serving("--demo", start_seconds_max=180) as served:
        yield served


@pytest.mark.timeout(240)
def test_the_demo_has_three_companies_and_invoices_in_every_state_that_occurs(served: Served) -> None:
    operator = served.signed_in("admin@trunkline.example", PASSWORD)
    companies = operator.get("/api/v1/companies").json()["items"]
    assert {(one["slug"], one["zone"], one["currency"]) for one in companies} == {
        ("nordlicht", "Europe/Berlin", "EUR"),
        ("harbor", "America/New_York", "USD"),
        ("sakura", "Asia/Tokyo", "JPY"),
    }
    invoices = operator.get("/api/v1/invoices?limit=100").json()["items"]
    assert {invoice["state"] for invoice in invoices} >= {"paid", "past_due", "void"}
    numbers = sorted(invoice["number"] for invoice in invoices)
    assert [int(number[-6:]) for number in numbers] == list(range(1, len(numbers) + 1))
    calls = operator.get("/api/v1/usage/daily?company=" + companies[0]["id"]).json()["days"]
    assert sum(day["calls"] for day in calls) > 500


def test_calls_keep_arriving(served: Served) -> None:
    operator = served.signed_in("admin@trunkline.example", PASSWORD)
    newest = _newest_call(operator)
    deadline = time.monotonic() + 30
    while _newest_call(operator) == newest:
        assert time.monotonic() < deadline, "no call has arrived in 30 seconds"
        time.sleep(0.5)


def test_a_company_of_the_demo_sees_nothing_of_another(served: Served) -> None:
    anke, yuki = (served.signed_in(email, PASSWORD) for email in ("anke@nordlicht.example", "yuki@sakura.example"))
    invoice = anke.get("/api/v1/invoices?limit=1").json()["items"][0]
    assert yuki.get(f"/api/v1/invoices/{invoice['id']}").status_code == 404
    assert yuki.get(f"/api/v1/invoices?company={invoice['company_id']}").status_code == 404


@pytest.mark.timeout(300)
@pytest.mark.parametrize("journey", ["journey", "operator", "instalments", "reconciliation", "rates", "languages"])
def test_the_console_in_a_browser(served: Served, journey: str) -> None:
    """What a company does (read an invoice, ask why, watch a call arrive), and what the operator does: console/e2e.

    Agree on parts that are paid early; find what a provider's books have and ours have not, and explain it;
    convert at a rate whose source is named; read it all in Arabic, from right to left, and in German."""
    chromium, node = shutil.which("chromium"), REPOSITORY / ".venv" / "bin" / "node"
    missing = [str(path) for path in (CONSOLE / "dist/index.html", CONSOLE / "node_modules", node) if not path.exists()]
    if chromium is None or missing:
        reason = f"missing: {', '.join([*missing, *([] if chromium else ['chromium'])])}; `make test` sets the rest up"
        if os.environ.get("TRUNKLINE_TEST_ENGINES_REQUIRED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    environment = {**os.environ, "BASE_URL": served.address, "CHROMIUM": chromium}
    walked = subprocess.run(
        [str(node), f"e2e/{journey}.ts"], cwd=CONSOLE, env=environment, capture_output=True, text=True, timeout=270
    )
    assert walked.returncode == 0, f"{walked.stdout}\n{walked.stderr}"


@pytest.mark.timeout(120)
def test_a_second_start_takes_seconds_and_changes_nothing(installation: Installation, served: Served) -> None:
    operator = served.signed_in("admin@trunkline.example", PASSWORD)
    before = operator.get("/api/v1/invoices?limit=100").json()
    begun = time.monotonic()
    with installation.serving("--demo") as again:
        assert time.monotonic() - begun < STARTS_AGAIN_SECONDS
        assert again.signed_in("admin@trunkline.example", PASSWORD).get("/api/v1/invoices?limit=100").json() == before


def _newest_call(client: Any) -> str:
    items = client.get("/api/v1/calls?limit=1").json()["items"]
    assert items
    return str(items[0]["id"])
