"""Stripe's HTTP and webhook dialect over the simulator's world, so that the real adapter is driven end to end without a network.

Objects look as Stripe's API description of 2023-08-16 says; what the simulator leaves out is null there. Test cards (`cards`) decide what
becomes of a payment. `drills` does what a bank, a payer or the calendar would do.
"""

from trunkline.providers.simulator.stripe_api.app import StripeApi
from trunkline.providers.simulator.stripe_api.drills import Drills
from trunkline.providers.simulator.stripe_api.transport import InProcess
from trunkline.providers.simulator.stripe_api.webhooks import Endpoint, Faults, deliver_due

__all__ = ["Drills", "Endpoint", "Faults", "InProcess", "StripeApi", "deliver_due"]
