"""Mails are handed to a real server: encrypted before anything that matters, and its replies are read for what they mean."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace

import pytest

from tests.mail_server import MailServer as Server
from tests.mail_server import serving_mail
from trunkline.domains.notifications.model import File, Letter, Reply
from trunkline.domains.notifications.ports import HAND_OVER_SECONDS_MAX
from trunkline.domains.notifications.rules import message_of
from trunkline.infra.mail_settings import MailServer
from trunkline.providers.email import OutboxMails, SmtpMails
from trunkline.providers.email.smtp import BYTES_PER_SECOND_MIN, Patience

Certified = tuple[ssl.SSLContext, ssl.SSLContext]
PASSWORD = "a pass:word"


def _plain(server: Server, sender: str) -> SmtpMails:
    return SmtpMails(MailServer("127.0.0.1", server.port, "plain"), sender)


async def test_a_message_arrives_as_it_was_written(letter: Letter) -> None:
    async with serving_mail() as server:
        handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, handed.code) == (Reply.accepted, 250)
    (given,) = server.given
    assert (given.sender, given.recipient) == ("billing@trunkline.example", letter.recipient)
    headers = {name: str(value) for name, value in given.message.items()}
    assert headers["Subject"] == letter.title
    assert headers["From"] == letter.sender
    assert headers["To"] == letter.recipient
    assert headers["Message-ID"] == letter.message_id
    assert headers["Date"] == "Mon, 02 Mar 2026 12:00:00 +0000"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert given.text.replace("\r\n", "\n") == letter.text
    html = given.message.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == letter.html
    assert given.files == {"receipt-1.pdf": letter.files[0].data}
    assert server.said[0] == "EHLO trunkline.example"
    assert server.said[-1] == "QUIT"
    assert given.raw.isascii()


@pytest.mark.parametrize("tls", [False, True])
async def test_a_password_goes_over_an_encrypted_line_alone(letter: Letter, certified: Certified, tls: bool) -> None:
    async with serving_mail(certified[0], tls=tls) as server:
        server.users = {"us": PASSWORD}
        settings = MailServer("localhost", server.port, "tls" if tls else "starttls", "us", PASSWORD)
        handed = await SmtpMails(settings, letter.sender, trusted=certified[1]).send(letter)
    assert handed.reply is Reply.accepted
    (given,) = server.given
    assert given.user == "us"
    assert given.encrypted is not tls  # with TLS from the first byte there is nothing to ask for
    asked = [one.split(" ")[0] for one in server.said]
    assert "AUTH" in asked
    assert ("STARTTLS" in asked and asked.index("STARTTLS") < asked.index("AUTH")) or tls


async def test_a_server_that_does_not_encrypt_gets_neither_password_nor_mail(letter: Letter) -> None:
    async with serving_mail() as server:
        server.users = {"us": PASSWORD}
        settings = MailServer("127.0.0.1", server.port, "starttls", "us", PASSWORD)
        handed = await SmtpMails(settings, letter.sender).send(letter)
    assert (handed.reply, server.given) == (Reply.later, [])
    assert not [one for one in server.said if one.startswith(("AUTH", "MAIL"))]


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(letter: Letter, certified: Certified) -> None:
    async with serving_mail(certified[0]) as server:
        handed = await SmtpMails(MailServer("localhost", server.port, "starttls"), letter.sender).send(letter)
    assert (handed.reply, handed.code, server.given) == (Reply.later, None, [])


async def test_a_wrong_password_is_our_trouble_and_is_not_repeated(letter: Letter, certified: Certified) -> None:
    async with serving_mail(certified[0]) as server:
        server.users = {"us": "another"}
        settings = MailServer("localhost", server.port, "starttls", "us", PASSWORD)
        handed = await SmtpMails(settings, letter.sender, trusted=certified[1]).send(letter)
    assert (handed.reply, handed.code, server.given) == (Reply.later, 535, [])
    assert PASSWORD not in handed.words
    assert "TRUNKLINE_MAIL_URL" in handed.words


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "MESSAGE"])
@pytest.mark.parametrize(
    ("said", "reply"),
    [("451 come back", Reply.later), ("550 no such\x07 person", Reply.refused), ("530 sign in first", Reply.later)],
)
async def test_what_a_reply_means(letter: Letter, verb: str, said: str, reply: Reply) -> None:
    async with serving_mail() as server:
        server.replies = {verb: [said]}
        handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, handed.code, server.given) == (reply, int(said[:3]), [])
    assert said[4:].replace("\x07", " ") in handed.words


@pytest.mark.parametrize("verb", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_line_that_breaks_is_tried_again(letter: Letter, verb: str) -> None:
    async with serving_mail() as server:
        server.silent = [verb]
        handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, server.given) == (Reply.later, [])


async def test_a_greeting_that_refuses_everybody_says_nothing_about_the_mail(letter: Letter) -> None:
    async with serving_mail() as server:
        server.replies = {"HELLO": ["554 closed"]}
        handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, handed.code) == (Reply.later, 554)


def _patient(server: Server, sender: str, **patience: float) -> SmtpMails:
    """Waits for half a minute where nothing else is said."""
    waits = Patience(**({"connect": 30, "envelope": 30, "data": 30, "taken": 30} | patience))
    return SmtpMails(MailServer("127.0.0.1", server.port, "plain"), sender, patience=waits)


@pytest.mark.parametrize(
    ("verb", "phase"),
    [("HELLO", "connect"), ("EHLO", "connect"), ("MAIL", "envelope"), ("RCPT", "envelope"), ("DATA", "data")],
)
async def test_who_hangs_before_the_message_is_tried_again(letter: Letter, verb: str, phase: str) -> None:
    async with serving_mail() as server:
        server.replies = {verb: [""]}
        async with asyncio.timeout(10):
            handed = await _patient(server, letter.sender, **{phase: 0.05}).send(letter)
    assert (handed.reply, handed.code, server.given) == (Reply.later, None, [])


@pytest.mark.parametrize("hangs", [True, False])
async def test_who_has_the_message_and_says_nothing_may_have_taken_it(letter: Letter, hangs: bool) -> None:
    async with serving_mail() as server:
        server.replies, server.silent = ({"MESSAGE": [""]}, []) if hangs else ({}, ["MESSAGE"])
        async with asyncio.timeout(10):
            handed = await _patient(server, letter.sender, taken=0.05 if hangs else 30).send(letter)
    assert (handed.reply, handed.code, len(server.given)) == (Reply.unanswered, None, 1)


async def test_who_stops_reading_in_the_middle_has_not_taken_it_and_never_gets_the_rest(letter: Letter) -> None:
    large = replace(letter, files=(File("large.pdf", bytes(12 * 2**20)),))
    async with serving_mail() as server:
        server.deaf = True
        patience = {"taken": -len(message_of(large).as_bytes()) / BYTES_PER_SECOND_MIN + 0.2}
        handed = await _patient(server, letter.sender, **patience).send(large)
    assert (handed.reply, handed.code, server.given) == (Reply.later, None, [])


def test_the_last_reply_is_waited_for_as_long_as_the_standard_asks() -> None:
    waits = Patience()
    assert (waits.envelope, waits.data, waits.taken) == (300, 120, 600)
    # Connection, greeting, twice EHLO, STARTTLS and its handshake, two steps of signing in.
    assert 8 * waits.connect + 2 * waits.envelope + waits.data + waits.taken < HAND_OVER_SECONDS_MAX


async def test_lines_of_the_message_are_whole_and_none_ends_it(letter: Letter) -> None:
    async with serving_mail() as server:
        await _plain(server, letter.sender).send(replace(letter, text=".\n..\nfirst\rsecond\n.\n"))
    (given,) = server.given
    assert b"\r" not in given.raw.replace(b"\r\n", b"")
    assert b"\n" not in given.raw.replace(b"\r\n", b"")
    assert given.text.replace("\r\n", "\n").startswith(".\n..\n")


async def test_how_the_server_takes_leave_does_not_matter(letter: Letter) -> None:
    async with serving_mail() as server:
        server.silent = ["QUIT"]
        handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, len(server.given)) == (Reply.accepted, 1)


async def test_a_server_that_is_not_there_is_tried_again(letter: Letter) -> None:
    async with serving_mail() as server:
        pass
    handed = await _plain(server, letter.sender).send(letter)
    assert (handed.reply, handed.code) == (Reply.later, None)


async def test_a_message_that_cannot_be_written_is_never_taken(letter: Letter) -> None:
    async with serving_mail() as server:
        handed = await _plain(server, letter.sender).send(replace(letter, recipient="a..b@x.example"))
    assert (handed.reply, handed.code, server.said) == (Reply.refused, None, [])


async def test_the_outbox_takes_nothing(letter: Letter) -> None:
    outbox = OutboxMails(letter.sender)
    assert (outbox.sends, (await outbox.send(letter)).reply) == (False, Reply.later)
