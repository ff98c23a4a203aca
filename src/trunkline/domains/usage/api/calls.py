"""Calls, and why each of them costs what it costs."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import (
    CallBand,
    CallTerms,
    Module,
    Price,
    band_to_json,
    cap_to_json,
    terms_to_json,
)
from trunkline.domains.marketplace.rules import rate_call
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.api.corrections import CallCorrectionIn, CorrectionOut
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import Instant, ModuleOut, module_named, moment_of
from trunkline.domains.usage.model import Call, CallCorrection, Direction, Disposition
from trunkline.domains.usage.model.calls import PARTY_MAX, CallInForce
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.infra.scope import Scope
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CallId, CompanyId, ModuleId, PriceId
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import AMOUNT_DIGITS


class RatedOut(BaseModel):
    """What the call costs, with four decimals; it is rounded no further before it is added up on an invoice."""

    amount: str
    currency: str
    price_id: PriceId
    billed_seconds: int


class CallInForceOut(BaseModel):
    """What a call counts for since it, or its price, was corrected. Void: for nothing."""

    is_void: bool
    billable_seconds: int
    rated: RatedOut | None


class CallOut(BaseModel):
    """`billable_seconds` and `rated` are what was told and how that was rated, for ever; `in_force` is null for a call never corrected."""

    id: CallId
    company_id: CompanyId
    source: str
    external_id: str
    meter: str
    module: ModuleOut | None
    direction: Direction
    caller: str
    callee: str
    agent: str
    started_at: Instant
    answered_at: Instant | None
    ended_at: Instant
    duration_seconds: int
    billable_seconds: int
    disposition: Disposition
    rated: RatedOut | None
    in_force: CallInForceOut | None
    recorded_at: Instant

    @staticmethod
    def of(call: Call, modules: dict[ModuleId, Module]) -> "CallOut":
        module = None if call.module_id is None else modules.get(call.module_id)
        made = ("module", "rated", "in_force")
        shown = {name: getattr(call, name) for name in CallOut.model_fields if name not in made}
        shown["module"] = ModuleOut.of(module) if module else None
        return CallOut(
            **shown, rated=_rated(call), in_force=None if call.in_force is None else _in_force(call.in_force)
        )


class CallDetailOut(CallOut):
    """`rating` is the derivation of the amount, step by step.

    Under a price with bands its `band` is the one in force at the start of the call, with the local time of that start; null where
    none was. `cap` is that of the price; where it took something off, a step says so.
    """

    rating: dict[str, Any] | None
    corrections: list[CorrectionOut]


@router.get("/calls", permission=Permission.calls_read)
async def list_calls(
    scope: ReadScope,
    page: Paging,
    since: Annotated[str | None, Query(alias="from", description="Local day or RFC 3339 time.")] = None,
    until: Annotated[str | None, Query(alias="to", description="Local day, included, or RFC 3339 time.")] = None,
    disposition: Disposition | None = None,
    module: Annotated[str | None, Query(description="Id or slug of a module.")] = None,
    meter: Annotated[str | None, Query(max_length=NAME_MAX, pattern="^[ -~]+$")] = None,
    agent: Annotated[
        str | None, Query(max_length=PARTY_MAX, pattern="^[^\x00]*$", description="Empty: calls without an agent.")
    ] = None,
) -> PageOut[CallOut]:
    """Calls, newest first; of all companies for the operator who names none (days are then those of UTC)."""
    zone = zone_of("UTC" if scope.company_id is None else (await tenants.company(scope, scope.company_id)).zone)
    wanted = queries.CallFilter(
        since=moment_of(since, zone, "from"),
        until=moment_of(until, zone, "to", day_after=True),
        disposition=disposition,
        module_id=None if module is None else (await module_named(scope, module)).id,
        meter=meter,
        agent=agent,
    )
    found = await queries.calls(scope, page.request, wanted)
    modules = await _modules(scope)
    return page.out(found.map(lambda call: CallOut.of(call, modules)))


@router.get("/calls/{call_id}", permission=Permission.calls_read)
async def get_call(scope: ReadScope, call_id: CallId) -> CallDetailOut:
    """One call, with the derivation of what it costs."""
    return await _detail(scope, call_id)


@router.post("/calls/{call_id}/corrections", permission=Permission.usage_correct)
async def correct_call(scope: WriteScope, call_id: CallId, body: CallCorrectionIn) -> CallDetailOut:
    """Let a call count with another length, or for nothing. Its record keeps what was told; the next bill run books the difference."""
    correction = CallCorrection(call_id, body.reason, body.billable_seconds, body.void)
    call = await queries.call(scope, call_id)
    own = await scope.within(call.company_id)
    await actions.correct_call(own, correction)
    return await _detail(own, call_id)


async def _detail(scope: Scope, call_id: CallId) -> CallDetailOut:
    call = await queries.call(scope, call_id)
    shown = CallOut.of(call, await _modules(scope))
    price = None if call.price_id is None else await marketplace.price(scope, call.price_id)
    made = await queries.corrections_of_call(scope, call)
    rating = None if price is None else _rating(call, price)
    return CallDetailOut(**dict(shown), rating=rating, corrections=[CorrectionOut.of(one) for one in made])


async def _modules(scope: Scope) -> dict[ModuleId, Module]:
    return {module.id: module for module in await marketplace.modules(scope)}


def _rated(call: Call) -> RatedOut | None:
    """None where nobody had subscribed, and where the price rates calls as a sum of the period instead of one by one."""
    if call.price_id is None or call.currency is None:
        return None
    return RatedOut(
        amount=str(call.amount),
        currency=call.currency.code,
        price_id=call.price_id,
        billed_seconds=call.billed_seconds,
    )


def _in_force(standing: CallInForce) -> CallInForceOut:
    if standing.price_id is None or standing.currency is None:
        rated = None
    else:
        rated = RatedOut(
            amount=str(standing.amount),
            currency=standing.currency.code,
            price_id=standing.price_id,
            billed_seconds=standing.billed_seconds,
        )
    return CallInForceOut(is_void=standing.is_void, billable_seconds=standing.billable_seconds, rated=rated)


def _rating(call: Call, price: Price) -> dict[str, Any] | None:
    if not isinstance(price.terms, CallTerms):
        return None
    rated = rate_call(price.terms, call.billable_seconds, call.started_at)
    rounding = {"exact": rated.exact, "rounded": str(rated.amount), "rule": "half_up", "digits": AMOUNT_DIGITS}
    return {
        "result": {"amount": str(rated.amount), "currency": price.currency.code},
        "price": {
            "id": price.id,
            "component": price.component,
            "model": price.model.value,
            "version": price.version,
            "currency": price.currency.code,
            "terms": terms_to_json(price.terms),
        },
        "band": None if rated.band is None else _band(rated.band, price.terms, call.started_at),
        "cap": None if price.terms.cap is None else cap_to_json(price.terms.cap),
        "period": None,
        "steps": [step.as_json() for step in rated.steps],
        "rounding": rounding,
        "policy": [{"id": "6", "title": "Calls are rated as a whole"}],
    }


def _band(band: CallBand, terms: CallTerms, started_at: datetime) -> dict[str, Any]:
    assert terms.zone is not None, "terms with bands name their zone"
    local = started_at.astimezone(zone_of(terms.zone))
    return {**band_to_json(band), "label": band.label, "zone": terms.zone, "started_at_local": local.isoformat()}
