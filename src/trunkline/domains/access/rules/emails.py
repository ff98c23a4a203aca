"""E-mail addresses: one spelling for what people consider the same address."""

from __future__ import annotations

import re
import unicodedata

from trunkline.kernel.errors import FieldProblem, Invalid

EMAIL_LENGTH_MAX = 254
_SHAPE = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")


def normal_email(text: str) -> str:
    """The address trimmed and case-folded. Raises `Invalid` when it cannot be one.

    Canonical caseless matching of the Unicode standard (D145). Compatibility forms are NOT merged: they are other letters, and whoever
    owns one address must not be taken for whoever owns the other.
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text.strip()).casefold())
    email = unicodedata.normalize("NFC", folded)
    if len(email) > EMAIL_LENGTH_MAX or not email.isprintable() or not _SHAPE.fullmatch(email):
        detail = "This is not an e-mail address: it needs the form name@domain."
        raise Invalid(detail, fields=[FieldProblem("/email", detail)])
    return email
