"""What came of a key: by its order where we remember it, else by the books since the key was used first.

An order's `PayPal-Request-Id` lives for 6 hours and the books are 3 hours late at most. So a charge that was made is in the books before
its key is forgotten, and None (nothing is under the key: it may be sent again) is the truth if the books were read from the first use of
the key on. Where they cannot be, nobody knows, and nothing may be charged again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from trunkline.domains.payments.model import Outcome, Succeeded, Unknown
from trunkline.providers.paypal.books import find_by_invoice
from trunkline.providers.paypal.captures import decisive, outcome_of_capture
from trunkline.providers.paypal.client import NoAnswer, NotTaken, PayPalApi, Refused
from trunkline.providers.paypal.client.payments import show_capture
from trunkline.providers.paypal.client.reporting import KEPT_FOR, RANGE_MAX

# PayPal dates a movement with its own clock.
CLOCKS_APART = timedelta(minutes=10)


async def in_books(api: PayPalApi, key: str, first_sent_at: datetime | None) -> Outcome | None:
    """The decisive one of the payments under a key, None when there is none. Raises what `PayPalApi.call` raises.

    A key without a first use is asked about in the last 31 days.
    """
    now = api.clock.now()
    begin = now - RANGE_MAX if first_sent_at is None else first_sent_at - CLOCKS_APART
    if begin < now - KEPT_FOR:
        return Unknown("The request is older than PayPal's books: look for it in the PayPal account.")
    return decisive([await _stands(api, one) for one in await find_by_invoice(api, key, begin)])


async def taken_before(api: PayPalApi, key: str, first_sent_at: datetime | None) -> Outcome:
    """PayPal says that it was paid under this key before: the books say what, once they have it. A decline there is not what it means."""
    try:
        found = await in_books(api, key, first_sent_at)
    except (NotTaken, NoAnswer, Refused):
        found = None
    if not isinstance(found, Succeeded | Unknown):
        return Unknown("PayPal has taken a payment under this key before; its books do not show it yet.")
    return found


async def _stands(api: PayPalApi, reference: str) -> Outcome:
    """How a payment of the books stands. One that PayPal does not show (none of its captures) may have taken money all the same."""
    try:
        return outcome_of_capture(await show_capture(api, reference))
    except Refused as refused:
        return Unknown(f"PayPal's books name the payment {reference}, and it cannot be shown. {refused}")
