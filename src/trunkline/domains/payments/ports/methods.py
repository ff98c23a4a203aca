"""How a company's method comes to a provider. Card data goes from the holder to the provider's own page, never through us."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import AttachedMethod
from trunkline.kernel.ids import CompanyId


@dataclass(frozen=True, slots=True)
class PresentedCard:
    """A provider's token for a card, or (simulator only) a test card number. It may be a secret, hence no part of any repr or log.

    `once` names the caller's request where that may be repeated: with the same one and the same token it is the same method again.
    """

    token: str = field(repr=False)
    once: str | None = None


@dataclass(frozen=True, slots=True)
class SetupRequest:
    """A company wants to save a method on the provider's own page, which sends its person back to one of the two addresses.

    `customer_token` is the provider's name for the company from an earlier setup, None for the first.
    """

    idempotency_key: str
    company_id: CompanyId
    company_name: str
    email: str | None
    return_url: str
    cancel_url: str
    customer_token: str | None = None


@dataclass(frozen=True, slots=True)
class HostedSetup:
    """A setup that was begun. `url` is the provider's page, or `client_secret` is for its hosted fields; both are for the person only."""

    reference: str
    customer_token: str | None
    url: str | None = field(repr=False)
    client_secret: str | None = field(default=None, repr=False)


@runtime_checkable
class HostedSetups(Protocol):
    """Saving a method on the provider's own page."""

    async def begin_setup(self, request: SetupRequest) -> HostedSetup:
        """Open the provider's page. The same key opens it once. Raises `Invalid`, and `Unavailable` in an outage."""
        ...

    async def complete_setup(self, reference: str) -> AttachedMethod | None:
        """The method that was saved; None while the person has not finished. Raises `Invalid` when they never will, `Unavailable`."""
        ...

    async def billing_portal(self, customer_token: str, return_url: str) -> str | None:
        """The address of a page on which the company looks after its methods; None when the provider has none. Raises `Unavailable`."""
        ...
