"""Nobody makes this machine knock where only it may: hostile URLs, hostile names, names that change their answer."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.receiver import Receiver, answer, receiving
from trunkline.domains.notifications.model import Answer
from trunkline.domains.notifications.rules import check_url, is_public, target_of
from trunkline.kernel.errors import Invalid
from trunkline.providers.webhooks import HttpWebhooks, SystemResolver

BODY = b'{"type":"invoice.issued"}'
HEADERS = {"webhook-id": "fct_1", "webhook-signature": "v1,x"}

# One to a blank.
PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.1.2.3 169.254.169.254 169.254.170.2
168.63.129.16 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:7f00:1 64:ff9b::127.0.0.1 64:ff9b::a00:1
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe:: 3fff::1
::ffff:0:127.0.0.1 ::ffff:0:7f00:1 1000::1 4000::1 100:0:0:1::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
"""
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 2606:4700::1111 2a00:1450::1 64:ff9b::8.8.8.8
"""
HOSTILE_URLS = r"""
http://hooks.example/ ftp://hooks.example/ file:///etc/passwd gopher://hooks.example/ https:///nothing https:hooks.example
//hooks.example/ https://user@hooks.example/ https://user:secret@hooks.example/ https://@hooks.example/ https://hooks.example:22/
https://hooks.example:80/ https://hooks.example:6379/ https://hooks.example:0/ https://hooks.example:99999/ https://hooks.example:x/
https://localhost/ https://LOCALHOST/ https://localhost./ https://api.localhost/ https://127.0.0.1/ https://[::1]/
https://[::ffff:127.0.0.1]/ https://10.0.0.1/ https://169.254.169.254/latest/meta-data/ https://[fd00:ec2::254]/
https://[fe80::1%25eth0]/ https://100.64.0.1/ https://0.0.0.0/ https://hooks.example/#fragment https://hooks.example\@127.0.0.1/
https://hööks.example/ https://hooks..example/ https://*.example/ https://%31%32%37.0.0.1/ https://[::1 https://./
"""
UNREADABLE_URLS = (
    *("https://a b.example/", "https://hooks.example/" + "x" * 2000, "https://hooks.example/\x7f", ""),
    *("https://hooks.example/a\tb", "https://hooks.example/\r\nX: 1"),
)


def _each(text: str) -> list[str]:
    return text.split()


class Names:
    """Names answer as a test says, one answer after the other; addresses answer for themselves."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if not self.answers:
            raise OSError("Name or service not known")
        return self.answers.pop(0)


