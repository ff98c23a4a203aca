"""How much of the installation one company's webhooks may take."""

from __future__ import annotations

import asyncio

from tests.domains.notifications.conftest import House
from tests.domains.notifications.test_webhook_endpoints import signed_in


async def test_a_company_has_sixteen_endpoints_at_most(house: House) -> None:
    async with signed_in(house.program) as client:

        async def make(_: int) -> int:
            body = {"url": house.receiver.address, "kinds": ["invoice.*"]}
            answered = await client.post("/webhook-endpoints", json=body)
            assert answered.status_code == 201 or answered.json()["code"] == "too_many_endpoints", answered.text
            return answered.status_code

        first = [await make(number) for number in range(15)]
        rest = await asyncio.gather(*map(make, range(4)))
        assert (first, sorted(rest)) == ([201] * 15, [201, 409, 409, 409])
        listed = (await client.get("/webhook-endpoints", params={"limit": 100})).json()["items"]
        assert len(listed) == 16
        assert (await client.delete(f"/webhook-endpoints/{listed[0]['id']}")).status_code == 204
        assert await make(0) == 201
