"""A method that is added twice by one request is there once, at the provider as well."""

from __future__ import annotations

from typing import Any

from tests.clients import client_as
from tests.domains.payments.test_notices import Shop
from tests.domains.payments.test_notices import shop as shop


async def test_a_repeated_request_attaches_no_second_card(shop: Shop) -> None:
    def customers() -> int:
        with shop.both.stripe.books() as books:
            return len(books.every("customer"))

    async def add(client: Any, key: str | None) -> str:
        headers = {} if key is None else {"Idempotency-Key": key}
        made = await client.post(
            "/payment-methods", json={"provider": "stripe", "token": "pm_card_visa"}, headers=headers
        )
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    may = ("payments.read", "payments.manage")
    async with client_as(shop.till.program, *may, company_id=shop.till.company_id) as client:
        assert await add(client, "add-1") == await add(client, "add-1")
        assert customers() == 1
        assert await add(client, "add-2") != await add(client, None)
        assert customers() == 3
        listed = (await client.get("/payment-methods")).json()["items"]
    assert len(listed) == 3
