"""Which facts are told to whom, and in which words; what may be delivered where, how it is signed and when it is tried again."""

from trunkline.domains.notifications.rules.addresses import is_loopback, is_public
from trunkline.domains.notifications.rules.composing import About, compose_for_company, compose_for_operator
from trunkline.domains.notifications.rules.mail_composing import Occasion, compose_mail, html_of, is_mailed, one_line
from trunkline.domains.notifications.rules.mail_messages import headers_of_mail, message_id_of, message_of
from trunkline.domains.notifications.rules.mail_retrying import (
    MAIL_TRIES_MAX,
    UNANSWERED_MAX,
    UNANSWERED_WAIT,
    deliverable_address,
    mail_wait_after,
)
from trunkline.domains.notifications.rules.mail_texts import MAIL_LOCALE, MAILED
from trunkline.domains.notifications.rules.texts import FOR_COMPANY
from trunkline.domains.notifications.rules.texts_for_operator import FOR_OPERATOR
from trunkline.domains.notifications.rules.webhook_kinds import check_kinds, wants
from trunkline.domains.notifications.rules.webhook_retrying import FAILING_MAX, TRIES_MAX, reason_to_disable, wait_after
from trunkline.domains.notifications.rules.webhook_signing import (
    SECRET_BYTES,
    body_of,
    headers_of,
    secret_text,
    told_of,
)
from trunkline.domains.notifications.rules.webhook_urls import Target, check_url, host_of, target_of

__all__ = [
    "FAILING_MAX",
    "FOR_COMPANY",
    "FOR_OPERATOR",
    "MAILED",
    "MAIL_LOCALE",
    "MAIL_TRIES_MAX",
    "SECRET_BYTES",
    "TRIES_MAX",
    "UNANSWERED_MAX",
    "UNANSWERED_WAIT",
    "About",
    "Occasion",
    "Target",
    "body_of",
    "check_kinds",
    "check_url",
    "compose_for_company",
    "compose_for_operator",
    "compose_mail",
    "deliverable_address",
    "headers_of",
    "headers_of_mail",
    "host_of",
    "html_of",
    "is_loopback",
    "is_mailed",
    "is_public",
    "mail_wait_after",
    "message_id_of",
    "message_of",
    "one_line",
    "reason_to_disable",
    "secret_text",
    "target_of",
    "told_of",
    "wait_after",
    "wants",
]
