"""Files for a dispute, from the upload to the provider's books, over both simulated providers and the real adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.payments.desk import Desk
from tests.domains.payments.files import JPEG, PDF, PNG, pdf
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.program import Program
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.connected import Connected
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator.stripe_api import InProcess
from trunkline.providers.stripe import StripePayments

both = pytest.mark.parametrize("provider", ["stripe", "paypal"])
SUBMITS = {"stripe": "/v1/disputes/", "paypal": "/provide-evidence"}


class Forgetting(httpx2.AsyncBaseTransport):
    """The way to a provider. A POST to an address with one of `loses` in it is carried out, and its answer is lost, once; one with one of
    `stops` never arrives.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner
        self.loses: list[str] = []
        self.stops: list[str] = []
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        posts = request.method == "POST"
        for mark in [one for one in self.stops if posts and one in request.url.path]:
            self.stops.remove(mark)
            raise httpx2.ReadTimeout("It did not arrive.", request=request)
        answer = await self._inner.handle_async_request(request)
        if posts:
            self.paths.append(request.url.path)
        for mark in [one for one in self.loses if posts and one in request.url.path]:
            self.loses.remove(mark)
            raise httpx2.ReadTimeout("No answer came.", request=request)
        return answer


class Case:
    """A dispute that waits for our side, and the way to its provider."""

    def __init__(self, desk: Desk, dispute_id: str, reference: str, way: Forgetting) -> None:
        self.desk, self.id, self.reference, self.way = desk, dispute_id, reference, way
        self.files = f"/disputes/{dispute_id}/files"
        self.evidence = f"/disputes/{dispute_id}/evidence"

    @staticmethod
    async def open(program: Program, clock: ManualClock, provider: str, operator: httpx2.AsyncClient) -> Case:
        desk = await Desk.open(program, clock, provider)
        payment = await desk.paid()
        reference = await desk.dispute(payment.id)
        await desk.deliver(operator)
        (dispute,) = await desk.disputes()
        ports: Any = program.ports
        adapter: StripePayments | PayPalPayments
        if provider == "stripe":
            way = Forgetting(InProcess(desk.both.stripe))
            adapter = StripePayments(StripeSettings("sk_test_simulated", ("whsec_simulated",)), clock, transport=way)
        else:
            sim = desk.both.paypal
            way = Forgetting(httpx2.ASGITransport(app=sim.app))
            adapter = PayPalPayments(sim.settings, clock, way, sim.trust)
        ports[PaymentProviders] = Connected(adapter)
        return Case(desk, dispute.id, reference, way)

    def attached(self) -> list[tuple[str, str]]:
        """What the provider's own books have: kind and name of each file."""
        if self.desk.provider == "stripe":
            with self.desk.both.stripe.books() as books:
                evidence = books.get("dispute", self.reference)["evidence"]
                named = {field: books.find(value) for field, value in evidence.items() if value}
            return [(field, file["filename"]) for field, file in named.items() if file]
        with self.desk.both.paypal.reading() as page:
            dispute = page.get("dispute", self.reference)
        assert dispute is not None
        pieces = dispute.get("evidences", [])
        return [(piece["evidence_type"], one["name"]) for piece in pieces for one in piece.get("documents", [])]

    def uploads(self) -> int:
        """How many files the simulated Stripe was given."""
        with self.desk.both.stripe.books() as books:
            return len(books.every("file"))

    async def blob_names(self) -> list[str]:
        root = self.desk.program.config.data_dir / "blobs" / "disputes"
        return sorted(one.suffix for one in root.rglob("*") if one.is_file())


@pytest.fixture
async def operator(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "notices.read", "notices.manage", "payments.read", "payments.refund") as client:
        yield client


async def add(
    operator: httpx2.AsyncClient, case: Case, data: bytes = PDF, kind: str = "receipt", name: str = "receipt.pdf"
) -> httpx2.Response:
    return await operator.post(case.files, files={"file": (name, data, "text/html")}, data={"kind": kind})


ATTACHED = {
    "stripe": [("receipt", "Rechnung März.pdf"), ("service_documentation", "report.png")],
    "paypal": [
        ("PROOF_OF_RECEIPT_COPY", "1-Rechnung_M_rz.pdf"),
        ("PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED", "2-report.png"),
    ],
}


