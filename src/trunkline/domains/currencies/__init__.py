"""Currencies: what one is worth in another, at any moment, and every conversion that was made.

Owns the sheets of exchange rates with their sources, the rates that are held for a human, and the log of conversions. Does not own
what a currency is (kernel), prices in further currencies (marketplace), or what a conversion posts (ledger).

Invariants:
- A sheet is one answer of one source, kept once per source and as-of moment. Rates are crossed within one sheet and never between two.
- Rates are exact decimals; a rate between two currencies is the exact fraction of two of them; an amount is rounded once, half up.
- Who converts hears how old the rate is: fresh, stale and said to be, or refused. Nothing is guessed.
- A rate that leaps is held until somebody decides; its last rate from before goes on under its own date.
- An operation key of a company is converted once: the database's unique key decides, never a look beforehand.
"""
