"""Converting: once per operation, however often and by however many it is asked for."""

from __future__ import annotations

import structlog

from trunkline.domains.currencies import queries, rules, store
from trunkline.domains.currencies.events import ConversionMade
from trunkline.domains.currencies.model import Conversion, ConversionWish, OperationKeyUsed, PairRate
from trunkline.domains.currencies.model.ids import ConversionId
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid

log = structlog.get_logger("trunkline.currencies")


async def convert(scope: Scope, wish: ConversionWish) -> Conversion:
    """The conversion of the operation: made now, or as it was made then, whatever has become of the rates since.

    Raises `OperationKeyUsed` when the key has converted something else, and what `rate_between` raises.
    """
    known = await queries.conversion_of_key(scope, wish.operation_key)
    if known is None:
        made = await _converted(scope, wish)
        if await store.insert_conversion(scope, made):
            _announce(scope, made)
            return made
        known = await queries.conversion_of_key(scope, wish.operation_key)
        assert known is not None, "the key was taken, and what is in the log stays there"
    if not known.answers(wish):
        raise OperationKeyUsed(
            f"The operation {wish.operation_key!r} has converted {known.amount} to {known.converted.currency}; "
            "use another key for another conversion."
        )
    return known


async def _converted(scope: Scope, wish: ConversionWish) -> Conversion:
    pair = await _rate(scope, wish)
    return Conversion(
        id=scope.new_id(ConversionId),
        company_id=scope.company,
        operation_key=wish.operation_key,
        amount=wish.amount,
        converted=rules.converted(wish.amount, pair.rate, wish.target),
        exact=rules.four_decimals(wish.amount, pair.rate),
        source=pair.source,
        base=pair.base,
        source_rate=pair.source_rate,
        target_rate=pair.target_rate,
        sheet_id=pair.sheet_id,
        as_of=pair.as_of,
        stale=pair.stale,
        held=pair.held,
        asked_at=wish.at,
        converted_at=scope.now,
        actor=scope.actor.id,
        request_id=scope.request_id,
    )


async def _rate(scope: Scope, wish: ConversionWish) -> PairRate:
    try:
        return await queries.rate_between(scope, wish.amount.currency, wish.target, wish.at)
    except Invalid as problem:
        raise Invalid(problem.detail, fields=[FieldProblem("/at", problem.detail)]) from None


def _announce(scope: Scope, made: Conversion) -> None:
    if made.stale or made.held:
        log.warning("converted_at_an_old_rate", conversion=made.id, as_of=made.as_of.isoformat(), held=made.held)
    scope.announce(
        ConversionMade(
            company_id=made.company_id,
            subject=made.id,
            amount=made.amount,
            converted=made.converted,
            source=made.source,
            as_of=made.as_of,
            stale=made.stale,
        )
    )
