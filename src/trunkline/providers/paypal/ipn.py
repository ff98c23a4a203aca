"""IPN, PayPal's older notices: a form, in a character set that the form itself names, verified by sending it back.

A message is believed when PayPal answers VERIFIED to its exact bytes after `cmd=_notify-validate&`. That says that PayPal sent it, not
that it was sent to us; so nothing in it is believed beyond what to look at, and what it names is fetched under our own account. The same
message comes again until it is answered: `txn_id` and `payment_status` together name it, as one transaction has a message per status.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl

import httpx2

from trunkline.domains.payments.model import About
from trunkline.domains.payments.ports import ReceivedNotice
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable

PATH = "/cgi-bin/webscr"
FIELDS_MAX = 2000  # a mass payment has up to 250 items of eight fields
_ASK = b"cmd=_notify-validate&"
_DEFAULT_CHARSET = "windows-1252"
# The character sets in which PayPal writes: text, and nothing that unpacks, translates or executes.
_CHARSETS = """
    windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 windows-874
    iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-9 iso-8859-13 iso-8859-15
    us-ascii utf-8 utf-16 utf-16be utf-16le big5 big5-hkscs euc-jp euc-kr gb2312 gbk gb18030 hz-gb-2312 iso-2022-jp iso-2022-kr
    koi8-r koi8-u shift_jis tis-620 macroman johab
"""
_PYTHON_NAMES = {"windows-874": "cp874", "hz-gb-2312": "hz"}
CHARSETS: Mapping[str, str] = {name: _PYTHON_NAMES.get(name, name) for name in _CHARSETS.split()}

# `payment_status`: what is to be looked at, and which field names it. Reversals are the work of a dispute, named by its case.
STATUSES: Mapping[str, tuple[About, str]] = {
    "Completed": (About.charge, "txn_id"),
    "Processed": (About.charge, "txn_id"),
    "Pending": (About.charge, "txn_id"),
    "Denied": (About.charge, "txn_id"),
    "Failed": (About.charge, "txn_id"),
    "Expired": (About.charge, "txn_id"),
    "Voided": (About.charge, "txn_id"),
    "Refunded": (About.refund, "txn_id"),
    "Partially_Refunded": (About.refund, "txn_id"),
    "Reversed": (About.dispute, "case_id"),
    "Canceled_Reversal": (About.dispute, "case_id"),
}
# What is kept for the operator: names, addresses and PayPal's own seal are not.
_KEPT = """
    txn_id txn_type parent_txn_id payment_status pending_reason reason_code payment_type payment_date mc_gross mc_fee mc_currency
    mc_handling mc_shipping tax invoice custom item_number quantity case_id case_type case_creation_date receipt_id recurring
    subscr_id test_ipn notify_version ipn_track_id charset masspay_txn_id unique_id status protection_eligibility
"""
KEPT = frozenset(_KEPT.split())

_ZONES = {"PST": timezone(timedelta(hours=-8)), "PDT": timezone(timedelta(hours=-7))}
_DATE = re.compile(r"(\d{2}:\d{2}:\d{2}) ([A-Z][a-z]{2})\.? (\d{1,2}), (\d{4}) (PST|PDT)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def postback_of(is_live: bool) -> str:
    return f"https://ipnpb.{'' if is_live else 'sandbox.'}paypal.com{PATH}"


async def check_with_paypal(http: Callable[[], httpx2.AsyncClient], url: str, body: bytes) -> None:
    """Raises `Forbidden` for a message that PayPal did not send, `Unavailable` when it cannot be asked now."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Trunkline"}
    try:
        async with http() as client:
            response = await client.post(url, content=_ASK + body, headers=headers)
    except httpx2.RequestError as error:
        raise Unavailable(f"PayPal cannot be asked about an IPN message now ({type(error).__name__}).") from None
    if response.status_code != 200:
        raise Unavailable(f"PayPal cannot be asked about an IPN message now (HTTP {response.status_code}).")
    if response.content.strip() != b"VERIFIED":
        raise Forbidden("PayPal says that this IPN message is not its own.")


