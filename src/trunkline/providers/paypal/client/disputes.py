"""Disputes v1. Evidence and acceptance are forms, of which the part `input` is JSON; files are `file1`, `file2` …"""

from __future__ import annotations

import json
from collections.abc import Sequence

from trunkline.providers.paypal.client.http import Json, PayPalApi

DISPUTES = "/v1/customer/disputes"


async def show_dispute(api: PayPalApi, dispute_id: str) -> Json:
    return await api.call("GET", f"{DISPUTES}/{dispute_id}")


async def list_disputes(api: PayPalApi, transaction_id: str) -> Json:
    """The disputes about one of our transactions, the latest first. There is no second page: PayPal hears one at a time."""
    return await api.call("GET", DISPUTES, params={"disputed_transaction_id": transaction_id})


async def provide_evidence(
    api: PayPalApi, dispute_id: str, evidence: Json, request_id: str, files: Sequence[tuple[str, bytes, str]] = ()
) -> None:
    """`files` are name, content and media type of each document that the evidence names."""
    await _send_form(api, f"{DISPUTES}/{dispute_id}/provide-evidence", evidence, request_id, files)


async def accept_claim(api: PayPalApi, dispute_id: str, acceptance: Json, request_id: str) -> None:
    await _send_form(api, f"{DISPUTES}/{dispute_id}/accept-claim", acceptance, request_id)


async def _send_form(
    api: PayPalApi, path: str, given: Json, request_id: str, files: Sequence[tuple[str, bytes, str]] = ()
) -> None:
    parts: dict[str, tuple[str | None, bytes, str]] = {"input": (None, json.dumps(given).encode(), "application/json")}
    parts |= {f"file{number}": file for number, file in enumerate(files, 1)}
    await api.call("POST", path, files=parts, request_id=request_id)
