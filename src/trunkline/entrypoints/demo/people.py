"""Who lives in the demo world: three companies in three zones and currencies, the operator's staff, and what they have bought."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.domains.access.model import RoleKey
from trunkline.entrypoints.demo.calls import CallProfile

PASSWORD = "let-me-see-trunkline"  # noqa: S105 - printed on the screen on purpose; the demo holds nothing real


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person of the demo world. `company` is a slug, None for the operator's staff."""

    role: RoleKey
    name: str
    email: str
    company: str | None
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class Bought:
    """A module on a plan, by their slugs."""

    module: str
    plan: str


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """`card` is a token of the simulator's; `calls_on` the meter that its calls count on, `also_counts` another
    meter and the share of answered calls that it counts."""

    slug: str
    name: str
    zone: str
    currency: str
    locale: str
    billing_cycle_day: int | None
    tax_rate: str
    tax_id: str
    address: tuple[str, ...]
    postal_code: str
    city: str
    country: str
    card: str
    calls_on: str
    also_counts: tuple[str, float]
    bought: tuple[Bought, ...]
    profile: CallProfile

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"


COMPANIES = (
    DemoCompany(
        slug="nordlicht",
        name="Nordlicht Energie GmbH",
        zone="Europe/Berlin",
        currency="EUR",
        locale="de-DE",
        billing_cycle_day=1,
        tax_rate="0.19",
        tax_id="DE811234567",
        address=("Am Sandtorkai 48",),
        postal_code="20457",
        city="Hamburg",
        country="DE",
        card="pm_card_visa",
        calls_on="receptionist_calls",
        also_counts=("transcription_minutes", 1.0),
        bought=(Bought("ai-receptionist", "business"), Bought("live-transcription", "studio")),
        profile=CallProfile("nordlicht", "Europe/Berlin", 150, 0.06, 140, 0.1, "+4940"),
    ),
    DemoCompany(
        slug="harbor",
        name="Harbor Dental Group",
        zone="America/New_York",
        currency="USD",
        locale="en-US",
        billing_cycle_day=15,
        tax_rate="0.08875",
        tax_id="84-1234567",
        address=("210 Water Street", "Suite 4"),
        postal_code="10038",
        city="New York, NY",
        country="US",
        card="pm_card_mastercard",
        calls_on="receptionist_calls",
        also_counts=("appointments_booked", 0.3),
        bought=(Bought("ai-receptionist", "starter"), Bought("appointment-booking", "practice")),
        profile=CallProfile("harbor", "America/New_York", 70, 0.03, 95, 0.05, "+1212"),
    ),
    DemoCompany(
        slug="sakura",
        name="Sakura Travel K.K.",
        zone="Asia/Tokyo",
        currency="JPY",
        locale="ja-JP",
        billing_cycle_day=None,
        tax_rate="0.10",
        tax_id="T1234567890123",
        address=("2-7-1 Marunouchi",),
        postal_code="100-0005",
        city="Tokyo",
        country="JP",
        card="pm_card_visa",
        calls_on="receptionist_calls",
        also_counts=("sms_messages", 0.6),
        bought=(Bought("ai-receptionist", "business"), Bought("sms-follow-up", "bundle")),
        profile=CallProfile("sakura", "Asia/Tokyo", 95, 0.09, 180, 0.15, "+813"),
    ),
)

OPERATOR = (
    SignIn(RoleKey.super_admin, "Olivia Park", "admin@trunkline.example", None),
    SignIn(RoleKey.finance_manager, "Felix Braun", "finance@trunkline.example", None),
    SignIn(RoleKey.operations_manager, "Mona Said", "operations@trunkline.example", None),
)


def demo_sign_ins() -> tuple[SignIn, ...]:
    """Everybody who can sign in, the operator's staff first."""
    return OPERATOR + tuple(person for company in COMPANIES for person in people_of(company))


def people_of(company: DemoCompany) -> tuple[SignIn, ...]:
    """The people of a company: its admin, who sees everything of it, and three who see less."""
    names = _NAMES[company.slug]
    roles = (RoleKey.company_admin, RoleKey.finance_manager, RoleKey.operations_manager, RoleKey.team_member)
    return tuple(
        SignIn(role, name, f"{name.split()[0].lower()}@{company.domain}", company.slug)
        for role, name in zip(roles, names, strict=True)
    )


_NAMES = {
    "nordlicht": ("Anke Petersen", "Jonas Weber", "Lena Vogt", "Tim Krause"),
    "harbor": ("Grace Miller", "Henry Cole", "Ivy Brooks", "Jack Reed"),
    "sakura": ("Yuki Tanaka", "Kenji Mori", "Aoi Sato", "Ren Ito"),
}
