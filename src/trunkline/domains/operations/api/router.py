"""The room's router; each file beside this one adds its routes to it."""

from trunkline.infra.web import Router

router = Router("operations")
