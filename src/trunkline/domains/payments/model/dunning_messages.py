"""The words of dunning: a message per key and locale, and what the product ships with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What a message may name. `next_on` and `next_action` are empty after the last step.
MESSAGE_VARIABLES = ("company", "amount", "invoices", "count", "step", "next_on", "next_action")
MESSAGE_LOCALE = "en"  # every message has it; a company whose language has none is told in this one
MESSAGE_TITLE_MAX = 200
MESSAGE_BODY_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningMessage:
    """`title` and `body` are templates: text, {{ variables }} and {% if %}. `edited`: written by the operator, not shipped."""

    key: str
    locale: str
    title: str
    body: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """In which locale, and in which words."""

    locale: str
    title: str
    body: str


_OPEN_EN = "Not paid: {{ invoices }}, together {{ amount }}."
_OPEN_DE = "Nicht bezahlt: {{ invoices }}, zusammen {{ amount }}."
_THEN_EN = "{% if next_on %} Without payment the next step follows on {{ next_on }}.{% endif %}"
_THEN_DE = "{% if next_on %} Ohne Zahlung folgt am {{ next_on }} der nächste Schritt.{% endif %}"


def _shipped(key: str, english: tuple[str, str], german: tuple[str, str]) -> tuple[DunningMessage, DunningMessage]:
    return (
        DunningMessage(key=key, locale="en", title=english[0], body=f"{_OPEN_EN} {english[1]}{_THEN_EN}"),
        DunningMessage(key=key, locale="de", title=german[0], body=f"{_OPEN_DE} {german[1]}{_THEN_DE}"),
    )


SHIPPED_MESSAGES: Mapping[tuple[str, str], DunningMessage] = {
    (one.key, one.locale): one
    for pair in (
        _shipped(
            "reminder",
            ("Reminder: {{ amount }} is overdue", "Please pay, or check the payment method."),
            ("Erinnerung: {{ amount }} ist überfällig", "Bitte bezahlen Sie oder prüfen Sie das Zahlungsmittel."),
        ),
        _shipped(
            "warning",
            ("{{ amount }} is still overdue", "Please pay now; otherwise the service may be restricted."),
            (
                "{{ amount }} ist weiterhin überfällig",
                "Bitte bezahlen Sie jetzt, sonst kann der Dienst eingeschränkt werden.",
            ),
        ),
        _shipped(
            "limited",
            ("The service of {{ company }} is limited", "Until it is paid nothing new can be subscribed to."),
            (
                "Der Dienst von {{ company }} ist eingeschränkt",
                "Bis zur Zahlung kann nichts Neues abonniert werden.",
            ),
        ),
        _shipped(
            "suspended",
            ("{{ company }} is suspended", "The service returns as soon as it is paid."),
            ("{{ company }} ist gesperrt", "Nach der Zahlung wird der Dienst sofort wieder freigegeben."),
        ),
        _shipped(
            "canceled",
            ("The subscriptions of {{ company }} end today", "What is owed stays owed."),
            ("Die Abonnements von {{ company }} enden heute", "Was geschuldet ist, bleibt geschuldet."),
        ),
    )
    for one in pair
}
