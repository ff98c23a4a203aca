"""What a company must look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from trunkline.domains.tenants.model import BillingProfile, Company
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.mailbox import LOCAL_PART
from trunkline.kernel.money import is_exact
from trunkline.kernel.period import zone_of

NAME_LENGTH_MAX = 120
LINES_MAX = 4
TAX_RATE_DIGITS = 6
TAX_RATES_MAX = 50
TAX_CODE_WORDS = "1 to 40 printable ASCII characters without a blank at either end"
_TAX_CODE = re.compile(r"[!-~]([ -~]{0,38}[!-~])?")
_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9]){1,59}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(rf"{LOCAL_PART}@[^\s@<>,;]{{1,180}}\.[^\s@<>,;.]{{2,60}}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_company(company: Company) -> None:
    """Raises `Invalid` naming every field that cannot stand."""
    problems = [*_company_problems(company), *_profile_problems(company.billing_profile)]
    if problems:
        raise Invalid(f"The company cannot stand like this: {problems[0].detail}", fields=problems)


def _company_problems(company: Company) -> Iterator[FieldProblem]:
    if not _SLUG.fullmatch(company.slug):
        yield FieldProblem("/slug", "slug must be 2 to 60 lower-case letters, digits and single hyphens.")
    yield from _line_problems("/name", company.name)
    if not _LOCALE.fullmatch(company.locale):
        yield FieldProblem("/locale", "locale must be a language tag such as en, de or pt-BR.")
    if company.billing_cycle_day is not None and not 1 <= company.billing_cycle_day <= 31:
        yield FieldProblem("/billing_cycle_day", "billing_cycle_day must be 1 … 31, or null.")
    try:
        zone_of(company.zone)
    except Invalid as problem:
        yield FieldProblem("/zone", problem.detail)


def _profile_problems(profile: BillingProfile) -> Iterator[FieldProblem]:
    at = "/billing_profile"
    yield from _line_problems(f"{at}/legal_name", profile.legal_name)
    if not _EMAIL.fullmatch(profile.email):
        yield FieldProblem(f"{at}/email", "email must be one address such as billing@example.com.")
    if not _COUNTRY.fullmatch(profile.country):
        yield FieldProblem(f"{at}/country", "country must be two capital letters such as DE.")
    if len(profile.address_lines) > LINES_MAX:
        yield FieldProblem(f"{at}/address_lines", f"address_lines may hold {LINES_MAX} lines.")
    for index, line in enumerate(profile.address_lines):
        yield from _line_problems(f"{at}/address_lines/{index}", line)
    for name in ("postal_code", "city", "tax_id"):
        yield from _line_problems(f"{at}/{name}", getattr(profile, name), needed=False)
    yield from _rate_problems(f"{at}/tax_rate", profile.tax_rate)
    if len(profile.tax_rates) > TAX_RATES_MAX:
        yield FieldProblem(f"{at}/tax_rates", f"tax_rates may hold {TAX_RATES_MAX} codes.")
    for code, rate in profile.tax_rates.items():
        if not is_tax_code(code):
            yield FieldProblem(f"{at}/tax_rates", f"A tax code must be {TAX_CODE_WORDS}; {code[:60]!r} is not.")
        yield from _rate_problems(f"{at}/tax_rates/{code.replace('~', '~0').replace('/', '~1')}", rate)


def is_tax_code(code: str) -> bool:
    """What prices and one-off lines name for their rate to be looked up by."""
    return bool(_TAX_CODE.fullmatch(code))


def _rate_problems(pointer: str, rate: Decimal) -> Iterator[FieldProblem]:
    if not rate.is_finite() or not 0 <= rate < Decimal(1) or not is_exact(rate, TAX_RATE_DIGITS):
        detail = f"{pointer.split('/')[2]} must be a ratio from 0 to below 1 with {TAX_RATE_DIGITS} decimals at most."
        yield FieldProblem(pointer, detail)


def _line_problems(pointer: str, text: str, *, needed: bool = True) -> Iterator[FieldProblem]:
    """One printable line: it goes onto invoices and into mail headers."""
    name = pointer.rpartition("/")[2]
    if (needed and not text.strip()) or len(text) > NAME_LENGTH_MAX or _CONTROL.search(text):
        yield FieldProblem(
            pointer, f"{name} must be one line of {'1' if needed else '0'} to {NAME_LENGTH_MAX} characters."
        )
