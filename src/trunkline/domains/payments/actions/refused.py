"""Why an invoice is not collected now."""

from __future__ import annotations

from trunkline.kernel.errors import Conflict


class NothingToPay(Conflict):
    """The invoice is a draft, void, or paid already."""

    code = "nothing_to_pay"
    title = "The invoice asks for no money"


class NoPaymentMethod(Conflict):
    """The company has no default payment method."""

    code = "no_payment_method"
    title = "There is no payment method"


class PaymentInFlight(Conflict):
    """An attempt is under way or its result unknown; another one might take the money twice."""

    code = "payment_in_flight"
    title = "A payment is under way"
