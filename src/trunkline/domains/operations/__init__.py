"""Operations: what is going on, for those who run the business and for those who run the installation.

Reads every room and owns almost nothing: the leases of open sockets (`ws_session`) and the one-use tickets that open them
(`ws_ticket`). The journal, the queue and all amounts belong to others; here they are listed, added up and shown.

Invariants:
- Amounts are lists, one per currency; nothing is ever added across currencies.
- What cannot be told is absent or says so; "no data" is never shown as zero or as healthy.
- A ticket opens one socket, once, within seconds, and is kept as a digest only.
- A reader of the activity list sees exactly the facts that the socket would tell it.
"""
