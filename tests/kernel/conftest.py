"""Property tests share the machine with everything else: no deadline per example, the whole test has its timeout."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("trunkline", deadline=None)
settings.load_profile("trunkline")
