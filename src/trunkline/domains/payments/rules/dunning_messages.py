"""Dunning messages: which templates can stand, which one a company is told, and its words.

A template may hold text, variables and conditions on them, and nothing else: no loops, calls or attributes, so that it neither takes
time nor reaches anything. It is rendered in jinja2's sandbox all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from trunkline.domains.payments.model import (
    MESSAGE_BODY_MAX,
    MESSAGE_LOCALE,
    MESSAGE_TITLE_MAX,
    MESSAGE_VARIABLES,
    DunningMessage,
    RenderedMessage,
)
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency, Money

NAMED_MAX = 5
_KEY = re.compile(r"[a-z][a-z0-9_]{0,38}[a-z0-9]")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If),
    *(nodes.Compare, nodes.Operand, nodes.Const, nodes.Not, nodes.And, nodes.Or),
)
_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def check_message(message: DunningMessage) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    problems = [*_name_problems(message)]
    for name, length in (("title", MESSAGE_TITLE_MAX), ("body", MESSAGE_BODY_MAX)):
        problems += _template_problems(f"/{name}", getattr(message, name), length)
    if "\n" in message.title:
        problems.append(FieldProblem("/title", "A title is one line."))
    if problems:
        raise Invalid(f"The message cannot stand like this: {problems[0].detail}", fields=problems)


def chosen_message(messages: Mapping[tuple[str, str], DunningMessage], key: str, locale: str) -> DunningMessage:
    """In the company's locale, else in its language, else in English, which every key has."""
    for one in (locale, locale.partition("-")[0], MESSAGE_LOCALE):
        if (found := messages.get((key, one))) is not None:
            return found
    raise AssertionError(f"no text for {key}: policies name only keys that have one")


def message_values(
    locale: str, *, company: str, due: Money, numbers: Sequence[str], step: int, next_on: date | None, next_action: str
) -> dict[str, str | int]:
    """What a message may name, as it is written in `locale`. Of many invoices the first five are named; `count` and `step` are numbers."""
    written = _known(locale) or Locale(MESSAGE_LOCALE)
    named, more = ", ".join(numbers[:NAMED_MAX]), len(numbers) - NAMED_MAX
    return {
        "company": company,
        "amount": format_currency(due.major, due.currency.code, locale=written, decimal_quantization=False),
        "invoices": f"{named} … (+{more})" if more > 0 else named,
        "count": len(numbers),
        "step": step,
        "next_on": "" if next_on is None else format_date(next_on, "long", locale=written),
        "next_action": next_action,
    }


def render_message(message: DunningMessage, values: Mapping[str, str | int]) -> RenderedMessage:
    """The words, cut to what is kept of them."""
    title, body = (_ENVIRONMENT.from_string(text).render(values) for text in (message.title, message.body))
    return RenderedMessage(message.locale, title[:MESSAGE_TITLE_MAX], body[:MESSAGE_BODY_MAX])


def _known(locale: str) -> Locale | None:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _name_problems(message: DunningMessage) -> Iterator[FieldProblem]:
    if not _KEY.fullmatch(message.key):
        yield FieldProblem("/key", "key must be 2 to 40 lower-case letters, digits and underscores.")
    if not _LOCALE.fullmatch(message.locale) or _known(message.locale) is None:
        yield FieldProblem("/locale", "locale must be a language tag such as en, de or pt-BR.")


def _template_problems(pointer: str, text: str, length: int) -> Iterator[FieldProblem]:
    if not text.strip() or len(text) > length or _CONTROL.search(text):
        yield FieldProblem(pointer, f"Must be 1 to {length} printable characters.")
        return
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateError as error:
        yield FieldProblem(pointer, f"This is no template: {error.message}")
        return
    except RecursionError:
        yield FieldProblem(pointer, "This nests too deep.")
        return
    strange = next((one for one in tree.find_all(nodes.Node) if not isinstance(one, _ALLOWED)), None)
    if strange is not None:
        kind = type(strange).__name__
        yield FieldProblem(
            pointer, f"A message may hold text, variables and conditions on them; {kind} is none of them."
        )
        return
    unknown = sorted({one.name for one in tree.find_all(nodes.Name)} - set(MESSAGE_VARIABLES))
    if unknown:
        known = ", ".join(MESSAGE_VARIABLES)
        where = _place(text, unknown[0])
        yield FieldProblem(pointer, f"There is no variable {unknown[0][:60]}{where}; there are: {known}.")
        return
    for sample in _samples():
        try:
            _ENVIRONMENT.from_string(text).render(sample)
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            yield FieldProblem(pointer, f"It cannot be written for every step: {str(error)[:200]}")
            return


def _place(text: str, name: str) -> str:
    """Where a template names a variable first, as a person finds it."""
    found = re.search(rf"\{{[{{%](?:(?![}}%]\}}).)*?\b({re.escape(name)})\b", text, re.DOTALL)
    if found is None:
        return ""
    line_start = text.rfind("\n", 0, found.start(1)) + 1
    return f" (line {text.count(chr(10), 0, found.start(1)) + 1}, column {found.start(1) - line_start + 1})"


def _samples() -> Iterator[dict[str, str | int]]:
    """The first step of one invoice, and the last of many: what stands for both stands for all between."""
    for numbers, step, next_on, action in ((1, 1, date(2026, 3, 1), "suspend"), (8, 9, None, "")):
        yield message_values(
            MESSAGE_LOCALE,
            company="Nordlicht",
            due=Money(11_900, Currency.of("EUR")),
            numbers=[f"TL-{number}" for number in range(numbers)],
            step=step,
            next_on=next_on,
            next_action=action,
        )
