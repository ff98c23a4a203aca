"""Documents: a bill run that somebody asks for, taking an invoice back, crediting a part of it. The schedule bills by itself."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Day, Exact
from trunkline.entrypoints.scenario.world import World

Ordinal = Annotated[int, Field(description="1 is the company's first, 2 its second; -1 is the newest.")]


class Bill(Form):
    said_alone: ClassVar[str | None] = "through"

    through: Annotated[Day | None, Field(description="A local day, included; left out: today.")] = None


class Void(Form):
    said_alone: ClassVar[str | None] = "invoice"

    invoice: Ordinal = -1


class WriteOff(Form):
    said_alone: ClassVar[str | None] = "invoice"

    invoice: Ordinal = -1


class Credit(Form):
    said_alone: ClassVar[str | None] = "amount"

    amount: Annotated[Exact | None, Field(description="All that is left of the invoice, with its tax.")] = None
    line: Annotated[int | None, Field(description="One line of it instead: its position, from 1.")] = None
    net: Annotated[
        Exact | None, Field(description="So much of the line, before tax; left out: all that is left of it.")
    ] = None
    invoice: Ordinal = -1
    reason: str = "billing_error"


class Item(Form):
    description: str = "One-off"
    quantity: Exact = "1"
    unit: str = ""
    amount: Annotated[Exact, Field(description="Of one unit; below zero it is a discount.")]
    tax_rate: Exact | None = None
    now: Annotated[bool, Field(description="On an invoice of its own at once, instead of with the next one.")] = False


class Issue(Form):
    said_alone: ClassVar[str | None] = "invoice"

    invoice: Ordinal = -1


@verb("item")
async def item(world: World, given: Item, by: str) -> dict[str, Any]:
    """The operator enters a one-off line. It waits for the company's next invoice; the next run makes one where nothing else is due."""
    line = {"unit_amount": given.amount} | given.model_dump(include={"description", "quantity", "unit"})
    line |= {} if given.tax_rate is None else {"tax_rate": given.tax_rate}
    if given.now:
        return await world.post("/invoices", {"currency": world.company["currency"], "items": [line]}, by=by)
    return await world.post("/invoice-items", {"currency": world.company["currency"]} | line, by=by)


@verb("issue")
async def issue(world: World, given: Issue, by: str) -> dict[str, Any]:
    """A draft is issued without waiting for the end of its grace."""
    return await world.post(f"/invoices/{(await world.invoice(given.invoice))['id']}/issue", by=by)


@verb("bill")
async def bill(world: World, given: Bill, by: str) -> dict[str, Any]:
    """The operator runs billing for the company now, ahead of its schedule or again."""
    through = given.through or world.now.astimezone(world.zone).date().isoformat()
    told = await world.post(
        "/billing/runs", {"through": through, "company_id": world.company["id"]}, by=by, for_all=True
    )
    if told["failed"]:
        raise LookupError(f"the company could not be billed: {told['failed'][0]['detail']}")
    return told


@verb("void")
async def void(world: World, given: Void, by: str) -> dict[str, Any]:
    """An invoice asks for nothing any more; what it had billed is waived."""
    return await world.post(f"/invoices/{(await world.invoice(given.invoice))['id']}/void", by=by)


@verb("write_off")
async def write_off(world: World, given: WriteOff, by: str) -> dict[str, Any]:
    """An invoice is given up: it counts as owed no more, and may still be paid."""
    return await world.post(f"/invoices/{(await world.invoice(given.invoice))['id']}/uncollectible", by=by)


@verb("credit")
async def credit(world: World, given: Credit, by: str) -> dict[str, Any]:
    """A credit note: a part of an issued invoice is taken back, or all that is left of it."""
    path = f"/invoices/{(await world.invoice(given.invoice))['id']}"
    body: dict[str, Any] = {"reason": given.reason}
    if given.line is None:
        body["amount"] = given.amount
    else:
        line = (await world.get(path))["lines"][given.line - 1]
        body["lines"] = [{"invoice_line_id": line["id"]} | ({} if given.net is None else {"amount": given.net})]
    return await world.post(f"{path}/credit-notes", body, by=by)
