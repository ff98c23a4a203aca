"""How a company writes days and amounts on its documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from trunkline.domains.billing.model import Invoice
from trunkline.kernel.money import Money
from trunkline.kernel.period import zone_of

_ENGLISH = Locale("en")
_SOME_DAY = date(2026, 3, 2)
# Latin, Greek and Cyrillic lie below.
_BEYOND_EUROPE = 0x0530


class Paper:
    """How a company writes dates and amounts."""

    def __init__(self, locale: Locale, zone: ZoneInfo) -> None:
        self.locale = locale
        self.zone = zone

    def day(self, moment: datetime) -> str:
        return self.local_day(moment.astimezone(self.zone).date())

    def local_day(self, day: date) -> str:
        return format_date(day, format="medium", locale=self.locale)

    def span(self, first_day: date, last_day: date) -> str:
        return (
            f"{self.local_day(first_day)} – {self.local_day(last_day)}"
            if last_day > first_day
            else self.local_day(first_day)
        )

    def money(self, amount: Money) -> str:
        code = amount.currency.code
        return format_currency(
            amount.major, code, locale=self.locale, currency_digits=False, format=self._pattern(amount)
        )

    def _pattern(self, amount: Money) -> str:
        """The locale's own pattern with exactly the currency's digits, and its code instead of a sign that many share."""
        digits = "0" * amount.currency.exponent
        number = f"#,##0.{digits}" if digits else "#,##0"
        return f"{number}\xa0¤¤"

    def unit_price(self, value: Decimal, digits: int) -> str:
        """With the currency's digits at least, and as many more as the price has."""
        return format_decimal(value, format=f"#,##0.{'0' * digits}{'#' * (12 - digits)}", locale=self.locale)

    def number(self, value: Decimal) -> str:
        return format_decimal(value, format="#,##0.############", locale=self.locale).replace("-", "−")

    def rate(self, value: Decimal) -> str:
        """All its digits: of a currency that is worth little they begin late."""
        return format_decimal(value, format=f"#,##0.{'#' * 24}", locale=self.locale)

    def percent(self, rate: Decimal) -> str:
        return format_percent(rate, format="#,##0.####\xa0%", locale=self.locale)


def paper_of(invoice: Invoice) -> Paper:
    return Paper(_locale(invoice.locale), zone_of(invoice.zone))


def _locale(tag: str) -> Locale:
    """The locale of a tag; English where it is unknown or writes in a script that the document's font has not.

    An invoice must not fail over its punctuation, and a date must not be printed as boxes.
    """
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
    sample = format_date(_SOME_DAY, format="medium", locale=locale) + locale.territories.get("DE", "")
    return locale if all(ord(sign) < _BEYOND_EUROPE or 0x2000 <= ord(sign) < 0x2070 for sign in sample) else _ENGLISH
