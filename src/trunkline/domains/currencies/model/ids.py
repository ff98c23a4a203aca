"""Ids of the room's own nouns."""

from __future__ import annotations

from trunkline.kernel.ids import Id


class RateSheetId(Id):
    prefix = "rsh"


class RateHoldId(Id):
    prefix = "rhd"


class ConversionId(Id):
    prefix = "cnv"
