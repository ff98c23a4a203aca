"""PayPal's books: transaction search, read in spans of 31 days.

A movement appears up to 3 hours after it was made: a span whose end is younger may be read too early, and is to be read again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trunkline.domains.payments.model import MovementKind, ProviderTransaction, ProviderTransactionPage
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, reading
from trunkline.providers.paypal.client.disputes import list_disputes
from trunkline.providers.paypal.client.reporting import RANGE_MAX, list_transactions
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.paypal.t_codes import kind_of_code, name_of_code

_ONE_SECOND = timedelta(seconds=1)
_DISPUTES = (MovementKind.dispute, MovementKind.dispute_reversal)


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
        found = await _with_disputes(api, found)
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


async def _with_disputes(api: PayPalApi, found: list[ProviderTransaction]) -> list[ProviderTransaction]:
    """What a dispute moved names the disputed transaction: which dispute that is, the list of disputes says. Asked once for each.

    Of several about one transaction it is the last that was opened before the movement.
    """
    disputed = sorted({one.source_reference for one in found if one.kind in _DISPUTES and one.source_reference})
    about = {charge: await _disputes_of(api, charge) for charge in disputed}
    return [
        replace(one, source_reference=_named(one, about[one.source_reference]))
        if one.kind in _DISPUTES and one.source_reference
        else one
        for one in found
    ]


async def _disputes_of(api: PayPalApi, charge: str) -> list[tuple[datetime, str]]:
    """When each was opened, and its id. None where PayPal does not say: then the movement stands for itself."""
    try:
        return _opened(await list_disputes(api, charge))
    except Refused:
        return []


def _named(one: ProviderTransaction, opened: list[tuple[datetime, str]]) -> str | None:
    if not opened:
        return one.source_reference
    return max([each for each in opened if each[0] <= one.created_at] or [min(opened)])[1]


@reading
def _opened(page: Json) -> list[tuple[datetime, str]]:
    """To the second, as movements are."""
    found = page.get("items") or []
    return [(_moment(str(one["create_time"])).replace(microsecond=0), str(one["dispute_id"])) for one in found]


def kind_of(info: Json) -> MovementKind:
    return kind_of_code(str(info.get("transaction_event_code")))


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
        called=name_of_code(str(info.get("transaction_event_code"))),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _read(cursor: str) -> tuple[datetime, int]:
    begin, _, number = cursor.rpartition("/")
    try:
        return _moment(begin), int(number)
    except ValueError:
        raise Invalid("This is no cursor of PayPal's books.") from None
