"""Taking webhooks to their receivers over HTTP, and looking their names up."""

from trunkline.providers.webhooks.resolving import SystemResolver
from trunkline.providers.webhooks.sending import HttpWebhooks

__all__ = ["HttpWebhooks", "SystemResolver"]
