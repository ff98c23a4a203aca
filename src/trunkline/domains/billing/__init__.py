"""Billing: what is owed for a period becomes an invoice, once, with a number and an explanation.

Owns invoices, their lines and explanations, credit notes and the credit that companies have, what documents come to in the reporting
currency, wallets with prepaid credits, the record of which periods were billed, the number series of each legal entity and the proration
log. Does not own prices or periods (marketplace), exchange rates (currencies), what was used (usage) or how money comes in (payments: it
hears `InvoiceIssued` and says `mark_paid`).

Invariants:
- A period of a subscription is billed once per timing: the database's unique key decides, never a look beforehand.
- An issued document never changes; only its state and what was paid and credited of it do. A correction is a further line on a later
  invoice, or a credit note, which never exceeds its invoice.
- A company's credit is the sum of its entries. An invoice below zero adds to it, the next one draws it before it is collected.
- Of a grant of prepaid credits no more is drawn than it has: whoever draws holds the wallet's row, and every draw names its grant. Credits
  are a means of payment: they lower what is due, never a total or its tax.
- What is booked now = rating of what is known now - what was booked before (the delta rule), so the order of runs does not matter.
- One rounding per line, tax on the rounded line, totals by addition; the explanation kept with a line recombines to its amount.
- A document keeps what it comes to in the reporting currency from its issue on, at the rate of that moment; a note goes by its invoice's.
- Invoice numbers are gapless per legal entity: the number is taken in the transaction that issues.
"""