def notices_in(body: bytes, now: datetime) -> tuple[ReceivedNotice, ...]:
    """The notices of a message that was verified. A date that is none counts as `now`. Raises `Invalid` for what is no message."""
    form = form_of(body)
    at = payment_date(form.get("payment_date", "")) or now
    items = [name.removeprefix("unique_txn_id_") or "" for name in form if re.fullmatch(r"unique_txn_id_\d{1,4}", name)]
    items += [name.removeprefix("masspay_txn_id_") for name in form if re.fullmatch(r"masspay_txn_id_\d{1,4}", name)]
    if form.get("txn_type") == "masspay":
        return tuple(_mass_pay_item(form, number, at) for number in sorted(set(items), key=int))
    return (_notice(form, at),)


def form_of(body: bytes) -> dict[str, str]:
    """The fields, in the character set that the message names (windows-1252 without); a byte that is none in it becomes �.

    Raises `Invalid` for what is no form, and for a character set that is none of PayPal's.
    """
    try:
        text = body.decode("ascii")  # percent-encoded, whatever the charset
        raw = dict(parse_qsl(text, keep_blank_values=True, encoding="latin-1", max_num_fields=FIELDS_MAX))
    except ValueError:
        raise Invalid("An IPN message is a form.") from None
    charset = _charset(raw.get("charset", ""))
    return {name: value.encode("latin-1").decode(charset, "replace") for name, value in raw.items()}


def payment_date(text: str) -> datetime | None:
    """`23:04:06 Feb 02, 2009 PST` in UTC; the letters count, also in summer. None for anything else."""
    found = _DATE.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    day = f"{found[4]}-{_MONTHS.index(found[2]) + 1:02}-{int(found[3]):02}"
    try:
        return datetime.fromisoformat(f"{day}T{found[1]}").replace(tzinfo=_ZONES[found[5]]).astimezone(UTC)
    except ValueError:
        return None


def _notice(form: Mapping[str, str], at: datetime) -> ReceivedNotice:
    status, kind = form.get("payment_status", ""), form.get("txn_type", "")
    about, field = STATUSES.get(status, (About.dispute, "case_id") if form.get("case_id") else (None, ""))
    subject = form.get("txn_id") or form.get("case_id") or form.get("subscr_id") or form.get("recurring_payment_id")
    if not subject:
        raise Invalid("The IPN message names no transaction, case or subscription.")
    event_id = ":".join(("ipn", subject, status or f"{kind}:{form.get('ipn_track_id', '')}"))
    reference = form.get(field) or None
    return ReceivedNotice(
        provider="paypal",
        event_id=event_id,
        kind=f"ipn.{kind or 'payment'}.{status}".rstrip("."),
        created_at=at,
        about=about if reference else None,
        reference=reference,
        body={name: value for name, value in form.items() if name in KEPT},
    )


def _mass_pay_item(form: Mapping[str, str], number: str, at: datetime) -> ReceivedNotice:
    """One payment of a mass payment; each is told of again when its own status changes."""
    subject = form.get(f"masspay_txn_id_{number}") or form.get(f"unique_txn_id_{number}") or ""
    status = form.get(f"status_{number}", "")
    names = ("masspay_txn_id", "unique_id", "status", "mc_gross", "mc_fee", "mc_currency", "reason_code")
    return ReceivedNotice(
        provider="paypal",
        event_id=f"ipn:{subject}:{status}",
        kind=f"ipn.masspay.{status}",
        created_at=at,
        about=About.payout,
        reference=subject,
        body={name: form[f"{name}_{number}"] for name in names if f"{name}_{number}" in form},
    )


def _charset(name: str) -> str:
    found = CHARSETS.get((name or _DEFAULT_CHARSET).strip().lower())
    if found is None:
        raise Invalid("The IPN message names a character set that is none of PayPal's.")
    return found
