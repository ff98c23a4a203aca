"""Prepaid credits: opening a wallet, putting something into it, closing it. Invoices draw by themselves."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Exact, When, moment_of
from trunkline.entrypoints.scenario.world import World

WalletName = Annotated[str | None, Field(description="Its name, where the company has several.")]


class Wallet(Form):
    said_alone: ClassVar[str | None] = "name"

    name: str = "Prepaid"
    below: Annotated[
        Exact | None, Field(description="A draw that leaves less than this announces `wallet.balance_low`.")
    ] = None
    top_up: Annotated[Exact | None, Field(description="What that fact says to buy; with `below`.")] = None


class Grant(Form):
    said_alone: ClassVar[str | None] = "amount"

    amount: Exact
    wallet: WalletName = None
    kind: Annotated[str, Field(description="`granted` or `purchased`.")] = "granted"
    priority: Annotated[int | None, Field(description="1 is drawn first; left out: as the API has it.")] = None
    expires: Annotated[When | None, Field(description="It is not drawn from then on; left out: it is for ever.")] = None


class Terminate(Form):
    said_alone: ClassVar[str | None] = "wallet"

    wallet: WalletName = None


@verb("wallet")
async def wallet(world: World, given: Wallet, by: str) -> dict[str, Any]:
    """The operator opens an empty wallet in the scenario's currency."""
    body: dict[str, Any] = {"name": given.name, "currency": world.currency}
    if given.below is not None or given.top_up is not None:
        body["top_up"] = given.model_dump(include={"below", "top_up"})
    return await world.post("/wallets", body, by=by)


@verb("grant")
async def grant(world: World, given: Grant, by: str) -> dict[str, Any]:
    """Prepaid credits are put into a wallet: they pay what is issued from now on."""
    body = given.model_dump(include={"amount", "kind", "priority"}, exclude_none=True)
    if given.expires is not None:
        body["expires_at"] = moment_of(given.expires, world.zone).isoformat()
    return await world.post(f"/wallets/{await _wallet(world, given.wallet)}/grants", body, by=by)


@verb("terminate")
async def terminate(world: World, given: Terminate, by: str) -> dict[str, Any]:
    """A wallet is drawn no more."""
    return await world.post(f"/wallets/{await _wallet(world, given.wallet)}/terminate", by=by)


async def _wallet(world: World, name: str | None) -> str:
    """The id of the wallet of that name, or of the only one."""
    found = await world.all_of("/wallets")
    named = [one["id"] for one in found if name in (None, one["name"])]
    if len(named) == 1:
        return str(named[0])
    had = ", ".join(one["name"] for one in found) or "none"
    raise LookupError(f"say with `wallet` which one is meant; the company has {had}")
