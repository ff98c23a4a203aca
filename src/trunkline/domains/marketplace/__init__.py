"""What is sold, and who has bought it: modules, their plans and prices, and the subscriptions of companies.

Owns the catalogue, the five pricing models with their arithmetic, and the history of every subscription as phases.
Does not own usage (meters are names here), invoices (billing reads phases and prices) or companies.

Invariants:
- At most one live subscription per company and module; the database holds it.
- A price is never edited: it gets a further version, in force from a moment on.
- The phases of a subscription follow one another without gap or overlap, each on one plan; the last one is open until it ends.
- A rating is exact, and the steps that explain it recombine to it exactly. A call is rounded once, on the whole.
"""
