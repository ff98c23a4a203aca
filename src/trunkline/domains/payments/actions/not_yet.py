"""Why a notice waits."""

from __future__ import annotations


class NotYet(Exception):
    """What the notice is about is not there yet, or its provider cannot be asked now."""
