"""The European Central Bank's reference rates of the day: eurofxref-daily.xml, some thirty currencies over euros, without a key.

Theirs → ours: the `time` of the outer Cube → as_of, `currency` and `rate` of the inner ones. The day's rates are taken at 14:15 in
Frankfurt and published about 16:00, on the days on which its payment system works.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from xml.parsers import expat

import httpx2

from trunkline.domains.currencies.model import NotQuoted, Outcome
from trunkline.domains.currencies.model.quotes import RATES_MAX
from trunkline.kernel.period import zone_of
from trunkline.providers.exchange_rates import http
from trunkline.providers.exchange_rates.reading import Unreadable, quoted, unreadable

_TAKEN_AT = time(14, 15)
_FRANKFURT = "Europe/Berlin"


class EcbDaily:
    """A `RateFeed`."""

    def __init__(self, api_base: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._api_base = api_base
        self._transport = transport

    async def latest(self) -> Outcome:
        asked = http.Request(f"{self._api_base}/eurofxref-daily.xml", {}, {})
        got = await http.get(asked, self._transport)
        return got if isinstance(got, NotQuoted) else self.read(got)

    def read(self, got: http.Got) -> Outcome:
        if refusal := http.not_ok(got):
            return refusal
        try:
            cubes = _Cubes(got.body)
            return quoted("EUR", as_of_day(cubes.day()), cubes.rates)
        except Unreadable as error:
            return unreadable(str(error))


def as_of_day(day: date) -> datetime:
    """The moment at which the reference rates of the day were taken."""
    return datetime.combine(day, _TAKEN_AT, zone_of(_FRANKFURT)).astimezone(UTC)


class _Cubes:
    """The attributes of the Cubes. A document type ends the reading before anything in it is expanded or fetched."""

    def __init__(self, document: bytes) -> None:
        self.days: list[str] = []
        self.rates: dict[str, str] = {}
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(document, True)
        except (expat.ExpatError, LookupError):
            raise Unreadable("it is not XML") from None

    def day(self) -> date:
        try:
            (told,) = self.days
            return datetime.strptime(told, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            raise Unreadable("it is not the rates of one day") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] != "Cube":
            return
        if "time" in attributes:
            self.days.append(attributes["time"])
        if "currency" in attributes:
            code = attributes["currency"]
            if code in self.rates or len(self.rates) >= RATES_MAX:
                raise Unreadable("it names a currency twice, or too many")
            self.rates[code] = attributes.get("rate", "")

    def _doctype(self, *declared: object) -> None:
        raise Unreadable("it declares a document type")
