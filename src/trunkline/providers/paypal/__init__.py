"""PayPal: the account's API, its notices (webhooks and IPN), and `PayPalPayments`, which speaks the ports of the room of payments.

`client` is PayPal's API as functions. Beside it, a module per port translates: PayPal's words stand in a table at the top of each.
"""

from trunkline.providers.paypal.adapter import PayPalPayments

__all__ = ["PayPalPayments"]
