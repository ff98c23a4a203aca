"""PayPal's REST API as functions: one module per part of it, each function one request.

`failures` says what can come instead of an answer. Nothing here knows Trunkline's words; the adapter translates.
"""

from trunkline.providers.paypal.client.failures import NoAnswer, NotTaken, OddAnswer, Refused, reading
from trunkline.providers.paypal.client.http import Json, PayPalApi, link_to

__all__ = ["Json", "NoAnswer", "NotTaken", "OddAnswer", "PayPalApi", "Refused", "link_to", "reading"]
