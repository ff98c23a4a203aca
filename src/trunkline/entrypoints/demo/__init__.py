"""The demo world: three companies with some months behind them, and calls that keep arriving. Seeded: the same day gives the same world.

Everything goes through the rooms' actions with a clock that is moved through the past, so that what stands there afterwards is what
would stand there had Trunkline run all the time: journal, invoices, payments, retries and all.
"""

from trunkline.entrypoints.demo.live import keep_calls_arriving
from trunkline.entrypoints.demo.people import SignIn, demo_sign_ins
from trunkline.entrypoints.demo.world import load_demo

__all__ = ["SignIn", "demo_sign_ins", "keep_calls_arriving", "load_demo"]
