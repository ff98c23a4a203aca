"""The verbs of the room."""

from trunkline.domains.notifications.actions.mail_sending import send_mail
from trunkline.domains.notifications.actions.mails import SEND_MAIL_JOB, give_up_mail, resend_mail, write_mail
from trunkline.domains.notifications.actions.notifications import notify, read_these, read_through
from trunkline.domains.notifications.actions.webhook_deliveries import (
    REPLAY_JOB,
    SEND_JOB,
    address_fact,
    give_up,
    replay_delivery,
    replay_facts,
    replay_since,
)
from trunkline.domains.notifications.actions.webhook_endpoints import (
    EndpointWish,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    rotate_secret,
    test_endpoint,
)
from trunkline.domains.notifications.actions.webhook_sending import send_delivery

__all__ = [
    "REPLAY_JOB",
    "SEND_JOB",
    "SEND_MAIL_JOB",
    "EndpointWish",
    "address_fact",
    "change_endpoint",
    "create_endpoint",
    "delete_endpoint",
    "give_up",
    "give_up_mail",
    "notify",
    "read_these",
    "read_through",
    "replay_delivery",
    "replay_facts",
    "replay_since",
    "resend_mail",
    "rotate_secret",
    "send_delivery",
    "send_mail",
    "test_endpoint",
    "write_mail",
]
