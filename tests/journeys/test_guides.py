"""The commands of the guides, run as they are written against `trunkline serve --demo`."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.installation import Installation, Served

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
ENVIRONMENT = {"TRUNKLINE_LOG_LEVEL": "warning", "TRUNKLINE_WEBHOOKS_TO_LOOPBACK": "1"}
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    installation = Installation(tmp_path_factory.mktemp("guides") / "data", "", ENVIRONMENT)
    installation.run("demo")
    with installation.serving("--demo") as served:
        yield served


def run_guide(name: str, served: Served, folder: Path | None = None, seconds: float = 60) -> str:
    """All its blocks in one shell, which stops at the first command that fails; what they print."""
    script = "\n".join(["set -euo pipefail", *BLOCK.findall((GUIDES / name).read_text(encoding="utf-8"))])
    environment = os.environ | {"TRUNKLINE": served.address}
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=seconds, cwd=folder
    )
    assert done.returncode == 0, f"{name} stopped:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_price_a_module(demo: Served) -> None:
    promised = (GUIDES / "price-a-module.md").read_text(encoding="utf-8").split("Among the totals stands `")[1]
    told = run_guide("price-a-module.md", demo).splitlines()
    held_since, true_up, trial_days, grouped, accepted, totals, version, state, end, no_end = told
    assert (true_up, trial_days) == ("180.00", "14"), "500 - 49 - 271"
    assert grouped == "15.00", "two packages for one group, one for the other"
    assert (held_since, version, state, no_end) == ("1970-01-01T00:00:00Z", "2", "retired", "None")
    assert accepted == '{"accepted":1,"duplicate":0,"rejected":0,"problems":[]}'
    assert promised.split("`")[0] in totals
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT2[23]:00:00Z", end), "the company's own midnight"


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_try_it_in_time(demo: Served) -> None:
    told = run_guide("try-it-in-time.md", demo).splitlines()
    assert told[:4] == ["visa", "active", "2026-04-01T07:00:00Z", "2026-04-01T07:00:00Z"]
    invoices = [line.split() for line in told[4:]]
    assert [state for _, _, state in invoices] == ["paid"] * 4
    # 1 January is billed at once, the others with the first run of their day in Berlin.
    assert [at[:10] for _, at, _ in invoices] == ["2026-01-01", "2026-01-31", "2026-02-28", "2026-03-31"]


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_watch_usage(demo: Served) -> None:
    meter, company, head, groups, events, bound, factor, no_cursor = run_guide("watch-usage.md", demo).splitlines()
    assert meter
    assert company in {"Nordlicht Energie GmbH", "Harbor Dental Group", "Sakura Travel K.K."}
    assert head == "key,label,events,calls,answered,quantity,billable_seconds,billed_seconds,amount_EUR"
    large, small = ast.literal_eval(groups)
    assert (large["value"], large["events"], large["quantity"]) == ("large", 2, "500")
    assert (small["value"], small["events"], small["quantity"]) == ("small", 1, "250")
    assert (events, bound, factor, no_cursor) == ("2", "800", "3", "None")


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_correct_usage_and_prices(demo: Served) -> None:
    accepted, billed, corrected, taken_back, previewed, version, repriced = run_guide(
        "correct-usage-and-prices.md", demo
    ).splitlines()
    assert accepted == '{"accepted":1,"duplicate":0,"rejected":0,"problems":[]}'
    assert corrected == '{"corrected":1,"unchanged":0,"rejected":0,"problems":[]}'
    assert (billed, taken_back, version) == ("100.00 Pages scanned", "-60.00 Pages scanned, credit", "2")
    assert previewed == "-8.00"
    assert re.fullmatch(r"-8\.00 Pages scanned, price corrected from \d{4}-\d\d-\d\d, credit", repriced)


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_invoice_your_way(demo: Served) -> None:
    discount, upcoming, gone, waits, at_once, *rest = run_guide("invoice-your-way.md", demo).splitlines()
    assert (discount, upcoming, gone, waits, at_once) == ("-50.00", "750.00", "", "First customer", "399.84")
    state, grace, accepted, issued, draft, fate, *reached = rest
    assert (state, grace, accepted, issued) == ("active", "5", "1", "0")
    assert draft == "None 2026-02-15 50.00 ['Fax, Metered: Pages sent', 'First customer']"
    assert fate == "issued"
    assert reached == ["200.00", "1", "250.00", "2026-02-11T08:02:00Z", "250.00"]


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_refund_and_dispute(demo: Served) -> None:
    provider, left, credited, default, contested, fee, added, said, sent, card, *transfers = run_guide(
        "refund-and-dispute.md", demo, seconds=180
    ).splitlines()
    assert (provider, left, credited) == ("stripe", "89.00", "30.00")
    assert (default, contested, fee, said, card) == ("True", "59.50", "15.00", "Training on site", "9995")
    assert (added, sent) == ("added", "sent")
    assert transfers == ["10.00", "13.80", "6.20", "paid"]


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_recover_from_a_provider_outage(demo: Served) -> None:
    brand, state, closed, other_brand, lost, notices, *dead, invoices = run_guide(
        "recover-from-a-provider-outage.md", demo, seconds=180
    ).splitlines()
    assert (brand, state, other_brand) == ("visa", "active", "visa")
    assert closed == "succeeded error error succeeded"
    assert lost == "succeeded succeeded"
    assert (notices, dead, invoices) == ("0 failed", [], "paid paid")


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_reconcile_a_month(demo: Served) -> None:
    provider, amount, remedies, refused, state, line = run_guide("reconcile-a-month.md", demo).splitlines()
    assert (provider, amount, remedies) == ("stripe", "-5.00", "['explain']")
    assert (refused, state) == ("remedy_refused", "resolved")
    kind, found, reference, *amounts = line.split(",")
    assert (kind, found, reference[:3], amounts) == ("refund_not_ours", "resolved", "re_", ["", "", "-5.00"])


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_pay_in_instalments(demo: Served) -> None:
    planned, brand, agreed, named, last4, late, owed, rest, *ended = run_guide(
        "pay-in-instalments.md", demo, seconds=180
    ).splitlines()
    assert planned == "2026-03-02/39.67/planned 2026-04-02/39.67/planned 2026-05-02/39.66/planned"
    assert (brand, named) == ("visa", "ipl_")
    assert agreed == "2026-03-02/39.67/paid 2026-04-02/39.67/upcoming 2026-05-02/39.66/upcoming"
    assert (last4, owed, rest) == ("9995", "39.67", "79.33")
    assert late == "2026-03-02/39.67/paid 2026-04-02/39.67/overdue 2026-05-02/39.66/upcoming"
    assert ended == ["settled", "paid"]


@pytest.mark.skipif(not shutil.which("bash"), reason="the guides need bash")
def test_quote_a_price(tmp_path: Path) -> None:
    """What the guide shows below each command is what the command prints; nothing is installed or served."""
    guide = (GUIDES / "quote-a-price.md").read_text(encoding="utf-8")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "trunkline").write_text(f'#!/bin/sh\nexec {sys.executable} -m trunkline.entrypoints.cli "$@"\n')
    (folder / "trunkline").chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    shown = re.findall(r"^```text\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    for script, promised in zip(BLOCK.findall(guide), shown, strict=True):
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", promised)


@pytest.mark.timeout(240)
@pytest.mark.skipif(not shutil.which("bash"), reason="the guides need bash")
def test_write_a_scenario(tmp_path: Path) -> None:
    guide = (GUIDES / "write-a-scenario.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^```text\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    (tmp_path / "trunkline").write_text(f'#!/bin/sh\nexec {sys.executable} -m trunkline.entrypoints.cli "$@"\n')
    (tmp_path / "trunkline").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    script = "\n".join(["set -euo pipefail", *BLOCK.findall(guide)])
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, f"the guide stopped:\n{done.stdout}\n{done.stderr}"
    assert told in done.stderr, "the report of a failure is shown as it is"
    assert "1 passed, 0 failed" in done.stderr
    assert '"passed": 1,' in done.stdout
    assert "misspelt.yaml:9: 'subscrbe' is not known here; did you mean 'subscribe'?" in done.stderr
    assert "2 can be played" in done.stderr


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_listen_by_webhook(demo: Served, tmp_path: Path) -> None:
    heard, status, replayed, job, newest = run_guide("listen-by-webhook.md", demo, tmp_path).splitlines()
    assert (heard, status) == ("webhook_endpoint.tested", "204")
    assert (replayed, job, newest) == ("waiting", "job_", "webhook_endpoint.tested")


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_send_mail(demo: Served) -> None:
    (title,) = run_guide("send-mail.md", demo).splitlines()
    assert re.fullmatch(r"Invoice \S+", title)


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_exchange_rates(demo: Served) -> None:
    told = run_guide("exchange-rates.md", demo).splitlines()
    name, *rates = told
    assert name == "VAE-Dirham"
    assert rates == [
        "0.868658790827",
        "2025-06-13T12:15:00Z",
        "True",
        "2025-01-02",
        "14415",
        "14414.5240",
        "order-4711",
    ]


@pytest.mark.timeout(240)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="the guides need curl and bash")
def test_sell_in_a_new_currency(demo: Served) -> None:
    """What the guide shows of prices, invoices and the report is what its commands print, in that order."""
    guide = (GUIDES / "sell-in-a-new-currency.md").read_text(encoding="utf-8")
    told = run_guide("sell-in-a-new-currency.md", demo, seconds=180)
    at = 0
    for shown in re.findall(r"^```text\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL):
        assert shown in told[at:], told
        at = told.index(shown, at) + len(shown)
    lines = told.splitlines()
    assert lines[7:9] == ["165.94 ecb 2025-06-13T12:15:00Z", "created platform_fee /terms/amount 49.00 8131.06 8100"]
    assert lines[13] == "European Central Bank"
    assert lines[20:27] == [*("visa", "EUR", "1", "2025-07-02", "2025-07-03T16:00:00Z", "1"), "2025-08-03T16:00:00Z"]
