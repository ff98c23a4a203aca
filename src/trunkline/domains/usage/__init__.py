"""Usage: what was consumed, before it costs anything.

Owns meters, usage events, call records, their totals per subscription, price and period, and the daily figures. Does not own prices
(marketplace rates a call, this room asks it) and knows no invoice: billing reads the totals and says what it has booked.

Invariants: an event or a call is counted once for ever, decided by the database's unique key and never by asking first; a total is
what adding up its raw rows, with their corrections, would give, at every commit; a call is rated when it arrives, under the price in
force at its start; usage that nobody subscribed to is kept, unrated, and rated once when a subscription covers it: the order of the two
makes no difference. What was told or priced wrongly stays as it was, and its standing correction counts in its place. Raw usage never
enters the journal: one summary fact per batch.
"""
