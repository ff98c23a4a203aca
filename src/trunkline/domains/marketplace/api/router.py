"""The router that the room's routes hang on."""

from trunkline.infra.web import Router

router = Router("marketplace")
