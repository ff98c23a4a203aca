"""A mail as the message that goes over the wire (RFC 5322): headers of our own words alone, a text, the same as HTML, documents."""

from __future__ import annotations

from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from trunkline.domains.notifications.model import Letter, Mail
from trunkline.domains.notifications.rules.mail_composing import one_line
from trunkline.kernel.ids import MailId

# Whatever a server on the way can do, it takes this.
_ENCODING = "quoted-printable"


def message_id_of(mail_id: MailId, sender: str) -> str:
    """Made once per mail, so that whoever gets it twice can know."""
    return f"<{mail_id}@{_mailbox(sender).domain}>"


def headers_of_mail(mail: Mail, sender: str) -> dict[str, str]:
    """The headers that say something, as words."""
    return {
        "From": str(_mailbox(sender)),
        "To": mail.recipient,
        "Subject": mail.title,
        "Date": format_datetime(mail.created_at.astimezone(UTC)),
        "Message-ID": mail.message_id,
    }


def message_of(letter: Letter) -> EmailMessage:
    """The whole message. A header never holds a line break: its words are made one line, and the library refuses the rest."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = one_line(letter.message_id)
    message["Date"] = letter.written_at.astimezone(UTC)
    message["From"] = _mailbox(letter.sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = one_line(letter.title)
    message["Content-Language"] = one_line(letter.locale)
    # Absence notes and the like are not written back to.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte=_ENCODING)
    message.add_alternative(letter.html, subtype="html", cte=_ENCODING)
    for one in letter.files:
        message.add_attachment(one.data, maintype="application", subtype="pdf", filename=one.name)
    return message


def _mailbox(text: str) -> Address:
    """`Name <address>` or an address alone; settings have been checked for it."""
    name, address = parseaddr(text)
    return Address(display_name=one_line(name), addr_spec=address)
