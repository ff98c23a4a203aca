"""What the program says about itself: structured logs and figures for Prometheus. Neither ever holds a secret or a raw path.

Logs are one event per line with the request's id; `redaction` takes secrets and card numbers out of every one of them, also out of
what libraries log. Figures carry only labels with a set of values known beforehand.
"""

from trunkline.infra.telemetry import figures
from trunkline.infra.telemetry.http import MeasureRequests
from trunkline.infra.telemetry.logs import about_request, configure_logging

__all__ = ["MeasureRequests", "about_request", "configure_logging", "figures"]
