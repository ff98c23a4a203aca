"""What a provider's answer means to us. Outcomes and no exceptions: a time-out is knowledge too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from trunkline.kernel.money import Money


class DeclineKind(StrEnum):
    """Soft: another day may be better (no funds today). Hard: this card will never pay (stolen, expired)."""

    soft = "soft"
    hard = "hard"


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money was taken. `reference` is the provider's id of the charge; `fee` is what it kept of it, where it tells at once.

    `amount` is what was taken, as the provider tells it; None where it repeats nothing. Another amount than was asked for is no success
    of the attempt: see `rules.collecting`.
    """

    reference: str
    amount: Money | None = field(default=None, kw_only=True)
    fee: Money | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider asked the bank and the bank said no; nothing was taken. `code` is in the vocabulary of `rules.declines`."""

    code: str
    kind: DeclineKind
    message: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """The gateway refused to take the request at all: this request took nothing and will not.

    `absent`: it had said just before that it has nothing of earlier ones with the same key either. `is_out`: it takes no request at all;
    False where it refused this one alone.
    """

    message: str
    absent: bool = False
    is_out: bool = field(default=True, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer came. The money may or may not have been taken; only the provider can tell.

    `is_out`: it answers nobody at this moment, whatever it is asked.
    """

    message: str
    is_out: bool = field(default=False, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class ActionNeeded:
    """The payer has to do something first (3-D Secure, an approval): nothing was taken yet, and it may be at any moment.

    `url` is where they do it, for their eyes only; None when it has to be begun anew at a screen.
    """

    reference: str
    message: str
    url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Authorised:
    """The bank holds `amount` for us until `expires_at`: nothing is taken before it is captured, and nothing at all once it is released.

    `refused` is what was to be captured of it just now and never will be by that request, for the reason in `message`.
    """

    reference: str
    amount: Money
    expires_at: datetime
    refused: Money | None = field(default=None, kw_only=True)
    message: str | None = field(default=None, kw_only=True)


Outcome: TypeAlias = Succeeded | Declined | ActionNeeded | Authorised | Outage | Unknown


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money is on its way back to the payer. `reference` is the provider's id of the refund."""

    reference: str


@dataclass(frozen=True, slots=True)
class RefundPending:
    """The provider has taken the refund on and has not carried it out: it may yet be refused."""

    reference: str
    message: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The provider will not give this money back (given back already, too old, disputed, no funds)."""

    code: str
    message: str
    reference: str | None = None


RefundOutcome: TypeAlias = Refunded | RefundPending | RefundRefused | Outage | Unknown
