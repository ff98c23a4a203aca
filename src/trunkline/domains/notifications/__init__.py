"""Notifications: who hears which fact, by which channel: people in words, companies by mail, integrators by webhook.

Owns the notifications of a company and of the operator, who has read which, and the texts; webhook endpoints with their secrets, the
deliveries to them and each attempt. Does not own the facts (their rooms announce them) nor the live push (the console hears
`notification.created` and reads the list).

Invariants:
- A fact makes at most one notification per recipient, however often its job runs.
- A notification is seen by those who may hear the fact it tells of: it carries the fact's audience.
- `notification.created` carries no words, because it is heard by more people than the notification is read by; no job answers it.
- What is older than 30 days counts as read: a new colleague does not begin with a year of unread news.
- A fact is one delivery to an endpoint, asked for in the fact's own transaction; it may arrive more than once, with the same id, and in
  any order.
- An endpoint hears what whoever answers for it may hear, asked again when it is sent. Who changes where it leads answers for it.
- A fact is one mail to a recipient, written after the fact was committed and sent after the mail was; it may arrive twice, as the same
  message. Nothing uncertain is written, and nothing of a company with a clock of its own is sent.
- Nothing is sent to an address that was not looked up and found public in the same attempt. A secret is told once and kept sealed.
"""
