"""How much of the installation one company's webhooks may take."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from tests.conftest import run_jobs
from tests.domains.notifications.conftest import House
from tests.domains.notifications.test_webhook_endpoints import signed_in
from trunkline.infra.queue import job_table


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


async def test_an_endpoint_is_replayed_to_once_at_a_time_and_a_company_has_four_of_them(house: House) -> None:
    async with signed_in(house.program) as client:
        made = []
        for _ in range(6):
            body = {"url": house.receiver.address, "kinds": ["invoice.*"]}
            made.append((await client.post("/webhook-endpoints", json=body)).json()["id"])

        async def replay(endpoint: str) -> str:
            since = {"since": house.program.clock.now().isoformat()}
            asked = await client.post(f"/webhook-endpoints/{endpoint}/replay", json=since)
            assert asked.status_code in (202, 409), asked.text
            return "asked" if asked.status_code == 202 else str(asked.json()["code"])

        first = await asyncio.gather(*(replay(made[0]) for _ in range(3)))
        assert sorted(first) == ["asked", "too_many_replays", "too_many_replays"]
        rest = [await replay(one) for one in made[1:]]
        assert rest == ["asked"] * 3 + ["too_many_replays"] * 2
        await run_jobs(house.program)
        assert await replay(made[5]) == "asked"


async def test_the_deliveries_to_an_endpoint_are_a_lane(house: House) -> None:
    async with signed_in(house.program) as client:
        body = {"url": house.receiver.address, "kinds": ["invoice.*"]}
        made = (await client.post("/webhook-endpoints", json=body)).json()["id"]
        await client.post(f"/webhook-endpoints/{made}/test")
    async with house.program.database.read() as connection:
        sending = job_table.c.kind == "notifications.send_webhook"
        lanes = (await connection.execute(select(job_table.c.lane).where(sending))).scalars().all()
    assert lanes == [made]
