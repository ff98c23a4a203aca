"""HTTP: the application that serves the API, the console, the socket and the probes."""

from trunkline.entrypoints.http.app import build_app

__all__ = ["build_app"]
