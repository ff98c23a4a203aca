"""What a provider's notice can be about."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """The kinds of object whose current state is fetched when a notice names one."""

    charge = "charge"
    refund = "refund"
    dispute = "dispute"
    setup = "setup"
    payout = "payout"
