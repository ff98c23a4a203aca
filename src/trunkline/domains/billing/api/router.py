"""The router that the files of this folder enter their routes on."""

from trunkline.infra.web import Router

router = Router("billing")
