"""The router that the room's routes are entered in."""

from trunkline.infra.web import Router

router = Router("currencies")
