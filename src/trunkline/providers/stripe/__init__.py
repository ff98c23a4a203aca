"""Stripe, through its official SDK.

What the money depends on, and where it is written down: which request takes it and how it is found again (`charges`), what an error says
of it (`failures`), what cannot be expressed (`currencies`), which delivery is believed (`signatures`).
"""

from trunkline.providers.stripe.payments import StripePayments

__all__ = ["StripePayments"]
