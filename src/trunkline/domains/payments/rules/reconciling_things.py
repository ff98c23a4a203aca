"""What a provider's movements tell of one charge, refund or dispute, taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trunkline.domains.payments.model import EntryKind, MovementKind, ProviderTransaction
from trunkline.kernel.money import Money

_ENTRY_OF: Mapping[MovementKind, EntryKind] = {
    MovementKind.charge: EntryKind.payment,
    MovementKind.refund: EntryKind.refund,
    MovementKind.dispute: EntryKind.dispute,
    MovementKind.dispute_reversal: EntryKind.dispute,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A charge, refund or dispute as the provider's movements tell it."""

    kind: EntryKind
    reference: str
    movements: tuple[ProviderTransaction, ...]

    @property
    def at(self) -> datetime:
        return self.movements[-1].created_at

    @property
    def begins(self) -> bool:
        """Whether its beginning was read: of a dispute that was decided, or a refund that came back, long after, it may be too old."""
        first = [one for one in self.movements if one.created_at == self.movements[0].created_at]
        if self.kind is EntryKind.dispute:
            return any(one.kind is MovementKind.dispute for one in first)
        return self.kind is EntryKind.payment or any(one.amount.minor < 0 for one in first)

    def sum(self, *kinds: MovementKind) -> Money | None:
        """Of the movements of these kinds, or all; None where they are in several currencies."""
        chosen = [one.amount for one in self.movements if not kinds or one.kind in kinds]
        if len({one.currency for one in chosen}) != 1:
            return None
        return sum(chosen[1:], chosen[0])

    @property
    def fee(self) -> Money | None:
        """What the provider kept, None where that is nothing or in several currencies."""
        fees = [one.fee for one in self.movements if one.fee]
        if len({one.currency for one in fees}) != 1:
            return None
        return sum(fees[1:], fees[0]) or None


def things_of(movements: Iterable[ProviderTransaction]) -> list[Thing]:
    grouped: dict[tuple[EntryKind, str], list[ProviderTransaction]] = defaultdict(list)
    for one in movements:
        if one.kind in _ENTRY_OF:
            grouped[_ENTRY_OF[one.kind], one.source_reference or one.reference].append(one)
    return [
        Thing(kind, reference, tuple(sorted(some, key=lambda one: (one.created_at, one.reference))))
        for (kind, reference), some in grouped.items()
    ]
