"""Taking money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import AttachedMethod, Outcome
from trunkline.domains.payments.ports.methods import PresentedCard
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Take `amount` from the method behind `method_token`. The key makes repeating the request harmless.

    `customer_token` is the provider's name for the company, where it has one. Nobody sits at a screen unless `return_url` says where to
    send them back to: only then may the provider ask for something, such as a 3-D Secure challenge.

    `first_sent_at` is when the key was used first, None for a new one. `labels` (company, payment …) are kept with the charge at the
    provider, for whoever looks at it there; the same key always has the same ones. `reference` is the provider's name of what came of the
    key, where it has told one. With `hold` the amount is only authorised: see `Authorisations`.
    """

    idempotency_key: str
    method_token: str
    amount: Money
    description: str
    customer_token: str | None = None
    return_url: str | None = None
    first_sent_at: datetime | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    reference: str | None = None
    hold: bool = False


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
        promise that this request took nothing and never will; a provider that cannot promise this answers `Unknown`. An amount that the
        provider cannot express in its minor units of the currency is a hard `Declined`, never rounded.
        """
        ...

    async def look_up(self, request: ChargeRequest) -> Outcome | None:
        """What came of a request's key; None when the provider has nothing under it. `Unknown` or `Outage` when it cannot be asked now.

        The whole request and not its key alone: a provider that forgets keys after a day finds the charge among those of the customer.
        None is said of a request that is not under way there any more, or whose key still keeps a second charge from being taken.
        """
        ...


@runtime_checkable
class PayerActions(Protocol):
    """The part of a provider that has its payers do something first."""

    async def let_go(self, reference: str, idempotency_key: str) -> Outcome:
        """No longer wait for the payer of a charge, named by the reference of its `ActionNeeded`: `Declined` once nothing will be taken.

        `Succeeded` when they were faster; never raises, as `charge` does not.
        """
        ...


@runtime_checkable
class Authorisations(Protocol):
    """The part of a provider that holds money before it is taken: `charge` and `look_up` of a request with `hold` tell of `Authorised`.

    Both verbs name the charge by the reference of that, are harmless when repeated with their key, and never raise, as `charge` does not.
    """

    def unwritable(self, amount: Money) -> str | None:
        """Why the provider cannot write the amount in its minor units, naming what it can; None for one that it can."""
        ...

    async def capture(self, reference: str, amount: Money, idempotency_key: str) -> Outcome:
        """Take `amount`, no more than is held, and release the rest. `Declined` where it is held no longer.

        `Authorised` with `refused` where this capture was refused for good, and all of it is held as before.
        """
        ...

    async def void(self, reference: str, idempotency_key: str) -> Outcome:
        """Release it: `Declined`. `Succeeded` where it was captured before."""
        ...


class PaymentProviders(Protocol):
    """The providers that this installation is connected to."""

    @property
    def first(self) -> PaymentProvider:
        """The one for new methods, where nobody names another."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """Those that are connected, `first` first."""
        ...

    def of(self, name: str) -> PaymentProvider:
        """The provider that a method or payment names. Raises `NotFound` when it is not connected (any more)."""
        ...
