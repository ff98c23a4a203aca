"""PayPal's HTTP and webhook dialect over the simulator's world: the real adapter is driven end to end without a network.

`PayPalSimulator.app` answers PayPal's API, `payers` says how its accounts behave, `events.Faults` what happens to its deliveries.
"""

from trunkline.providers.simulator.paypal_api.deliveries import Delivery
from trunkline.providers.simulator.paypal_api.events import Faults
from trunkline.providers.simulator.paypal_api.payers import PAYERS, Payer
from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

__all__ = ["PAYERS", "Delivery", "Faults", "PayPalSimulator", "Payer"]
