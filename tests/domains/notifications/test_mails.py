"""What happened is mailed once to the billing address, with its document; over a real mail server, on real databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clients import client_as
from tests.conftest import NOON, run_jobs
from tests.domains.payments.conftest import DUE, EUR, TESTER, Till
from tests.domains.payments.conftest import make_till as make_till
from tests.domains.payments.conftest import till as till
from tests.factories import make_profile
from tests.mail_server import MailServer, serving_mail
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditReason, NewItem
from trunkline.domains.notifications import actions, queries, store
from trunkline.domains.notifications.model import Mail, MailAttempt, MailKind, MailState, Reply, WrittenMail
from trunkline.domains.notifications.ports import MailSender
from trunkline.domains.notifications.queries import MailFilter
from trunkline.domains.notifications.rules import MAIL_TRIES_MAX
from trunkline.domains.payments import actions as paying
from trunkline.domains.payments.events import PaymentFailed, RefundFailed
from trunkline.domains.payments.model import DunningStep, ManualMethod, RefundWish
from trunkline.domains.tenants import actions as tenants
from trunkline.infra import mail_settings
from trunkline.infra.queue import Worker
from trunkline.kernel.ids import CompanyId, DunningCaseId, InvoiceId, PaymentId, RefundId
from trunkline.kernel.page import PageRequest
from trunkline.providers.email import OutboxMails, SmtpMails

GOOD, STOLEN, SILENT = "4242424242424242", "4000000000009979", "4000009990000013"
BILLING = make_profile().email
SENDER = "Trunkline <billing@trunkline.example>"


@dataclass
class Post:
    """A till whose company is written to through a mail server."""

    till: Till
    server: MailServer

    @property
    def program(self) -> Any:
        return self.till.program

    async def mails(self, **wanted: Any) -> list[Mail]:
        """The oldest first."""
        async with self.program.scope(TESTER, company_id=self.till.company_id, write=False) as scope:
            return list(reversed((await queries.mails(scope, PageRequest(100), MailFilter(**wanted))).items))

    async def only(self, kind: MailKind) -> Mail:
        (found,) = await self.mails(kind=kind)
        return found

    async def attempts(self, mail: Mail) -> list[MailAttempt]:
        async with self.program.scope(TESTER, company_id=self.till.company_id, write=False) as scope:
            return list(await queries.mail_attempts(scope, mail.id))

    async def issue(self) -> Mail:
        """A mail of an invoice, as far as it comes."""
        await self.till.issue()
        await self.till.run()
        return (await self.mails(kind=MailKind.invoice_issued))[-1]

    async def again(self, mail: Mail) -> Mail:
        """At the time of its next attempt."""
        assert mail.next_attempt_at is not None
        self.till.clock.advance(max(timedelta(0), mail.next_attempt_at - self.till.clock.now()))
        await run_jobs(self.program)
        return next(one for one in await self.mails() if one.id == mail.id)

    async def move(self, email: str) -> None:
        async with self.program.scope(TESTER, company_id=self.till.company_id) as scope:
            profile = replace(make_profile(), email=email)
            await tenants.change_company(scope, self.till.company_id, billing_profile=profile)

    def subjects(self) -> list[str]:
        return [str(one.message["Subject"]) for one in self.server.given]


@pytest.fixture
async def post(till: Till) -> AsyncIterator[Post]:
    async with serving_mail() as server:
        settings = mail_settings.MailServer("127.0.0.1", server.port, "plain")
        till.program.ports[MailSender] = SmtpMails(settings, SENDER)  # type: ignore[index]
        yield Post(till, server)


async def test_an_invoice_is_mailed_with_its_pdf(post: Post) -> None:
    mail = await post.issue()
    (given,) = post.server.given
    assert (given.recipient, given.sender) == (BILLING, "billing@trunkline.example")
    assert str(given.message["Subject"]) == "Invoice TL-2026-000001"
    assert "over €119.00 is attached. It is due on March 16, 2026." in given.text
    ((name, pdf),) = given.files.items()
    assert (name, pdf[:5]) == ("invoice-TL-2026-000001.pdf", b"%PDF-")
    assert (mail.state, mail.attempts, mail.sent_at, mail.recipient) == (MailState.sent, 1, NOON, BILLING)
    assert given.message["Message-ID"] == mail.message_id == f"<{mail.id}@trunkline.example>"
    (attempt,) = await post.attempts(mail)
    assert (attempt.number, attempt.code, attempt.reply) == (1, 250, "queued as 1")


async def test_a_payment_is_confirmed_with_its_receipt_and_a_refund_is_told(post: Post) -> None:
    await post.till.add_card(GOOD)
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        item = NewItem(currency=EUR, description="Setup", quantity=Decimal(1), unit_amount=Decimal(100))
        invoice_id = await billing.issue_items(scope, scope.company, [item])
    await post.till.run()
    assert sorted(post.subjects()) == ["Invoice TL-2026-000001", "Payment received: €119.00"]
    confirmed = next(one for one in post.server.given if "received" in one.text)
    ((name, pdf),) = confirmed.files.items()
    assert (name, pdf[:5]) == ("receipt-TL-2026-000001.pdf", b"%PDF-")
    payment = (await post.till.payment(invoice_id)).payment
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        wish = RefundWish(amount=Decimal(19), reason=CreditReason.goodwill)
        await paying.refund_payment(scope, payment.id, wish)
    assert len(post.server.given) == 2, "a refund that is begun is not told"
    await post.till.run()
    told = await post.only(MailKind.refund_succeeded)
    assert (told.title, told.state, told.attachments) == ("Refund of €19.00", MailState.sent, ())


async def test_money_by_hand_is_confirmed_with_its_receipt(post: Post) -> None:
    invoice_id = await post.till.issue()
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        money = paying.MoneyByHand(
            amount=Decimal(119), currency="EUR", method=ManualMethod.cash, reference="x", received_at=scope.now
        )
        await paying.record_manual_payment(scope, invoice_id, money)
    await post.till.run()
    told = await post.only(MailKind.payment_recorded)
    given = next(one for one in post.server.given if one.message["Message-ID"] == told.message_id)
    assert [data[:5] for data in given.files.values()] == [b"%PDF-"]


async def test_what_is_not_known_is_not_told(post: Post) -> None:
    await post.till.add_card(SILENT)
    await post.till.issue()
    await post.till.run()
    assert [one.kind for one in await post.mails()] == [MailKind.invoice_issued]


async def test_a_failed_payment_asks_for_action_unless_dunning_does(post: Post) -> None:
    await post.till.add_card(STOLEN)
    await post.till.issue()
    await post.till.run()
    told = await post.only(MailKind.payment_failed)
    assert told.title == "Invoice TL-2026-000001 could not be collected"
    await _dun(post)
    await post.till.issue()
    await post.till.run()
    assert len(await post.mails(kind=MailKind.payment_failed)) == 1


async def test_a_payment_that_leaves_nothing_to_be_done_is_not_written(post: Post) -> None:
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        for number, (settles_plan, manual_capture) in enumerate([(True, False), (False, True), (False, False)]):
            failed = PaymentFailed(
                company_id=scope.company,
                subject=scope.new_id(PaymentId),
                invoice_id=scope.new_id(InvoiceId),
                invoice_number=f"TL-{number}",
                amount=DUE,
                code="x",
                message="It was declined.",
                settles_plan=settles_plan,
                manual_capture=manual_capture,
            )
            scope.announce(failed)
    await post.till.run()
    assert [one.title for one in await post.mails()] == ["Invoice TL-2 could not be collected"]


async def test_a_dunning_step_is_mailed_in_its_own_words(post: Post) -> None:
    await _dun(post)
    step = (await post.till.facts("dunning.step_reached"))[0].payload
    told = await post.only(MailKind.dunning_step)
    assert (told.title, told.text, told.locale) == (step["title"], step["body"], step["locale"])
    given = next(one for one in post.server.given if one.message["Message-ID"] == told.message_id)
    assert given.text.strip().replace("\r\n", "\n") == step["body"]


async def test_a_reminder_that_is_paid_before_it_leaves_is_withheld(post: Post) -> None:
    await post.issue()
    post.server.replies = {"RCPT": ["451 later"]}
    await _dun(post)
    told = await post.only(MailKind.dunning_step)
    assert told.state is MailState.waiting
    await post.till.add_card(GOOD)
    (invoice_id,) = [one.subject for one in await post.till.facts("invoice.issued")]
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        await paying.pay_invoice(scope, InvoiceId(invoice_id))
    await post.till.run()
    withheld = await post.again(told)
    assert (withheld.state, withheld.attempts) == (MailState.withheld, 1)
    assert withheld.message_id not in {one.message["Message-ID"] for one in post.server.given}


async def _pause(post: Post, days: int) -> tuple[Mail, DunningCaseId]:
    """A reminder that waits for its next try while its case is paused."""
    await post.issue()
    post.server.replies = {"RCPT": ["451 later"]}
    await _dun(post)
    told = await post.only(MailKind.dunning_step)
    case_id = DunningCaseId(told.subject)
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        await paying.pause_case(scope, case_id, (post.till.clock.now() + timedelta(days=days)).date(), "We talk.")
    return told, case_id


async def test_a_reminder_of_a_paused_case_waits_until_the_case_goes_on(post: Post) -> None:
    told, case_id = await _pause(post, days=20)
    held = await post.again(told)
    assert (held.state, held.attempts) == (MailState.waiting, 1)
    assert held.reason == "Its dunning case is paused: it is sent when the case goes on."
    assert held.next_attempt_at == post.till.clock.now() + timedelta(days=1)
    again = await post.again(held)
    assert (again.state, again.attempts, again.turn) == (MailState.waiting, 1, held.turn + 1)
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        await paying.resume_case(scope, case_id, "Nothing came of it.")
    sent = await post.again(again)
    assert (sent.state, sent.attempts, sent.reason) == (MailState.sent, 2, None)


async def test_a_reminder_is_left_to_the_next_step_where_that_follows_the_pause(post: Post) -> None:
    async with post.program.scope(TESTER) as scope:
        steps = (DunningStep(after_days=0, message="reminder"), DunningStep(after_days=5, message="reminder"))
        await paying.set_dunning_policy(scope, post.till.company_id, steps=steps)
    told, _ = await _pause(post, days=20)
    withheld = await post.again(told)
    assert (withheld.state, withheld.attempts, withheld.next_attempt_at) == (MailState.withheld, 1, None)
    assert "the next step" in str(withheld.reason)


async def test_a_refund_that_comes_back_corrects_what_was_told(post: Post) -> None:
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        for came_back in (False, True):
            scope.announce(
                RefundFailed(
                    company_id=scope.company,
                    subject=scope.new_id(RefundId),
                    payment_id=scope.new_id(PaymentId),
                    invoice_id=scope.new_id(InvoiceId),
                    invoice_number="TL-1",
                    amount=DUE,
                    code="x",
                    message="The account is closed.",
                    came_back=came_back,
                )
            )
    await post.till.run()
    (told,) = await post.mails()
    assert (told.kind, told.title) == (MailKind.refund_failed, "The refund of €119.00 came back")


async def test_a_server_that_is_busy_is_tried_again_with_the_same_message(post: Post) -> None:
    post.server.replies = {"MESSAGE": ["451 greylisted"]}
    waiting = await post.issue()
    assert (waiting.state, waiting.tries, post.server.given) == (MailState.waiting, 1, [])
    assert waiting.next_attempt_at is not None
    assert timedelta(seconds=60) <= waiting.next_attempt_at - NOON <= timedelta(seconds=72)
    sent = await post.again(waiting)
    assert (sent.state, sent.attempts, len(post.server.given)) == (MailState.sent, 2, 1)
    assert post.server.given[0].message["Message-ID"] == waiting.message_id
    assert [one.code for one in await post.attempts(sent)] == [451, 250]


async def test_a_line_that_breaks_after_the_message_sends_it_again_as_the_same_one(post: Post) -> None:
    post.server.silent = ["MESSAGE"]
    waiting = await post.issue()
    assert (waiting.state, len(post.server.given)) == (MailState.waiting, 1)
    assert "did not say whether it takes it" in str(waiting.reason)
    sent = await post.again(waiting)
    first, second = post.server.given
    assert first.message["Message-ID"] == second.message["Message-ID"] == waiting.message_id
    assert (sent.state, sent.reason) == (MailState.sent, None)
    assert [one.outcome for one in await post.attempts(sent)] == [Reply.unanswered, Reply.accepted]


async def test_a_server_that_never_says_whether_it_took_a_mail_gets_it_twice_at_most(post: Post) -> None:
    post.server.silent = ["MESSAGE"] * MAIL_TRIES_MAX
    mail = await post.issue()
    while mail.state is MailState.waiting:
        mail = await post.again(mail)
    assert (mail.state, mail.attempts, len(post.server.given)) == (MailState.failed, 2, 2)
    assert "may have arrived" in str(mail.reason)
    (told,) = await post.till.facts("mail.failed")
    assert (told.payload["because"], told.payload["code"]) == ("unanswered", None)
    post.server.silent = []
    async with _operator(post) as client:  # a person may know better
        await client.post(f"/mails/{mail.id}/resend")
    await post.till.run()
    assert (await post.only(MailKind.invoice_issued)).state is MailState.sent


async def test_a_server_that_lets_everybody_wait_has_two_workers(post: Post) -> None:
    inside, most = 0, 0

    class Slow(SmtpMails):
        async def send(self, letter: Any) -> Any:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.1)
            inside -= 1
            return await super().send(letter)

    post.program.ports[MailSender] = Slow(post.program.ports[MailSender]._server, SENDER)
    for _ in range(5):
        await post.till.issue()
    await Worker(post.program, side_by_side=4).run_until_idle()
    assert len(post.server.given) == 5
    assert most <= 2


async def test_a_process_that_dies_after_sending_sends_the_same_message_once_more(post: Post) -> None:
    class Killed(BaseException):
        pass

    class Dying(SmtpMails):
        async def send(self, letter: Any) -> Any:
            await super().send(letter)
            raise Killed

    good = post.program.ports[MailSender]
    await post.till.issue()
    post.program.ports[MailSender] = Dying(good._server, SENDER)
    with pytest.raises(Killed):
        await run_jobs(post.program)
    post.program.ports[MailSender] = good
    (mail,) = await post.mails()
    assert (mail.state, mail.attempts) == (MailState.waiting, 1)
    await actions.send_mail(post.program.begin_as(TESTER), good, mail.company_id, mail.id, mail.turn)
    first, second = post.server.given
    assert first.message["Message-ID"] == second.message["Message-ID"] == mail.message_id
    assert [one.reply for one in await post.attempts(mail)] == [None, "queued as 1"]
    # The job that comes later finds that nothing is to be done.
    await actions.send_mail(post.program.begin_as(TESTER), good, mail.company_id, mail.id, mail.turn)
    assert len(post.server.given) == 2


async def test_a_fact_is_mailed_once_however_often_it_is_answered(post: Post) -> None:
    mail = await post.issue()
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        names = ("kind", "subject", "locale", "title", "text", "audience", "attachments")
        written = WrittenMail(**{name: getattr(mail, name) for name in names})
        assert await actions.write_mail(scope, mail.fact_id, BILLING, written) is None
    await post.till.run()
    assert len(post.server.given) == 1


async def test_what_is_refused_is_dead_with_its_reason_and_told(post: Post) -> None:
    post.server.replies = {"RCPT": ["550 no such user"]}
    failed = await post.issue()
    assert (failed.state, failed.next_attempt_at) == (MailState.failed, None)
    assert failed.reason == "The mail server said 550: no such user"
    (told,) = await post.till.facts("mail.failed")
    # The reply may name the recipient: the mail has it, what is told has its code.
    assert told.subject == failed.id
    assert told.payload == {"about": "invoice_issued", "title": failed.title, "because": "refused", "code": 550}
    async with post.program.scope(TESTER, company_id=post.till.company_id, write=False) as scope:
        news = (await queries.notifications(scope, PageRequest())).items
    assert "A mail could not be delivered" in [one.title for one in news]
    assert await post.mails(state=MailState.failed) == [failed]


async def test_who_is_busy_for_days_is_given_up(post: Post) -> None:
    post.server.replies = {"RCPT": ["451 full"] * MAIL_TRIES_MAX}
    mail = await post.issue()
    for _ in range(MAIL_TRIES_MAX - 1):
        assert mail.state is MailState.waiting
        mail = await post.again(mail)
    assert (mail.state, mail.attempts) == (MailState.failed, MAIL_TRIES_MAX)
    assert mail.reason == "The mail server said 451: full"


async def test_a_mail_whose_job_nobody_will_do_any_more_is_given_up(post: Post) -> None:
    post.server.replies = {"RCPT": ["451 later"]}
    mail = await post.issue()
    async with post.program.scope(TESTER, company_id=post.till.company_id) as scope:
        await actions.give_up_mail(scope, mail.id, mail.turn - 1)
        await actions.give_up_mail(scope, mail.id, mail.turn)
    (given_up,) = await post.mails()
    assert (given_up.state, given_up.tries) == (MailState.failed, 1)


async def test_an_address_that_cannot_be_written_to_fails_at_once_and_is_resent_when_it_is_right(post: Post) -> None:
    await post.move("müller@nordlicht.example")
    failed = await post.issue()
    assert (failed.state, failed.attempts, post.server.given) == (MailState.failed, 0, [])
    assert len(await post.till.facts("mail.failed")) == 1
    async with _operator(post) as client:
        assert (await client.post(f"/mails/{failed.id}/resend")).status_code == 409
        await post.move("new@nordlicht.example")
        made = (await client.post(f"/mails/{failed.id}/resend")).json()
        assert (made["recipient"], made["id"] != failed.id) == ("new@nordlicht.example", True)
        await post.till.run()
        assert [one.recipient for one in post.server.given] == ["new@nordlicht.example"]
        again = (await client.post(f"/mails/{failed.id}/resend")).json()
    assert again["id"] == made["id"]
    await post.till.run()
    ids = {one.message["Message-ID"] for one in post.server.given}
    assert (len(post.server.given), len(ids)) == (2, 1)


async def test_a_mail_that_waits_for_an_address_nobody_can_write_to_ends_with_the_reason(post: Post) -> None:
    post.server.replies = {"RCPT": ["451 later"]}
    waiting = await post.issue()
    async with post.program.database.write() as connection:  # as it was taken before such addresses were refused
        row = store.mail.c.id == waiting.id
        await connection.execute(store.mail.update().where(row).values(recipient="a..b@nordlicht.example"))
    failed = await post.again(waiting)
    assert (failed.state, failed.attempts, post.server.given) == (MailState.failed, 1, [])
    assert "correct it" in str(failed.reason)


def _operator(post: Post) -> Any:
    return client_as(post.program, "mails.read", "mails.manage", "invoices.read", "payments.read")


async def test_resending_is_the_same_message_and_a_fact(post: Post) -> None:
    mail = await post.issue()
    async with _operator(post) as client:
        answered = await client.post(f"/mails/{mail.id}/resend")
    assert (answered.status_code, answered.json()["state"]) == (202, "waiting")
    await post.till.run()
    assert [one.message["Message-ID"] for one in post.server.given] == [mail.message_id] * 2
    assert (await post.only(MailKind.invoice_issued)).attempts == 2
    assert [one.subject for one in await post.till.facts("mail.resent")] == [mail.id]


async def test_the_screen_has_headers_text_attachments_and_attempts(post: Post) -> None:
    mail = await post.issue()
    async with _operator(post) as client:
        got = (await client.get(f"/mails/{mail.id}")).json()
        listed = (await client.get("/mails", params={"state": "sent", "kind": "invoice_issued"})).json()["items"]
        assert (await client.get("/mails", params={"state": "failed"})).json()["items"] == []
    assert [one["id"] for one in listed] == [mail.id]
    assert got["headers"] == {
        "From": SENDER,
        "To": BILLING,
        "Subject": "Invoice TL-2026-000001",
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": mail.message_id,
    }
    assert (got["text"], got["attachments"]) == (mail.text, ["invoice-TL-2026-000001.pdf"])
    assert [(one["number"], one["code"], one["reply"]) for one in got["history"]] == [(1, 250, "queued as 1")]


async def test_a_company_sees_its_own_and_nobody_sees_what_he_may_not_hear(
    post: Post, make_till: Callable[[], Any]
) -> None:
    mail = await post.issue()
    stranger = (await make_till()).company_id
    everything = ("mails.read", "mails.manage", "invoices.read", "payments.read")
    async with client_as(post.program, *everything, company_id=stranger) as client:
        assert (await client.get("/mails")).json()["items"] == []
        assert (await client.get(f"/mails/{mail.id}")).status_code == 404
        assert (await client.post(f"/mails/{mail.id}/resend")).status_code == 404
    async with client_as(post.program, "mails.read", "payments.read", company_id=post.till.company_id) as client:
        assert (await client.get("/mails")).json()["items"] == []
        assert (await client.get(f"/mails/{mail.id}")).status_code == 404
        assert (await client.post(f"/mails/{mail.id}/resend")).status_code == 403
    async with client_as(post.program, *everything, company_id=post.till.company_id) as client:
        assert (await client.get(f"/mails/{mail.id}")).status_code == 200
    assert len(post.server.given) == 1


async def test_by_default_mails_are_kept(till: Till) -> None:
    post = Post(till, MailServer())
    mail = await post.issue()
    assert (mail.state, mail.attempts, mail.next_attempt_at) == (MailState.kept, 0, None)
    async with _operator(post) as client:
        refused = await client.post(f"/mails/{mail.id}/resend")
    assert (refused.status_code, "TRUNKLINE_MAIL_URL" in refused.json()["detail"]) == (409, True)
    assert await till.facts("mail.") == []


async def test_a_server_that_is_taken_away_leaves_its_mails_in_the_outbox(post: Post) -> None:
    post.server.replies = {"RCPT": ["451 later"]}
    waiting = await post.issue()
    post.program.ports[MailSender] = OutboxMails(SENDER)
    kept = await post.again(waiting)
    assert (kept.state, kept.attempts, post.server.given) == (MailState.kept, 1, [])


async def test_a_company_with_a_clock_of_its_own_is_never_written_to(post: Post) -> None:
    body = {
        "slug": "lab",
        "name": "Lab",
        "zone": "Europe/Berlin",
        "currency": "EUR",
        "billing_profile": {"legal_name": "Lab", "email": "lab@lab.example", "country": "DE"},
        "test_clock": {"now": "2020-01-01T12:00:00+01:00"},
    }
    async with client_as(post.program, "companies.manage") as operator:
        post.till.company_id = CompanyId((await operator.post("/companies", json=body)).json()["id"])
    mail = await post.issue()
    assert (mail.state, mail.recipient, post.server.given) == (MailState.kept, "lab@lab.example", [])
    async with _operator(post) as client:
        assert (await client.post(f"/mails/{mail.id}/resend")).status_code == 409


async def _dun(post: Post) -> None:
    """The first invoice is overdue, and the first step of dunning taken."""
    async with post.program.scope(TESTER) as scope:
        await paying.set_dunning_policy(scope, None, steps=(DunningStep(after_days=0, message="reminder"),))
    if not await post.till.facts("invoice.issued"):
        await post.till.issue()
    await Worker(post.program).tick()
    post.till.clock.advance(timedelta(days=15))
    while True:
        await Worker(post.program).tick()
        await run_jobs(post.program)
        if await post.till.facts("dunning.step_reached"):
            return
        post.till.clock.advance(timedelta(minutes=30))
