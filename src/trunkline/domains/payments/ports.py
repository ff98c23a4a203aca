"""What the room needs from the outside: somebody who takes money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from trunkline.domains.payments.model import AttachedMethod, Outcome
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Take `amount` from the method behind `method_token`. The key makes repeating the request harmless."""

    idempotency_key: str
    method_token: str
    amount: Money
    description: str


@dataclass(frozen=True, slots=True)
class PresentedCard:
    """A provider's token for a card, or (simulator only) a test card number. It may be a secret, hence no part of any repr or log."""

    token: str = field(repr=False)


class PaymentProvider(Protocol):
    """A payment provider. Always called outside of a transaction: an answer may take as long as it likes."""

    @property
    def name(self) -> str:
        """`simulator`, `stripe` …: kept with every method and payment."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether it takes real money. A company with a test clock has nothing to do with one that does."""
        ...

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        """Keep the card for later charges. Raises `Invalid` when the provider does not know or accept it, `Unavailable` in an outage."""
        ...

    async def detach_method(self, method_token: str) -> None:
        """Forget the method. Forgetting one that is not known is no error. Raises `Unavailable` in an outage."""
        ...

    async def charge(self, request: ChargeRequest) -> Outcome:
        """Take the money once per idempotency key. The same key gives the same answer and never a second charge.

        Never raises for what the outside does: a time-out is `Unknown`, a gateway that refuses the request is `Outage`. `Outage` is a
        promise that this request took nothing and never will; a provider that cannot promise this answers `Unknown`.
        """
        ...

    async def look_up(self, idempotency_key: str) -> Outcome | None:
        """What came of a key; None when the provider never received it. `Unknown` or `Outage` when it cannot be asked now."""
        ...
