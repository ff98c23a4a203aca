"""Column types that mean the same on all three databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import CHAR, Column, DateTime, Dialect, ForeignKey, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.dialects import mysql

from trunkline.kernel.clock import require_utc
from trunkline.kernel.ids import Id

AnyId = TypeVar("AnyId", bound=Id)


def exact_text(length: int) -> String:
    """Text that compares byte by byte everywhere: ids, keys and slugs must not match in another case."""
    return (
        String(length)
        .with_variant(String(length, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(length, charset="ascii", collation="ascii_bin"), "mysql")
    )


class IdType(TypeDecorator[Id]):
    """A typed id; comes back as the type it was declared with."""

    impl = CHAR
    cache_ok = True

    def __init__(self, kind: type[Id] = Id) -> None:
        super().__init__(40)
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(exact_text(40).dialect_impl(dialect))

    def process_result_value(self, value: Any, dialect: Dialect) -> Id | None:
        return None if value is None else self.kind(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant with microseconds. A naive value is a programming error, not a guess."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "mysql":
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = require_utc(value)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class JsonText(TypeDecorator[Any]):
    """A JSON document as text. Never searched by the database; amounts in it are strings."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(mysql.MEDIUMTEXT() if dialect.name == "mysql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class LongText(TypeDecorator[str]):
    """Text without a bound that matters. Never searched by the database."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(mysql.MEDIUMTEXT() if dialect.name == "mysql" else Text())


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal that is never summed in SQL: prices, rates, ratios. Kept as written, digit for digit."""

    impl = String
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(80)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def id_column(name: str, kind: type[Id], *constraints: ForeignKey, **options: Any) -> Column[Id]:
    """A column for ids of `kind`."""
    options.setdefault("nullable", False)
    return Column(name, IdType(kind), *constraints, **options)


def key_column(name: str, length: int = 120, *constraints: ForeignKey, **options: Any) -> Column[str]:
    """A column for slugs, codes and external references: compared byte by byte."""
    options.setdefault("nullable", False)
    if length > 120:
        return Column(name, wide_text(length), *constraints, **options)
    return Column(name, exact_text(length), *constraints, **options)


def wide_text(length: int) -> String:
    """Text that compares byte by byte and may hold any character: external references, e-mail addresses."""
    return (
        String(length)
        .with_variant(String(length, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin"), "mysql")
    )


def at_column(name: str, **options: Any) -> Column[datetime]:
    """A column for an instant; not null unless said otherwise."""
    options.setdefault("nullable", False)
    return Column(name, UtcDateTime(), **options)


def digest_column(name: str, **options: Any) -> Column[bytes]:
    """A column for a SHA-256 digest: 32 raw bytes."""
    options.setdefault("nullable", False)
    kind = LargeBinary(32).with_variant(mysql.BINARY(32), "mysql")
    return Column(name, kind, **options)
