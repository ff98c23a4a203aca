"""Methods: the payer approves a setup token on PayPal's page, and a payment token comes of it.

Our token of a method is `paypal:ID` or `card:ID`: PayPal's id alone does not say what it is charged as.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import HostedSetup, SetupRequest
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, link_to
from trunkline.providers.paypal.client.vault import (
    create_payment_token,
    create_setup_token,
    delete_payment_token,
    show_setup_token,
)

# The statuses of a setup token. VAULTED and TOKENIZED have been made a payment token of already.
_WAITING = frozenset({"CREATED", "PAYER_ACTION_REQUIRED"})
_APPROVED = frozenset({"APPROVED", "VAULTED", "TOKENIZED"})

KINDS = ("paypal", "card")
NAME_MAX = 127


async def begin_setup(api: PayPalApi, request: SetupRequest) -> HostedSetup:
    """A setup token, with PayPal's page on which the payer approves it. Raises `Invalid`, `Unavailable`."""
    setup: Json = {"payment_source": {"paypal": _wallet_to_keep(request)}}
    if request.customer_token is not None:
        setup["customer"] = {"id": request.customer_token}
    try:
        made = await create_setup_token(api, setup, request.idempotency_key)
    except (NotTaken, NoAnswer) as error:
        raise _unavailable(error) from None
    except Refused as refused:
        raise Invalid(f"PayPal does not begin this setup. {refused}") from None
    url = link_to(made, "approve", "payer-action")
    return HostedSetup(str(made["id"]), _customer(made), url)


async def complete_setup(api: PayPalApi, setup_token: str) -> AttachedMethod | None:
    """The method behind a setup token; None while the payer has not approved it. Raises `Invalid`, `Unavailable`.

    The payment token is asked for under the setup token's own name: asking again gives the same one.
    """
    try:
        status = (await show_setup_token(api, setup_token)).get("status")
        if status in _WAITING:
            return None
        if status not in _APPROVED:
            raise Invalid(f"The setup was not approved at PayPal ({status}). Begin another.")
        return attached(await create_payment_token(api, setup_token, f"token-{setup_token}"))
    except (NotTaken, NoAnswer) as error:
        raise _unavailable(error) from None
    except Refused as refused:
        raise Invalid(f"PayPal does not know this setup, or it has expired. {refused} Begin another.") from None


async def detach(api: PayPalApi, method_token: str) -> None:
    """Forget the payment token. One that is not known is no error. Raises `Unavailable`."""
    _, _, payment_token = method_token.partition(":")
    try:
        await delete_payment_token(api, payment_token)
    except (NotTaken, NoAnswer) as error:
        raise _unavailable(error) from None
    except Refused as refused:
        if refused.status not in (400, 404, 422):
            raise Unavailable(str(refused)) from None


def attached(made: Json) -> AttachedMethod:
    """A payment token as our method; of a wallet its e-mail address stands for the brand's detail, masked."""
    source: Mapping[str, Any] = made.get("payment_source") or {}
    kind = next((one for one in KINDS if one in source), None)
    if kind is None:
        raise Invalid(f"PayPal vaulted a method that Trunkline cannot charge ({', '.join(source) or 'nothing'}).")
    found = source[kind] or {}
    if kind == "paypal":
        return AttachedMethod(f"paypal:{made['id']}", kind, "paypal", "", None, None, _customer(made))
    year, _, month = str(found.get("expiry") or "").partition("-")
    return AttachedMethod(
        f"card:{made['id']}",
        kind,
        str(found.get("brand") or "card").lower(),
        str(found.get("last_digits") or "")[-4:],
        int(month) if month else None,
        int(year) if year else None,
        _customer(made),
    )


def source_of(method_token: str, return_url: str | None) -> Json:
    """An order's `payment_source`; `{}` for a token that is not of ours. Without `return_url` nobody is there to be asked anything."""
    kind, _, payment_token = method_token.partition(":")
    if kind not in KINDS or not payment_token:
        return {}
    source: Json = {"vault_id": payment_token}
    if return_url is not None:
        source["experience_context"] = {"return_url": return_url, "cancel_url": return_url}
    if kind == "card":
        source["stored_credential"] = {
            "payment_initiator": "CUSTOMER" if return_url is not None else "MERCHANT",
            "payment_type": "UNSCHEDULED",
            "usage": "SUBSEQUENT",
        }
    return {kind: source}


def _wallet_to_keep(request: SetupRequest) -> Json:
    return {
        "description": "Invoices are paid from here when they are due",
        "usage_pattern": "IMMEDIATE",
        "usage_type": "MERCHANT",
        "customer_type": "BUSINESS",
        "permit_multiple_payment_tokens": False,
        "experience_context": {
            "brand_name": request.company_name[:NAME_MAX],
            "shipping_preference": "NO_SHIPPING",
            "return_url": request.return_url,
            "cancel_url": request.cancel_url,
        },
    }


def _customer(made: Json) -> str | None:
    return (made.get("customer") or {}).get("id")


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable(f"{error} Nothing was changed; try again in a few minutes.")
