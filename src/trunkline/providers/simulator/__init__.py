"""The payment provider that ships with Trunkline: development, demo, tests, benchmarks and drills collect money through it.

It is a world of its own, outside of our database: its money lives in its own file, survives a kill of our process and can be compared
with what we believe. It misbehaves on request, by test card (`cards`) or as a whole (`World.begin_outage`).
"""

from trunkline.providers.simulator.cards import CARDS, Behaviour, TestCard
from trunkline.providers.simulator.gateway import Network, PaymentSimulator
from trunkline.providers.simulator.world import Charge, World

__all__ = ["CARDS", "Behaviour", "Charge", "Network", "PaymentSimulator", "TestCard", "World"]
