"""How mail leaves the installation: what is accepted, and that no refusal repeats a password."""

from __future__ import annotations

import pytest

from trunkline.infra.config import load_config
from trunkline.infra.mail_settings import DEFAULT_FROM, FROM, URL, MailServer
from trunkline.kernel.errors import Misconfigured

US = {FROM: "Trunkline Billing <billing@trunkline.example>"}


def test_without_a_server_mails_are_kept() -> None:
    assert (load_config({}).mail.server, load_config({URL: " "}).mail.sender) == (None, DEFAULT_FROM)
    assert load_config(US).mail.sender == US[FROM]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "starttls")),
        ("smtp://us:p%40ss%3A@mail.example:2525", MailServer("mail.example", 2525, "starttls", "us", "p@ss:")),
        ("smtps://us%40here:word@mail.example/", MailServer("mail.example", 465, "tls", "us@here", "word")),
        ("smtp+plain://127.0.0.1:1025", MailServer("127.0.0.1", 1025, "plain")),
        ("smtp+plain://[::1]", MailServer("::1", 25, "plain")),
    ],
)
def test_a_server_is_a_url(url: str, server: MailServer) -> None:
    assert load_config({URL: url, **US}).mail.server == server


def test_the_password_is_not_shown() -> None:
    shown = repr(load_config({URL: "smtp://us:hidden@mail.example", **US}))
    assert "mail.example" in shown
    assert "hidden" not in shown


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({URL: "mail.example", **US}, URL),
        ({URL: "http://us:secret@mail.example", **US}, URL),
        ({URL: "smtp://us:secret@mail.example:port", **US}, URL),
        ({URL: "smtp://us:secret@:587", **US}, URL),
        ({URL: "smtp://us:sec/ret@mail.example", **US}, URL),
        ({URL: "smtp://us:secret@mail.example?tls=off", **US}, URL),
        ({URL: "smtp://secret@mail.example", **US}, URL),
        ({URL: "smtp://:secret@mail.example", **US}, URL),
        ({URL: "smtp+plain://us:secret@mail.example", **US}, URL),
        ({URL: "smtp://us:secret@mail.example"}, FROM),
        ({FROM: "nobody"}, FROM),
        ({FROM: "a@b.example\r\nBcc: c@d.example"}, FROM),
        ({FROM: "a..b@b.example"}, FROM),
        ({FROM: "a.@b.example"}, FROM),
        ({FROM: "Us <a@b..example>"}, FROM),
        ({FROM: "ä@b.example"}, FROM),
        ({FROM: "Us <a@b.example> and more"}, FROM),
        ({"TRUNKLINE_MAIL_PASSWORD": "secret"}, "TRUNKLINE_MAIL_PASSWORD"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_not_repeated(environ: dict[str, str], name: str) -> None:
    with pytest.raises(Misconfigured, match=name) as refused:
        load_config(environ)
    assert "secret" not in str(refused.value)
