"""With which key we asked for an object of PayPal's: the `custom_id` that orders, captures, refunds and subscriptions carry."""

from __future__ import annotations

from trunkline.domains.payments.model import About
from trunkline.domains.payments.model.notices import NotShown
from trunkline.kernel.errors import Unavailable
from trunkline.providers.paypal.captures import key_in
from trunkline.providers.paypal.charging import capture_or_order
from trunkline.providers.paypal.client import NoAnswer, NotTaken, OddAnswer, PayPalApi, Refused
from trunkline.providers.paypal.client.payments import show_refund
from trunkline.providers.paypal.client.subscriptions import show_subscription


async def key_of(api: PayPalApi, about: About, reference: str) -> str | None:
    """None for what PayPal does not know or we did not ask for: disputes and payouts are others' doing.

    Raises `Unavailable`, `NotShown`.
    """
    try:
        if about is About.charge:
            found = await capture_or_order(api, reference)
            return None if found is None else key_in(found)
        if about is About.arrangement:
            return key_in(await show_subscription(api, reference))
        return key_in(await show_refund(api, reference)) if about is About.refund else None
    except OddAnswer as odd:
        raise NotShown(str(odd)) from None
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        if refused.status == 404:
            return None
        raise NotShown(str(refused)) from None
