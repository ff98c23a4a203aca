"""The room's tables and every write to them."""

from trunkline.domains.notifications.store.notifications import (
    insert_notification,
    mark_read,
    notification,
    notification_of,
    notification_read,
)
from trunkline.domains.notifications.store.webhook_deliveries import (
    attempt_of,
    delivery_of,
    insert_attempt,
    insert_delivery,
    lock_delivery,
    lock_delivery_of,
    update_delivery,
    write_answer,
)
from trunkline.domains.notifications.store.webhook_endpoints import (
    delete_endpoint,
    end_secrets,
    endpoint_of,
    hold_endpoints,
    insert_endpoint,
    insert_secret,
    lock_endpoint,
    note_success,
    update_endpoint,
)
from trunkline.domains.notifications.store.webhook_tables import (
    webhook_attempt,
    webhook_delivery,
    webhook_endpoint,
    webhook_secret,
)

__all__ = [
    "attempt_of",
    "delete_endpoint",
    "delivery_of",
    "end_secrets",
    "endpoint_of",
    "hold_endpoints",
    "insert_attempt",
    "insert_delivery",
    "insert_endpoint",
    "insert_notification",
    "insert_secret",
    "lock_delivery",
    "lock_delivery_of",
    "lock_endpoint",
    "mark_read",
    "note_success",
    "notification",
    "notification_of",
    "notification_read",
    "update_delivery",
    "update_endpoint",
    "webhook_attempt",
    "webhook_delivery",
    "webhook_endpoint",
    "webhook_secret",
    "write_answer",
]
