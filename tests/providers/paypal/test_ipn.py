"""IPN: forms in a charset of their own, verified by their bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.paypal.conftest import NOW, request, vaulted
from tests.shared_data import shared_file
from trunkline.domains.payments.model import About, Succeeded
from trunkline.domains.payments.ports import RefundRequest
from trunkline.infra.paypal_settings import PAYPAL_SANDBOX, PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.ipn import CHARSETS, form_of, notices_in, payment_date
from trunkline.providers.simulator.paypal_api import PayPalSimulator

FIXTURES = {
    "echeck_2005_completed": ("6G996328CK404320L", datetime(2005, 4, 15, 22, 23, 54, tzinfo=UTC)),
    "express_checkout_completed": ("51403485VH153354B", datetime(2009, 2, 3, 7, 4, 6, tzinfo=UTC)),
    "invalid_date_iso": ("51403485VH153354B", datetime(2009, 2, 3, 7, 4, 6, tzinfo=UTC)),
    "posted_params_attribute": ("KW31266C37C2593K4", datetime(2014, 6, 27, 10, 6, 57, tzinfo=UTC)),
    "simulator_valid_webaccept": ("593976436", datetime(2009, 2, 3, 6, 4, 6, tzinfo=UTC)),
}


def _fixture(name: str) -> bytes:
    return shared_file(f"paypal/ipn/{name}.txt").read_bytes()


def _body(**fields: str) -> bytes:
    return urlencode(fields).encode()


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_real_messages_name_their_transaction_and_its_moment(name: str) -> None:
    txn_id, at = FIXTURES[name]
    (notice,) = notices_in(_fixture(name), NOW)
    assert notice.event_id == f"ipn:{txn_id}:Completed"
    assert (notice.about, notice.reference, notice.created_at) == (About.charge, txn_id, at)
    assert notice.kind.startswith("ipn.")
    assert not {"payer_email", "first_name", "last_name", "verify_sign", "address_street"} & set(notice.body)


def test_a_name_is_read_in_the_charset_of_the_message() -> None:
    assert form_of(_fixture("express_checkout_completed"))["first_name"] == "Jörg"
    assert form_of(b"charset=UTF-8&first_name=J%C3%B6rg")["first_name"] == "Jörg"
    assert form_of(b"charset=Shift_JIS&first_name=%93%FA%96%7B")["first_name"] == "日本"
    assert form_of(b"charset=gb2312&first_name=%D6%D0")["first_name"] == "中"
    assert form_of(b"first_name=%80")["first_name"] == "€"
    assert form_of(b"charset=&first_name=%80")["first_name"] == "€"
    assert form_of(b"charset=UTF-8&first_name=J%F6rg")["first_name"] == "J�rg"


def test_every_byte_of_windows_1252_is_read_and_the_five_that_are_none_do_no_harm() -> None:
    for byte in range(256):
        wanted = bytes([byte]).decode("cp1252", "replace")
        assert form_of(b"charset=windows-1252&custom=%%%02X" % byte)["custom"] == wanted


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("23:04:06 Feb 02, 2009 PST", datetime(2009, 2, 3, 7, 4, 6, tzinfo=UTC)),
        ("03:06:57 Jun 27, 2014 PDT", datetime(2014, 6, 27, 10, 6, 57, tzinfo=UTC)),
        ("23:04:06 Feb. 02, 2009 PST", datetime(2009, 2, 3, 7, 4, 6, tzinfo=UTC)),
        ("01:30:00 Nov 01, 2026 PDT", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("01:30:00 Nov 01, 2026 PST", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
        ("2015-10-25 01:21:32", None),
        ("23:04:06 Feb 30, 2009 PST", None),
        ("25:04:06 Feb 02, 2009 PST", None),
        ("23:04:06 Fev 02, 2009 PST", None),
        ("23:04:06 Feb 02, 2009 CET", None),
        ("", None),
    ],
)
def test_dates_are_of_the_pacific_coast_by_their_letters(text: str, at: datetime | None) -> None:
    assert payment_date(text) == at


def test_a_date_that_is_none_counts_as_now() -> None:
    (notice,) = notices_in(_body(txn_id="1", payment_status="Completed", payment_date="soon"), NOW)
    assert notice.created_at == NOW


def test_one_transaction_has_a_notice_per_status() -> None:
    first, again, later = [
        notices_in(_body(txn_id="T1", payment_status=status), NOW)[0] for status in ("Pending", "Pending", "Completed")
    ]
    assert first.event_id == again.event_id != later.event_id


@pytest.mark.parametrize(
    ("fields", "about", "reference"),
    [
        ({"txn_id": "R", "parent_txn_id": "C", "payment_status": "Refunded"}, About.refund, "R"),
        (
            {"txn_id": "V", "parent_txn_id": "C", "payment_status": "Reversed", "case_id": "PP-D-1"},
            About.dispute,
            "PP-D-1",
        ),
        ({"txn_id": "V", "parent_txn_id": "C", "payment_status": "Reversed"}, None, None),
        ({"txn_type": "new_case", "txn_id": "C", "case_id": "PP-D-1"}, About.dispute, "PP-D-1"),
        ({"txn_type": "subscr_signup", "subscr_id": "I-1"}, None, None),
        ({"txn_id": "T", "payment_status": "A_New_Word"}, None, None),
    ],
)
def test_what_a_message_is_about(fields: dict[str, str], about: About | None, reference: str | None) -> None:
    (notice,) = notices_in(_body(**fields), NOW)
    assert (notice.about, notice.reference) == (about, reference)


def test_a_mass_payment_is_a_notice_per_item() -> None:
    items = {
        f"{name}_{number}": value
        for number, status in ((1, "Completed"), (2, "Unclaimed"), (10, "Failed"))
        for name, value in {
            "masspay_txn_id": f"TX{number}",
            "unique_txn_id": f"U{number}",
            "unique_id": f"ours-{number}",
            "status": status,
            "mc_gross": "1.00",
            "receiver_email": "someone@example.com",
        }.items()
    }
    notices = notices_in(_body(txn_type="masspay", **items), NOW)
    assert [one.event_id for one in notices] == ["ipn:TX1:Completed", "ipn:TX2:Unclaimed", "ipn:TX10:Failed"]
    assert notices[0].about is About.payout
    assert notices[0].body == {
        "masspay_txn_id": "TX1",
        "unique_id": "ours-1",
        "status": "Completed",
        "mc_gross": "1.00",
    }
    (only,) = notices_in(_body(txn_type="masspay", unique_txn_id_1="U1", status_1="Completed"), NOW)
    assert only.event_id == "ipn:U1:Completed"


@pytest.mark.parametrize("body", [b"", b"txn_type=cart", "é".encode(), b"&" * 3000 + b"a=1", b"a=1&" * 3000])
def test_what_is_no_message_is_invalid(body: bytes) -> None:
    with pytest.raises(Invalid):
        notices_in(body, NOW)


@pytest.mark.parametrize(
    "charset",
    [
        "base64",
        "zlib",
        "undefined",
        "idna",
        "punycode",
        "rot13",
        "hex",
        "utf-7",
        "unicode_escape",
        "no-such",
        "a%00b",
        "%FF",
    ],
)
def test_only_known_character_sets_are_read(charset: str) -> None:
    with pytest.raises(Invalid):
        notices_in(f"charset={charset}&txn_id=%80".encode(), NOW)


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_no_bytes_do_harm_in_any_character_set(charset: str) -> None:
    value = "".join(f"%{byte:02X}" for byte in range(256))
    assert len(form_of(f"charset={charset}&custom={value}".encode())["custom"]) > 100


def test_an_item_of_a_mass_payment_has_a_number_that_is_one() -> None:
    assert notices_in(_body(txn_type="masspay", **{"masspay_txn_id_" + "1" * 5_000: "T"}), NOW) == ()


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(body: bytes) -> None:
    try:
        found = notices_in(body, NOW)
    except Invalid:
        found = ()
    assert all(one.event_id.startswith("ipn:") for one in found)


async def test_each_fixture_goes_back_to_paypal_byte_by_byte() -> None:
    asked: list[httpx2.Request] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=b"VERIFIED")

    for base, host in ((None, "ipnpb.paypal.com"), (PAYPAL_SANDBOX, "ipnpb.sandbox.paypal.com")):
        settings = PayPalSettings("id", "secret", "W") if base is None else PayPalSettings("id", "secret", "W", base)
        paypal = PayPalPayments(settings, ManualClock(NOW), httpx2.MockTransport(answer))
        for name in FIXTURES:
            await paypal.verify_ipn(_fixture(name), NOW)
            assert asked[-1].content == b"cmd=_notify-validate&" + _fixture(name)
            assert (asked[-1].url.host, asked[-1].url.path) == (host, "/cgi-bin/webscr")
            assert "authorization" not in asked[-1].headers


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (200, b"INVALID", Forbidden),
        (200, b"", Forbidden),
        (200, b"<b>VERIFIED</b>", Forbidden),
        (503, b"VERIFIED", Unavailable),
    ],
)
async def test_only_paypals_word_makes_a_message_believed(status: int, content: bytes, error: type[Exception]) -> None:
    async def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, content=content)

    paypal = PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))
    with pytest.raises(error):
        await paypal.verify_ipn(_fixture("express_checkout_completed"), NOW)


async def test_a_connection_that_fails_is_unavailable() -> None:
    async def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow")

    paypal = PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))
    with pytest.raises(Unavailable):
        await paypal.verify_ipn(b"txn_id=1", NOW)


async def test_the_simulated_paypal_posts_messages_and_stands_by_their_bytes(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    charge = await paypal.charge(request((await vaulted(sim, paypal)).token))
    assert isinstance(charge, Succeeded)
    back = await paypal.refund(RefundRequest("r", charge.reference, request("x").amount))
    notices = [one for sent in sim.due("ipn") for one in await paypal.verify_ipn(sent.body, clock.now())]
    assert [(one.about, one.reference) for one in notices] == [
        (About.charge, charge.reference),
        (About.refund, getattr(back, "reference", None)),
    ]
    assert notices[0].created_at == NOW
    body = sim.due("ipn")[0].body
    assert b"J%F6rg" in body
    for position in range(len(body)):
        changed = bytearray(body)
        changed[position] ^= 1
        with pytest.raises(Forbidden):
            await paypal.verify_ipn(bytes(changed), clock.now())
