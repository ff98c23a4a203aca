"""Notifications: what people are told, in words, about facts that concern them.

Owns the notifications of a company and of the operator, who has read which, and the texts. Does not own the facts (their rooms announce
them) nor the live push (the console hears `notification.created` and reads the list).

Invariants:
- A fact makes at most one notification per recipient, however often its job runs.
- A notification is seen by those who may hear the fact it tells of: it carries the fact's audience.
- `notification.created` carries no words, because it is heard by more people than the notification is read by; no job answers it.
- What is older than 30 days counts as read: a new colleague does not begin with a year of unread news.
"""
