"""Setup tokens, the page on which a payer approves one, and the payment tokens that come of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Problem, link, not_found, unprocessable
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id
from trunkline.providers.simulator.paypal_api.events import tell
from trunkline.providers.simulator.paypal_api.payers import PAYERS, Payer

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

KEEPS_REQUESTS = timedelta(hours=3)
_YEARS_VALID = 4


def create_setup_token(sim: PayPalSimulator, ask: Ask) -> Answer:
    source = ask.body.get("payment_source") or {}
    if "paypal" not in source:
        raise Problem(400, "MISSING_REQUIRED_PARAMETER")
    with sim.writing() as page:
        known = page.answered("setup-token", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, page.get("setup_token", known))
        id = new_id("setup", ask.request_id, page.count("setup_token"))
        context = source["paypal"].get("experience_context") or {}
        customer = ask.body.get("customer") or {"id": new_id("customer", id)[:10]}
        made: Json = {
            "id": id,
            "customer": customer,
            "status": "PAYER_ACTION_REQUIRED",
            "payment_source": {"paypal": {"usage_type": "MERCHANT", "experience_context": context}},
            "links": [
                link("self", f"{ask.base}/v3/vault/setup-tokens/{id}"),
                link("approve", f"{sim.pages}/agreements/approve?approval_session_id={id}"),
            ],
        }
        page.add("setup_token", made)
        page.remember("setup-token", ask.request_id, "setup_token", id)
        return Answer(201, made)


def show_setup_token(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        return Answer(200, page.get("setup_token", ask.id) or _raise_unknown())


def create_payment_token(sim: PayPalSimulator, ask: Ask) -> Answer:
    token = (ask.body.get("payment_source") or {}).get("token") or {}
    with sim.writing() as page:
        known = page.answered("payment-token", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, page.get("payment_token", known))
        setup = page.get("setup_token", str(token.get("id"))) or _raise_unknown()
        if setup["status"] != "APPROVED":
            raise unprocessable("SETUP_TOKEN_NOT_APPROVED" if setup["status"] != "VAULTED" else "TOKEN_ALREADY_USED")
        payer = PAYERS[page.private("setup_token", setup["id"])["account"]]
        made = _payment_token(sim, ask, page, setup, payer)
        setup["status"] = "VAULTED"
        page.put("setup_token", setup)
        page.add("payment_token", made, {"account": payer.account})
        page.remember("payment-token", ask.request_id, "payment_token", made["id"])
        tell(page, sim.faults, "VAULT.PAYMENT-TOKEN.CREATED", "payment_token", made)
    sim.world.attach(payer.card, made["id"], sim.now)
    return Answer(201, made)


def delete_payment_token(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        if page.get("payment_token", ask.id) is None:
            raise not_found()
    sim.world.detach(ask.id, sim.now)
    return Answer(204)


def approve_setup(sim: PayPalSimulator, setup_token: str, account: str) -> str | None:
    """The payer with this account approves. The address to which they are sent back, None for a setup that waits for nobody."""
    with sim.writing() as page:
        setup = page.get("setup_token", setup_token)
        if setup is None or setup["status"] != "PAYER_ACTION_REQUIRED" or account not in PAYERS:
            return None
        setup["status"] = "APPROVED"
        page.put("setup_token", setup)
        page.set_private("setup_token", setup_token, {"account": account})
        return str(setup["payment_source"]["paypal"]["experience_context"].get("return_url", ""))


def payer_of(page: Page, payment_token: str) -> Payer | None:
    account = page.private("payment_token", payment_token).get("account")
    return PAYERS.get(account) if account else None


def _payment_token(sim: PayPalSimulator, ask: Ask, page: Page, setup: Json, payer: Payer) -> Json:
    id = new_id("payment-token", setup["id"]).lower()
    wallet = {
        "email_address": payer.account,
        "payer_id": new_id(payer.account)[:13],
        "account_id": new_id(payer.account)[:13],
    }
    card = {
        "brand": payer.card.brand.upper(),
        "last_digits": payer.card.last4,
        "expiry": f"{sim.now.year - 1 if payer.card.expired else sim.now.year + _YEARS_VALID}-12",
    }
    return {
        "id": id,
        "customer": setup["customer"],
        "payment_source": {"paypal": wallet} if payer.is_wallet else {"card": card},
        "links": [link("self", f"{ask.base}/v3/vault/payment-tokens/{id}")],
    }


def _raise_unknown() -> Json:
    raise not_found("TOKEN_NOT_FOUND")