@pytest.mark.parametrize("text", _each(PRIVATE))
def test_an_address_that_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize("text", _each(PUBLIC))
def test_an_address_that_is_public(text: str) -> None:
    assert is_public(text)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_no_more_public_in_other_clothes(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize("url", _each(HOSTILE_URLS))
def test_a_url_that_no_endpoint_may_have(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url(url, to_loopback=False)
    assert refused.value.fields[0].pointer == "/url"


@pytest.mark.parametrize("url", UNREADABLE_URLS)
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url, to_loopback=False)


def test_what_a_url_is_taken_apart_into() -> None:
    target = target_of("https://Hooks.Example.:8443/a/b?c=d%20e", to_loopback=False)
    assert (target.scheme, target.host, target.port, target.target) == ("https", "hooks.example", 8443, "/a/b?c=d%20e")
    assert target.authority == "hooks.example:8443"
    assert target_of("https://hooks.example", to_loopback=False).authority == "hooks.example"
    six = target_of("https://[2606:4700::1111]", to_loopback=False)
    assert (six.host, six.authority, six.target) == ("2606:4700::1111", "[2606:4700::1111]", "/")


@pytest.mark.parametrize("url", ["http://127.0.0.1:5000/x", "http://localhost:5000/x", "http://[::1]:5000/x"])
def test_loopback_is_reached_only_where_that_is_set(url: str) -> None:
    assert target_of(url, to_loopback=True).port == 5000
    with pytest.raises(Invalid):
        target_of(url, to_loopback=False)
    for other in ("http://10.0.0.1/", "http://hooks.example/", "https://hooks.example:5000/", "ftp://127.0.0.1/"):
        with pytest.raises(Invalid):
            target_of(other, to_loopback=True)


@pytest.mark.parametrize("address", _each(PRIVATE))
@pytest.mark.parametrize("to_loopback", [False, True])
async def test_a_name_that_leads_into_a_private_network_is_not_followed(address: str, to_loopback: bool) -> None:
    async with receiving() as receiver:
        for answers in ([address], ["93.184.216.34", address]):
            sender = HttpWebhooks(Names(answers), to_loopback=to_loopback)
            told = await sender.post("https://hooks.example:8443/", HEADERS, BODY)
            assert (told.status, told.error) == (
                None,
                "The name of the receiver leads into a private network; nothing was sent.",
            )
        assert receiver.heard == []


@pytest.mark.parametrize("host", ["0x7f.1", "0177.0.0.1", "2130706433", "127.1", "0x7f000001"])
async def test_an_address_in_disguise_is_what_the_system_takes_it_for(host: str) -> None:
    told = await HttpWebhooks(SystemResolver()).post(f"https://{host}/", HEADERS, BODY)
    assert told.error == "The name of the receiver leads into a private network; nothing was sent."


async def test_a_name_without_an_address() -> None:
    told = await HttpWebhooks(Names()).post("https://hooks.example/", HEADERS, BODY)
    assert (told.status, told.error) == (None, "The name of the receiver has no address.")


async def test_what_is_not_allowed_any_more_is_not_sent() -> None:
    names = Names(["127.0.0.1"])
    told = await HttpWebhooks(names).post("http://127.0.0.1:9/", HEADERS, BODY)
    assert told.status is None
    assert names.asked == []


async def test_the_name_is_asked_once_and_the_connection_goes_to_the_answer() -> None:
    """The second answer, which the owner of the name would give to a second question, is never asked for."""
    async with receiving() as receiver:
        names = Names(["127.0.0.1"], ["10.0.0.1"])
        told = await HttpWebhooks(names, to_loopback=True).post(
            f"http://localhost:{receiver.port}/x?y=z", HEADERS, BODY
        )
    assert (told.status, names.asked, len(names.answers)) == (204, ["localhost"], 1)
    (heard,) = receiver.heard
    assert (heard.line, heard.headers["host"]) == ("POST /x?y=z HTTP/1.1", f"localhost:{receiver.port}")
    assert (heard.body, heard.headers["webhook-id"], heard.headers["accept-encoding"]) == (BODY, "fct_1", "identity")


async def test_the_next_address_is_tried_where_the_first_takes_no_connection() -> None:
    async with receiving() as receiver:
        sender = HttpWebhooks(Names(["::1", "127.0.0.1"]), to_loopback=True)
        assert (await sender.post(f"http://localhost:{receiver.port}/", HEADERS, BODY)).status == 204


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    async with receiving() as receiver:
        receiver.answers = [answer(200, "x" * 50_000_000)]
        told = await _post(receiver)
        assert (told.status, told.excerpt) == (200, "x" * 1000)
        receiver.answers = [answer(500, "a\x00b\nc\x1b[31m")]
        assert (await _post(receiver)).excerpt == "a\ufffdb\nc\ufffd[31m"


async def test_the_environment_sends_it_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await _post(receiver)).status == 204
        assert proxy.heard == []


async def _post(receiver: Receiver) -> Answer:
    return await HttpWebhooks(SystemResolver(), to_loopback=True).post(receiver.address, HEADERS, BODY)


async def test_the_certificate_must_be_that_of_the_name(certified: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    """It is made out to `localhost`: under another name the same server at the same address is a stranger."""
    ours, trusted = certified
    async with receiving(ours) as receiver:
        sender = HttpWebhooks(Names(["127.0.0.1"]), to_loopback=True, trusted=trusted)
        assert (await sender.post(f"https://localhost:{receiver.port}/", HEADERS, BODY)).status == 204
        refused = await HttpWebhooks(Names(["127.0.0.1"]), to_loopback=True, trusted=trusted).post(
            f"https://127.0.0.1:{receiver.port}/", HEADERS, BODY
        )
        assert refused.status is None
        assert "CERTIFICATE_VERIFY_FAILED" in (refused.error or "")
        unknown = await HttpWebhooks(Names(["127.0.0.1"]), to_loopback=True).post(
            f"https://localhost:{receiver.port}/", HEADERS, BODY
        )
        assert "CERTIFICATE_VERIFY_FAILED" in (unknown.error or "")
    assert len(receiver.heard) == 1
