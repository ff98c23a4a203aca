"""A party of an invoice as the JSON that is kept with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trunkline.domains.billing.model import Party


def party_to_json(party: Party) -> dict[str, Any]:
    return asdict(party) | {"address_lines": list(party.address_lines)}


def party_from_json(kept: dict[str, Any]) -> Party:
    return Party(**kept | {"address_lines": tuple(kept["address_lines"])})
