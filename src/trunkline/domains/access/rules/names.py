"""Names that people type."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError

from trunkline.kernel.errors import FieldProblem, Invalid

NAME_LENGTH_MAX = 200
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def check_name(text: str, *, pointer: str = "/name") -> str:
    """The name without surrounding space. Raises `Invalid` when nothing is left, it is too long, or not printable on one line."""
    name = text.strip()
    if not 1 <= len(name) <= NAME_LENGTH_MAX or not name.isprintable():
        detail = f"A name is one line of 1 to {NAME_LENGTH_MAX} printable characters."
        raise Invalid(detail, fields=[FieldProblem(pointer, detail)])
    return name


def check_locale(text: str) -> str:
    """A language tag such as `de` or `pt-BR`, one that CLDR and with it every browser knows: `de_AT` is written `de-AT`. Raises `Invalid`
    for any other, because a reader's screens and numbers could not be written in it.
    """
    tag = text.replace("_", "-")
    if len(tag) > 20 or not _LOCALE.fullmatch(tag) or not _is_known(tag):
        detail = "Send a language tag that is known, with a region where it matters, such as en, de-AT or pt-BR."
        raise Invalid(detail, fields=[FieldProblem("/locale", detail)])
    return tag


def _is_known(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
