"""The room's one router; each noun's file adds its routes."""

from trunkline.infra.web import Router

router = Router("usage")
