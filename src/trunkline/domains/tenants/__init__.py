"""Companies: the tenants, where and in what they are billed, and what stands on their invoices.

Owns the company, its zone, currency and billing day, and its billing profile. Does not own its people (access), what it has bought
(marketplace) or what it owes (billing).

Invariants:
- A slug names one company for ever; the database holds it.
- Zone and currency are fixed when the company is made: periods, invoices and balances were counted in them.
- A changed billing day holds for later subscriptions; running ones keep their original anchor.
- A company sees itself and no other; to anybody else's eyes it does not exist.
"""