@both
async def test_files_are_added_listed_downloaded_and_sent_with_the_evidence(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    form = await add(operator, case, name="C:\\mails\\Rechnung März.pdf")
    assert form.status_code == 201, form.text
    made = form.json()
    assert (made["name"], made["media_type"], made["state"]) == ("Rechnung März.pdf", "application/pdf", "added")
    clock.advance(timedelta(seconds=1))
    body = {"kind": "service_documentation", "name": "report"}
    raw = await operator.post(case.files, params=body, content=PNG, headers={"Content-Type": "image/png"})
    assert (raw.status_code, raw.json()["name"], raw.json()["size"]) == (201, "report.png", len(PNG))
    shown = (await operator.get(f"/disputes/{case.id}")).json()
    assert [one["id"] for one in shown["files"]] == [made["id"], raw.json()["id"]]
    listed = (await operator.get("/disputes")).json()["items"]
    assert [one["files"] for one in listed] == [shown["files"]]

    saved = await operator.get(f"{case.files}/{made['id']}")
    assert (saved.status_code, saved.content, saved.headers["content-type"]) == (200, PDF, "application/pdf")
    assert saved.headers["content-disposition"] == (
        "attachment; filename=\"Rechnung M_rz.pdf\"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"
    )
    assert "nosniff" in saved.headers["x-content-type-options"]

    answered = await operator.post(case.evidence, json={"product_description": "AI receptionist"})
    assert answered.status_code == 200, answered.text
    assert [one["state"] for one in answered.json()["files"]] == ["sent", "sent"]
    assert case.attached() == ATTACHED[provider]
    kinds = [one.kind for one in await case.desk.facts("dispute.")]
    assert kinds == ["dispute.opened", "dispute.file_added", "dispute.file_added", "dispute.changed"]


@both
async def test_a_file_alone_is_evidence(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    assert (await operator.post(case.evidence, json={})).status_code == 422
    await add(operator, case)
    answered = await operator.post(case.evidence, json={})
    assert (answered.status_code, answered.json()["state"], answered.json()["evidence"]) == (200, "answered", {})
    assert len(case.attached()) == 1


@both
@pytest.mark.parametrize("fault", ["lost_answer", "lost_request"])
async def test_what_was_sent_without_an_answer_is_sent_once(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str, fault: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    file = (await add(operator, case)).json()
    (case.way.loses if fault == "lost_answer" else case.way.stops).append(SUBMITS[provider])
    said = {"product_description": "AI receptionist"}
    lost = await operator.post(case.evidence, json=said)
    assert (lost.status_code, lost.json()["code"]) == (503, "unavailable")
    (shown,) = (await operator.get(f"/disputes/{case.id}")).json()["files"]
    assert shown["state"] == "sending"
    taken_back = await operator.delete(f"{case.files}/{file['id']}")
    assert (taken_back.status_code, taken_back.json()["code"]) == (409, "file_submitted")
    again = await operator.post(case.evidence, json=said)
    assert (again.status_code, again.json()["state"]) == (200, "answered"), again.text
    assert [one["state"] for one in again.json()["files"]] == ["sent"]
    assert len(case.attached()) == 1
    if provider == "stripe":
        assert case.uploads() == 1
        assert case.way.paths.count("/v1/files") == 1, "its name at the provider was kept"


async def test_an_upload_without_an_answer_is_the_same_file_at_the_provider(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    await add(operator, case)
    case.way.loses.append("/v1/files")
    assert (await operator.post(case.evidence, json={})).status_code == 503
    assert case.attached() == []
    assert (await operator.post(case.evidence, json={})).status_code == 200
    assert (case.uploads(), len(case.attached())) == (1, 1)
    assert case.way.paths.count("/v1/files") == 2


@both
async def test_the_answer_was_lost_for_longer_than_anybody_remembers_keys(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    await add(operator, case)
    case.way.loses.append(SUBMITS[provider])
    assert (await operator.post(case.evidence, json={"service_date": "2026-03"})).status_code == 503
    with case.desk.both.stripe.books() as books:
        books.connection.execute("DELETE FROM stripe_key")
    again = await operator.post(case.evidence, json={"service_date": "2026-03"})
    assert (again.status_code, [one["state"] for one in again.json()["files"]]) == (200, ["sent"])
    assert len(case.attached()) == 1


@both
async def test_other_evidence_than_what_was_sent_is_too_late(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    assert (await operator.post(case.evidence, json={"service_date": "2026-03"})).status_code == 200
    file = (await add(operator, case)).json()
    late = await operator.post(case.evidence, json={})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await operator.delete(f"{case.files}/{file['id']}")).status_code == 204, "it was not sent"
    assert case.attached() == []


@both
async def test_a_file_is_removed_until_it_is_sent(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    gone = (await add(operator, case)).json()
    assert (await operator.delete(f"{case.files}/{gone['id']}")).status_code == 204
    assert (await operator.delete(f"{case.files}/{gone['id']}")).status_code == 404
    assert (await operator.get(f"{case.files}/{gone['id']}")).status_code == 404
    assert await case.blob_names() == []
    stays = (await add(operator, case, JPEG, "other", "desk.jpeg")).json()
    assert stays["name"] == "desk.jpeg"
    assert (await operator.post(case.evidence, json={})).status_code == 200
    refused = await operator.delete(f"{case.files}/{stays['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "file_submitted")
    assert await case.blob_names() == [".jpg"]
    (removed,) = await case.desk.facts("dispute.file_removed")
    assert (removed.payload["file_id"], removed.payload["file_kind"]) == (gone["id"], "receipt")


@both
async def test_the_same_file_once_more_is_the_one_that_is_there(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    first = await add(operator, case)
    again = await add(operator, case, name="other.pdf")
    assert (again.status_code, again.json()) == (201, first.json())
    otherwise = await add(operator, case, kind="other")
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "file_not_taken")
    assert len(await case.desk.facts("dispute.file_added")) == 1
    assert await case.blob_names() == [".pdf"]
    key = {"Idempotency-Key": "file-1"}
    answers = [await operator.post(case.files, params={"kind": "other"}, content=PNG, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert "idempotent-replayed" in answers[1].headers


async def test_stripe_has_one_place_for_each_kind_and_little_room(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    assert (await add(operator, case, pdf(3_000_000))).status_code == 201
    second = await add(operator, case, PDF)
    assert (second.status_code, second.json()["code"]) == (409, "file_not_taken")
    together = await add(operator, case, pdf(1_500_001), "other")
    assert (together.status_code, together.json()["code"]) == (413, "too_large")
    alone = await add(operator, case, pdf(4_500_001), "other")
    assert (alone.status_code, "4,500,000" in alone.json()["detail"]) == (413, True)
    assert (await add(operator, case, pdf(1_500_000), "other")).status_code == 201
    assert (await operator.post(case.evidence, json={})).status_code == 200
    assert len(case.attached()) == 2


async def test_paypal_takes_many_and_large_ones(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "paypal", operator)
    assert (await add(operator, case, pdf(9_999_999))).status_code == 201
    assert (await add(operator, case, PDF)).status_code == 201
    alone = await add(operator, case, pdf(10_000_000), "other")
    assert (alone.status_code, alone.json()["code"]) == (413, "too_large")
    far = await add(operator, case, pdf(10_600_000), "other")
    assert (far.status_code, far.json()["code"]) == (413, "too_large")
    assert (await operator.post(case.evidence, json={"receipt": "R-1"})).status_code == 200
    assert [kind for kind, _ in case.attached()] == ["PROOF_OF_RECEIPT_COPY"] * 2


@pytest.mark.parametrize(
    ("data", "kind", "field"),
    [
        (b"", "receipt", "/file"),
        (b"<html>%PDF-1.7</html>", "receipt", "/file"),
        (b"GIF89a", "receipt", "/file"),
        (PNG[:-4], "receipt", "/file"),
        (b"%PDF-1.7 cut off", "receipt", "/file"),
        (PDF, "selfie", "/kind"),
        (PDF, None, "/kind"),
    ],
)
async def test_what_is_no_file_for_a_dispute_is_refused(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, data: bytes, kind: str | None, field: str
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    form = {} if kind is None else {"kind": kind}
    refused = await operator.post(case.files, files={"file": ("receipt.pdf", data, "application/pdf")}, data=form)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), refused.text
    assert [one["pointer"] for one in refused.json()["errors"]] == [field]
    nothing = await operator.post(case.files, files={"other": ("x.pdf", PDF)}, data={"kind": "receipt"})
    assert nothing.status_code == 422
    assert await case.blob_names() == []


async def test_a_form_that_is_none_is_refused(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    headers = {"Content-Type": "multipart/form-data"}
    assert (await operator.post(case.files, content=b"no form", headers=headers)).status_code == 400


async def test_a_file_that_the_storage_lost_is_told_and_may_be_replaced(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    file = (await add(operator, case)).json()
    (stored,) = list((program.config.data_dir / "blobs" / "disputes").rglob("*.pdf"))
    stored.unlink()
    lost = await operator.post(case.evidence, json={})
    assert (lost.status_code, lost.json()["code"]) == (409, "file_lost")
    assert (await operator.delete(f"{case.files}/{file['id']}")).status_code == 204
    assert (await add(operator, case)).status_code == 201
    assert (await operator.post(case.evidence, json={})).status_code == 200


async def test_files_are_the_operators_and_of_one_company(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    case = await Case.open(program, clock, "stripe", operator)
    file = (await add(operator, case)).json()
    path = f"{case.files}/{file['id']}"
    async with client_as(program, "payments.read", company_id=case.desk.company_id) as own:
        assert (await own.get(path)).status_code == 403
        assert (await own.delete(path)).status_code == 403
        assert (await add(own, case)).status_code == 403
    other = await Desk.open(program, clock, "stripe")
    async with client_as(program, "payments.read", "payments.refund", company_id=other.company_id) as stranger:
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.delete(path)).status_code == 404
        assert (await add(stranger, case)).status_code == 404
    assert [one["state"] for one in (await operator.get(f"/disputes/{case.id}")).json()["files"]] == ["added"]


@both
async def test_a_dispute_that_is_decided_takes_no_files(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    case = await Case.open(program, clock, provider, operator)
    assert (await operator.post(f"/disputes/{case.id}/accept")).status_code == 200
    late = await add(operator, case)
    assert (late.status_code, late.json()["code"]) == (409, "dispute_decided")
