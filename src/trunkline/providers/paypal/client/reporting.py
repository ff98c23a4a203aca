"""Transaction search v1. A movement appears up to 3 hours after it was made; a question covers 31 days at most, of the last 3 years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trunkline.providers.paypal.client.http import Json, PayPalApi

RANGE_MAX = timedelta(days=31)
LATE_BY_MAX = timedelta(hours=3)
KEPT_FOR = timedelta(days=3 * 365)
PAGE_SIZE = 500


async def list_transactions(
    api: PayPalApi, since: datetime, until: datetime, page: int = 1, *, only_balance: bool = True
) -> Json:
    """A page, counted from 1, of the movements in `[since, until]`: PayPal counts both ends in, at whole seconds."""
    assert until - since <= RANGE_MAX, "PayPal answers for 31 days at once"
    return await api.call(
        "GET",
        "/v1/reporting/transactions",
        params={
            "start_date": _at(since),
            "end_date": _at(until),
            "fields": "transaction_info",
            "balance_affecting_records_only": "Y" if only_balance else "N",
            "page_size": PAGE_SIZE,
            "page": page,
        },
    )


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
