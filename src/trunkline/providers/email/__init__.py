"""Taking mails to a mail server, or keeping them where the console shows them."""

from trunkline.providers.email.outbox import OutboxMails
from trunkline.providers.email.smtp import SmtpMails

__all__ = ["OutboxMails", "SmtpMails"]
