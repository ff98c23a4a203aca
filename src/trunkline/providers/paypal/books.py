"""PayPal's books: transaction search, read in spans of 31 days.

A movement appears up to 3 hours after it was made: a span whose end is younger may be read too early, and is to be read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from trunkline.domains.payments.model import MovementKind, ProviderTransaction, ProviderTransactionPage
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, reading
from trunkline.providers.paypal.client.reporting import RANGE_MAX, list_transactions
from trunkline.providers.paypal.currencies import money_of

_ONE_SECOND = timedelta(seconds=1)

# The first three or five characters of `transaction_event_code`; the longer one wins. Withdrawals to the bank are PayPal's payouts.
KINDS: Mapping[str, MovementKind] = {
    "T00": MovementKind.charge,
    "T01": MovementKind.fee,
    "T04": MovementKind.payout,
    "T1106": MovementKind.dispute,
    "T1107": MovementKind.refund,
    "T1108": MovementKind.fee,
    "T1110": MovementKind.dispute,
    "T1111": MovementKind.dispute_reversal,
    "T1201": MovementKind.dispute,
    "T1202": MovementKind.dispute_reversal,
}


async def transactions(api: PayPalApi, since: datetime, until: datetime, cursor: str | None) -> ProviderTransactionPage:
    """A page; the cursor is `BEGIN/PAGE` of a span. Raises `Invalid` for a cursor that is none, `Unavailable`.

    PayPal pays out its balance and not single movements, so no movement names the payout that it left with.
    """
    begin, number = _read(cursor) if cursor else (since, 1)
    end = min(begin + RANGE_MAX, until)
    if begin >= end:
        return ProviderTransactionPage((), None)
    try:
        page = await list_transactions(api, begin, end - _ONE_SECOND, number)
        found, pages = _transactions(page), _pages(page)
    except (NotTaken, NoAnswer, Refused) as error:
        raise Unavailable(f"{error} PayPal's books cannot be read now.") from None
    if number < pages:
        following: str | None = f"{begin.isoformat()}/{number + 1}"
    else:
        following = f"{end.isoformat()}/1" if end < until else None
    return ProviderTransactionPage(sorted(found, key=lambda one: (one.created_at, one.reference)), following)


async def find_by_invoice(api: PayPalApi, invoice_id: str, since: datetime) -> list[str]:
    """The payments under an invoice id from a moment until now, oldest span first. Raises what `PayPalApi.call` raises."""
    until = api.clock.now()
    found: list[str] = []
    begin = since
    while begin < until:
        end = min(begin + RANGE_MAX, until)
        number = pages = 1
        while number <= pages:
            page = await list_transactions(api, begin, end, number, only_balance=False)
            named, pages = _paid_under(page, invoice_id), _pages(page)
            found += [one for one in named if one not in found]
            number += 1
        begin = end
    return found


@reading
def _paid_under(page: Json, invoice_id: str) -> list[str]:
    infos = [one["transaction_info"] for one in page.get("transaction_details") or []]
    named = [info for info in infos if info.get("invoice_id") == invoice_id and kind_of(info) is MovementKind.charge]
    return [str(info["transaction_id"]) for info in named]


@reading
def _pages(page: Json) -> int:
    return int(page.get("total_pages") or 1)


def kind_of(info: Json) -> MovementKind:
    code = str(info.get("transaction_event_code"))
    return KINDS.get(code) or KINDS.get(code[:3]) or MovementKind.other


@reading
def _transactions(page: Json) -> list[ProviderTransaction]:
    return [_transaction(one["transaction_info"]) for one in page.get("transaction_details") or []]


def _transaction(info: Json) -> ProviderTransaction:
    amount = money_of(info["transaction_amount"])
    given = info.get("fee_amount")
    fee = (
        -money_of(given) if given else Money.zero(amount.currency)
    )  # PayPal's fees are negative, ours are what is taken off
    at = _moment(str(info["transaction_initiation_date"]))
    kind = kind_of(info)
    source = info["transaction_id"] if kind in (MovementKind.charge, MovementKind.refund) else None
    return ProviderTransaction(
        reference=str(info["transaction_id"]),
        kind=kind,
        source_reference=source or info.get("paypal_reference_id") or info["transaction_id"],
        amount=amount,
        fee=fee,
        net=amount - fee,
        created_at=at,
        available_at=at if info.get("transaction_status") == "S" else None,
        payout_reference=None,
        description=str(info.get("transaction_subject") or info.get("transaction_event_code") or ""),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _read(cursor: str) -> tuple[datetime, int]:
    begin, _, number = cursor.rpartition("/")
    try:
        return _moment(begin), int(number)
    except ValueError:
        raise Invalid("This is no cursor of PayPal's books.") from None
