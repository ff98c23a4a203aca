"""Comparing what is kept with what it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def differing(kept: Mapping[Key, int], proved: Mapping[Key, int]) -> dict[Key, tuple[int, int]]:
    """Where the two say something else, with what each says. What is missing is nought."""
    keys = sorted({*kept, *proved}, key=str)
    pairs = {key: (kept.get(key, 0), proved.get(key, 0)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
