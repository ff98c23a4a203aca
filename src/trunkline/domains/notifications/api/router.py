"""The room's one router."""

from trunkline.infra.web import Router

router = Router("notifications")
