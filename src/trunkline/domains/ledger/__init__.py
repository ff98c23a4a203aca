"""Ledger: the books in double entry. Whatever moves money or what is owed is a transaction here, written with the document that says so.

Owns the accounts, the transactions with their postings, the balances, and what was billed in advance until its period is over. Does not
own documents (billing, payments: they say what happened, a rule here says what is posted), nor reports.

Invariants:
- Every transaction sums to zero in each currency. Debits are above zero, credits below.
- What was posted is never changed or removed; a mistake is corrected by a further transaction. Databases that can, refuse it themselves.
- A source is posted once per company: the database's unique key decides, never a look beforehand.
- A balance is the sum of its postings. It is written in their transaction, and can be rebuilt from them.
- A business event has one posting rule, in `rules`; docs/reference/posting-rules.md is written from them.
"""
