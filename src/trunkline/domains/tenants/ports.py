"""What the room must ask others for, without knowing them."""

from __future__ import annotations

from typing import Any, Protocol


class PaymentsMode(Protocol):
    """Payments stand above this room; wiring connects them."""

    def is_live(self, scope: Any) -> bool:
        """Whether the payment provider of the program behind `scope` takes real money."""
        ...
