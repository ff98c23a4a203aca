"""Products, plans and subscriptions: agreed to by their payer, charged as the simulator's clock moves, and what is told of that.

A payment that fails is tried again every five days; as many in a row as the plan allows suspend the subscription. The world takes the
money once per subscription and moment, before the sale is written down: a run that is cut off between the two is made up for by the next.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.domains.payments.model import Succeeded
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.period import add_months
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.paypal_api.amounts import fee_of, given_amount, written
from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Problem, link, not_found, unprocessable
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp
from trunkline.providers.simulator.paypal_api.events import tell
from trunkline.providers.simulator.paypal_api.payers import PAYERS

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

KEEPS_REQUESTS = timedelta(hours=72)
RETRY_AFTER = timedelta(days=5)


def create_product(sim: PayPalSimulator, ask: Ask) -> Answer:
    wanted = {name: ask.body[name] for name in ("name", "type") if ask.body.get(name)}
    if len(wanted) < 2:
        raise Problem(400, "MISSING_REQUIRED_PARAMETER")
    return _made(sim, ask, "product", "PROD-", wanted, f"{ask.base}/v1/catalogs/products")


def create_plan(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        if page.get("product", str(ask.body.get("product_id"))) is None:
            raise not_found()
    given_amount(ask.body["billing_cycles"][0]["pricing_scheme"]["fixed_price"])
    return _made(sim, ask, "plan", "P-", {"status": "ACTIVE"} | ask.body, f"{ask.base}/v1/billing/plans")


def create_subscription(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        plan = page.get("plan", str(ask.body.get("plan_id")))
    if plan is None:
        raise not_found()
    start = ask.body.get("start_time", stamp(sim.now))
    if datetime.fromisoformat(start) < sim.now.replace(microsecond=0):
        raise Problem(400, "INVALID_PARAMETER_VALUE")
    context = ask.body.get("application_context") or {}
    wanted = {"status": "APPROVAL_PENDING", "status_update_time": stamp(sim.now), "start_time": start}
    wanted |= {name: ask.body[name] for name in ("plan_id", "custom_id") if name in ask.body}
    private = {
        "return_url": context.get("return_url", ""),
        "cycle": plan["billing_cycles"][0],
        "cycles": 0,
        "failed": 0,
    }
    private["threshold"] = (plan.get("payment_preferences") or {}).get("payment_failure_threshold", 0)
    return _made(sim, ask, "subscription", "I-", wanted, f"{ask.base}/v1/billing/subscriptions", private)


def show_subscription(sim: PayPalSimulator, ask: Ask) -> Answer:
    run_due(sim)
    with sim.reading() as page:
        return Answer(200, shown(page, ask.id))


def list_sales(sim: PayPalSimulator, ask: Ask) -> Answer:
    since, until = (datetime.fromisoformat(ask.query[name]) for name in ("start_time", "end_time"))
    with sim.reading() as page:
        shown(page, ask.id)
        sales = [one for one in page.all("sale", ask.id) if since <= datetime.fromisoformat(one["time"]) <= until]
    return Answer(200, {"transactions": sales, "total_items": len(sales), "total_pages": 1})


def cancel_subscription(sim: PayPalSimulator, ask: Ask) -> Answer:
    run_due(sim)
    with sim.writing() as page:
        found = shown(page, ask.id)
        if found["status"] not in ("ACTIVE", "SUSPENDED"):
            raise unprocessable("SUBSCRIPTION_STATUS_INVALID")
        _become(sim, page, ask.id, "CANCELLED", "BILLING.SUBSCRIPTION.CANCELLED")
    return Answer(204)


def approve_subscription(sim: PayPalSimulator, reference: str, account: str) -> str | None:
    """The payer agrees. The address to which they are sent back, None for one that waits for nobody."""
    token = new_id("subscription-token", reference).lower()
    with sim.writing() as page:
        found = page.get("subscription", reference)
        if found is None or found["status"] != "APPROVAL_PENDING" or account not in PAYERS:
            return None
        private = page.private("subscription", reference)
        start = max(datetime.fromisoformat(found["start_time"]), sim.now).astimezone(UTC)
        private |= {"token": token, "start": stamp(start), "next_at": stamp(start)}
        page.set_private("subscription", reference, private)
        page.put("subscription", found | {"start_time": stamp(start)})
    sim.world.attach(PAYERS[account].card, token, sim.now)
    with sim.writing() as page:
        _become(sim, page, reference, "ACTIVE", "BILLING.SUBSCRIPTION.ACTIVATED")
    return str(private["return_url"])


def run_due(sim: PayPalSimulator) -> int:
    """Charge what is due by now, each at its own moment, the earliest first; how many charges were tried."""
    tried = 0
    while (due := _first_due(sim)) is not None:
        _charge(sim, *due)
        tried += 1
    return tried


def shown(page: Page, reference: str) -> Json:
    """The subscription with how its payments stand. Raises `Problem` for one that is not there."""
    found, private = page.get("subscription", reference), page.private("subscription", reference)
    if found is None:
        raise not_found()
    if "token" not in private:
        return found
    price = private["cycle"]["pricing_scheme"]["fixed_price"]
    total = int(private["cycle"].get("total_cycles", 1))
    done = {"tenure_type": "REGULAR", "sequence": 1, "cycles_completed": private["cycles"], "total_cycles": total}
    billing: Json = {
        "outstanding_balance": price if private["failed"] else price | {"value": "0"},
        "cycle_executions": [done | {"cycles_remaining": max(0, total - private["cycles"])}],
        "failed_payments_count": private["failed"],
    }
    if found["status"] == "ACTIVE":
        billing["next_billing_time"] = private["next_at"]
    return found | {"billing_info": billing, "links": [one for one in found["links"] if one["rel"] != "approve"]}


def _first_due(sim: PayPalSimulator) -> tuple[str, datetime] | None:
    with sim.reading() as page:
        live = [one["id"] for one in page.all("subscription") if one["status"] == "ACTIVE"]
        moments = [(datetime.fromisoformat(page.private("subscription", one)["next_at"]), one) for one in live]
    due = min((one for one in moments if one[0] <= sim.now), default=None)
    return None if due is None else (due[1], due[0])


def _charge(sim: PayPalSimulator, reference: str, at: datetime) -> None:
    with sim.reading() as page:
        private = page.private("subscription", reference)
    amount = money_of(private["cycle"]["pricing_scheme"]["fixed_price"])
    asked = ChargeRequest(f"{reference}/{stamp(at)}", private["token"], amount, "PayPal")
    paid = isinstance(sim.world.charge(asked, at), Succeeded)
    with sim.writing() as page:
        private, sale_id = page.private("subscription", reference), new_id("sale", reference, stamp(at))
        found = page.get("subscription", reference)
        if found is None or found["status"] != "ACTIVE" or page.get("sale", sale_id) is not None:
            return
        page.now = at
        told: Json = {"gross_amount": written(amount)}
        if paid:
            told |= {"fee_amount": written(fee_of(amount)), "net_amount": written(amount - fee_of(amount))}
        sale = {
            "id": sale_id,
            "status": "COMPLETED" if paid else "DECLINED",
            "amount_with_breakdown": told,
            "time": stamp(at),
        }
        page.add("sale", sale, parent=reference)
        _tell_sale(sim, page, reference, sale, paid=paid)
        (_paid if paid else _failed)(sim, page, reference, private, at)


def _paid(sim: PayPalSimulator, page: Page, reference: str, private: Json, at: datetime) -> None:
    cycles, total = private["cycles"] + 1, int(private["cycle"].get("total_cycles", 1))
    first, frequency, number = datetime.fromisoformat(private["start"]), private["cycle"]["frequency"], cycles
    while (following := _moment(first, frequency, number)) <= at:  # a retry may come after the next day of charge
        number += 1
    page.set_private("subscription", reference, private | {"cycles": cycles, "failed": 0, "next_at": stamp(following)})
    if total and cycles >= total:
        _become(sim, page, reference, "EXPIRED", "BILLING.SUBSCRIPTION.EXPIRED")


def _failed(sim: PayPalSimulator, page: Page, reference: str, private: Json, at: datetime) -> None:
    failed = private["failed"] + 1
    page.set_private("subscription", reference, private | {"failed": failed, "next_at": stamp(at + RETRY_AFTER)})
    tell(page, sim.faults, "BILLING.SUBSCRIPTION.PAYMENT.FAILED", "subscription", shown(page, reference))
    if private["threshold"] and failed >= private["threshold"]:
        _become(sim, page, reference, "SUSPENDED", "BILLING.SUBSCRIPTION.SUSPENDED")


def _become(sim: PayPalSimulator, page: Page, reference: str, status: str, told: str) -> None:
    found = page.get("subscription", reference)
    assert found is not None, "it was just looked at"
    page.put("subscription", found | {"status": status, "status_update_time": stamp(page.now)})
    tell(page, sim.faults, told, "subscription", shown(page, reference))


def _tell_sale(sim: PayPalSimulator, page: Page, reference: str, sale: Json, *, paid: bool) -> None:
    """As PayPal's first API says it: the subscription is the agreement that the sale is billed by."""
    gross = sale["amount_with_breakdown"]["gross_amount"]
    resource = {
        "id": sale["id"],
        "state": "completed" if paid else "denied",
        "amount": {"total": gross["value"], "currency": gross["currency_code"]},
        "billing_agreement_id": reference,
        "create_time": sale["time"],
    }
    tell(page, sim.faults, "PAYMENT.SALE.COMPLETED" if paid else "PAYMENT.SALE.DENIED", "sale", resource)


