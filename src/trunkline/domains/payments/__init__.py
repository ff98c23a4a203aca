"""Payments: how the money of an invoice is collected.

Owns payment methods, payments, their attempts and receipts, and talks to payment providers through one port. Does not own what is
owed (billing does and is told `mark_paid`), nor the screens' notifications, nor the card itself: of a card we keep brand, last four
digits, expiry and the provider's token, never its number.

Invariants:
- An invoice is held by at most one payment that is open or has succeeded; the database refuses a second one.
- A payment has at most one attempt in flight, and at most one that succeeded. An attempt is one idempotency key for its whole life.
- The provider is called outside of every transaction, between "the attempt has started" and "this came of it", both committed.
- UNKNOWN never starts a second charge: it is resolved by asking the provider, then by repeating the same key.
- An invoice that is paid in parts has one active plan at most, and a part one payment at most; whatever comes beside the plan lowers
  its last parts first. While the plan is active nothing is collected, late or dunned for of the invoice as a whole.
- A decline is retried on the calendar unless it is hard; an outage of the gateway is not a decline.
- An invoice that was given up is charged only for who asks to pay it, and then once.
- Receipts are numbered without gaps per legal entity and never change.
"""
