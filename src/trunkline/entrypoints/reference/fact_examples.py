"""One example per fact: built as the program builds it and written by its own `payload`, so that the page cannot lie about the form."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from trunkline.entrypoints.reference.fact_shapes import own_fields
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, FactId, Id, InvoiceId, RequestId, UserId
from trunkline.kernel.money import Currency, Money

AnyId = TypeVar("AnyId", bound=Id)

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLAIN: dict[Any, object] = {
    bool: True,
    int: 3,
    datetime: AT,
    date: AT.date(),
    Decimal: Decimal("1.2345"),
    Money: Money(11900, Currency.of("EUR")),
}
# Texts read better when they look like what they are. A name that is not here stands for itself.
TEXTS = {
    "about": "invoice.issued",
    "address": "203.0.113.7",
    "brand": "visa",
    "code": "insufficient_funds",
    "component": "calls",
    "currency": "EUR",
    "error": "Unavailable: the gateway does not answer",
    "invoice_number": "TL-2026-000042",
    "job_kind": "payments.attempt_payment",
    "last4": "4242",
    "locale": "en",
    "message": "The card has insufficient funds.",
    "meter": "call_seconds",
    "module_name": "AI Receptionist",
    "name": "Nordlicht",
    "number": "TL-2026-000042",
    "permissions": "usage.write",
    "changed": "billing_profile",
    "plan_name": "Team",
    "prefix": "tk_4f9c",
    "provider": "simulator",
    "reason": "The invoice was voided or paid.",
    "slug": "nordlicht",
    "zone": "Europe/Berlin",
}


def example_payload(fact: type[Fact]) -> dict[str, object]:
    values = {name: _value(name, kind) for name, kind in own_fields(fact).items()}
    return fact(company_id=_id(CompanyId), subject=_id(InvoiceId), **values).payload()


def example_envelope(fact: type[Fact]) -> dict[str, object]:
    """A whole fact as the socket tells it."""
    company = _id(CompanyId)
    return {
        "type": "fact",
        "stream": f"company:{company}",
        "seq": 1042,
        "epoch": _id(FactId),
        "id": _id(FactId),
        "kind": fact.kind,
        "version": fact.version,
        "company_id": company,
        "subject": _id(InvoiceId),
        "payload": example_payload(fact),
        "request_id": _id(RequestId),
        "at": "2026-03-02T12:00:00Z",
        "actor": {"kind": "user", "id": _id(UserId), "name": "Ada Lovelace"},
    }


def _value(name: str, kind: Any) -> Any:
    arguments = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is str:
        return TEXTS.get(name, name)
    if origin in {typing.Union, types.UnionType}:
        return _value(name, next(one for one in arguments if one is not type(None)))
    if origin in {tuple, list, Sequence}:
        return (_value(name, arguments[0]),)
    if origin is dict:
        return {"amount": Decimal("1.2345"), "currency": "EUR"}
    return next(iter(kind)) if issubclass(kind, Enum) else _id(kind)


def _id(kind: type[AnyId]) -> AnyId:
    return kind.new(AT, random.Random(kind.prefix))