def _moment(first: datetime, frequency: Json, number: int) -> datetime:
    """When cycle `number` begins, counted from the first day."""
    unit, count = frequency["interval_unit"], int(frequency.get("interval_count", 1)) * number
    if unit in ("DAY", "WEEK"):
        return first + timedelta(days=count * (7 if unit == "WEEK" else 1))
    day = add_months(first.date(), count * (12 if unit == "YEAR" else 1))
    return first.replace(year=day.year, month=day.month, day=day.day)


def _made(
    sim: PayPalSimulator, ask: Ask, kind: str, prefix: str, wanted: Json, address: str, private: Json | None = None
) -> Answer:
    """Once per request id."""
    with sim.writing() as page:
        known = page.answered(kind, ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, page.get(kind, known))
        id = prefix + new_id(kind, ask.request_id, page.count(kind))
        links = [link("self", f"{address}/{id}")]
        if kind == "subscription":
            links.append(link("approve", f"{sim.pages}/billing/approve?token={id}"))
        made = wanted | {"id": id, "create_time": stamp(page.now), "update_time": stamp(page.now), "links": links}
        page.add(kind, made, private)
        page.remember(kind, ask.request_id, kind, id)
        if kind == "subscription":
            tell(page, sim.faults, "BILLING.SUBSCRIPTION.CREATED", kind, made)
        return Answer(201, made)
