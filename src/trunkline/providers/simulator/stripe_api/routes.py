"""The calls of Stripe's API that the simulator answers. The order matters: a fixed path comes before one with a name in it."""

from __future__ import annotations

from collections.abc import Callable

from trunkline.providers.simulator.stripe_api import (
    customers,
    disputes,
    events,
    intents,
    ledger,
    pages,
    refunds,
    setups,
    subscriptions,
)
from trunkline.providers.simulator.stripe_api.books import JSON

CALLS: tuple[tuple[str, str, Callable[..., JSON]], ...] = (
    ("POST", "/v1/customers", customers.create_customer),
    ("GET", "/v1/customers", customers.list_customers),
    ("GET", "/v1/customers/{id}", customers.get_customer),
    ("GET", "/v1/payment_methods", customers.list_methods),
    ("GET", "/v1/payment_methods/{id}", customers.get_method),
    ("POST", "/v1/payment_methods/{id}/attach", customers.attach_method),
    ("POST", "/v1/payment_methods/{id}/detach", customers.detach_method),
    ("POST", "/v1/billing_portal/sessions", customers.create_portal_session),
    ("POST", "/v1/setup_intents", setups.create_setup_intent),
    ("GET", "/v1/setup_intents", setups.list_setup_intents),
    ("GET", "/v1/setup_intents/{id}", setups.get_setup_intent),
    ("POST", "/v1/setup_intents/{id}/confirm", setups.confirm_setup_intent),
    ("POST", "/v1/setup_intents/{id}/cancel", setups.cancel_setup_intent),
    ("POST", "/v1/checkout/sessions", setups.create_session),
    ("GET", "/v1/checkout/sessions", setups.list_sessions),
    ("GET", "/v1/checkout/sessions/{id}", setups.get_session),
    ("POST", "/v1/checkout/sessions/{id}/expire", setups.expire_session),
    ("POST", "/v1/payment_intents", intents.create_intent),
    ("GET", "/v1/payment_intents", intents.list_intents),
    ("GET", "/v1/payment_intents/{id}", intents.get_intent),
    ("POST", "/v1/payment_intents/{id}/confirm", intents.confirm_intent),
    ("POST", "/v1/payment_intents/{id}/capture", intents.capture_intent),
    ("POST", "/v1/payment_intents/{id}/cancel", intents.cancel_intent),
    ("POST", "/v1/products", subscriptions.create_product),
    ("POST", "/v1/prices", subscriptions.create_price),
    ("POST", "/v1/subscriptions", subscriptions.create_subscription),
    ("GET", "/v1/subscriptions", subscriptions.list_subscriptions),
    ("GET", "/v1/subscriptions/{id}", subscriptions.get_subscription),
    ("DELETE", "/v1/subscriptions/{id}", subscriptions.cancel_subscription),
    ("GET", "/v1/invoices", subscriptions.list_invoices),
    ("GET", "/v1/invoices/{id}", subscriptions.get_invoice),
    ("POST", "/v1/refunds", refunds.create_refund),
    ("GET", "/v1/refunds", refunds.list_refunds),
    ("GET", "/v1/refunds/{id}", refunds.get_refund),
    ("GET", "/v1/disputes", disputes.list_disputes),
    ("GET", "/v1/disputes/{id}", disputes.get_dispute),
    ("POST", "/v1/disputes/{id}", disputes.update_dispute),
    ("POST", "/v1/disputes/{id}/close", disputes.close_dispute),
    ("GET", "/v1/charges", ledger.list_charges),
    ("GET", "/v1/charges/{id}", ledger.get_charge),
    ("GET", "/v1/balance_transactions", ledger.list_transactions),
    ("GET", "/v1/balance_transactions/{id}", ledger.get_transaction),
    ("GET", "/v1/payouts", ledger.list_payouts),
    ("GET", "/v1/payouts/{id}", ledger.get_payout),
    ("GET", "/v1/events", events.list_events),
    ("GET", "/v1/events/{id}", events.get_event),
)
PAGES: tuple[tuple[str, Callable[..., str], Callable[..., str]], ...] = (
    ("/pages/checkout/{id}", pages.checkout_page, pages.finish_checkout),
    ("/pages/authenticate/{id}", pages.authentication_page, pages.finish_authentication),
    ("/pages/portal/{id}", pages.portal_page, pages.finish_portal),
)
