"""What an e-mail address is made of, for every room that takes one: what passes can be written into a header and an envelope.

Narrower than RFC 5322: atoms with single dots between them, no quotes, comments, routes or groups, which no billing address has and
every injection needs.
"""

from __future__ import annotations

# Everything but blanks, control characters and the specials of the standard. Letters beyond ASCII stand in it: who sends asks for ASCII.
_ATOM = r'[^\s\x00-\x1f\x7f()<>@,;:\\".\[\]]+'
LOCAL_PART = rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*"
# Of a domain in ASCII, as it goes over the wire.
DOMAIN_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
