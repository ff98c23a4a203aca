"""A company with an admin, a receiver that listens, and the program that may reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import run_jobs
from tests.factories import make_company, make_user
from tests.receiver import Receiver, receiving
from trunkline.domains.access.model import RoleKey, User
from trunkline.domains.billing.events import InvoiceIssued
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.model import Attempt, Delivery, Endpoint, MadeEndpoint
from trunkline.domains.notifications.ports import WebhookSender
from trunkline.domains.notifications.queries import DeliveryFilter
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, system_actor
from trunkline.kernel.ids import CompanyId, InvoiceId, WebhookDeliveryId, WebhookEndpointId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.webhooks import HttpWebhooks, SystemResolver

ACTOR = system_actor("test")
TOTAL = Money(11900, Currency.of("EUR"))


@dataclass
class House:
    """A program in which one company listens to its facts."""

    program: Program
    company_id: CompanyId
    admin: User
    receiver: Receiver

    async def listen(self, *kinds: str, user: User | None = None) -> MadeEndpoint:
        who = user or self.admin
        actor = Actor(ActorKind.user, who.id, who.name)
        async with self.program.scope(actor, company_id=who.company_id) as scope:
            made = await actions.create_endpoint(scope, self.receiver.address, kinds or ["invoice.*"])
        await run_jobs(self.program)
        self.receiver.heard.clear()
        return made

    async def issue(self, number: str = "TL-1", company_id: CompanyId | None = None) -> InvoiceId:
        """A fact as billing would announce it."""
        at_home = company_id or self.company_id
        async with self.program.scope(ACTOR, company_id=at_home) as scope:
            invoice_id = scope.new_id(InvoiceId)
            due_at = scope.now + timedelta(days=14)
            scope.announce(
                InvoiceIssued(company_id=at_home, subject=invoice_id, number=number, total=TOTAL, due_at=due_at)
            )
        return invoice_id

    async def tell(self, number: str = "TL-1") -> None:
        await self.issue(number)
        await run_jobs(self.program)

    async def deliveries(self, **wanted: Any) -> list[Delivery]:
        async with self.program.scope(ACTOR, company_id=self.company_id, write=False) as scope:
            return list((await queries.deliveries(scope, PageRequest(100), DeliveryFilter(**wanted))).items)

    async def attempts(self, delivery_id: WebhookDeliveryId) -> list[Attempt]:
        async with self.program.scope(ACTOR, company_id=self.company_id, write=False) as scope:
            return list(await queries.attempts_at(scope, delivery_id))

    async def endpoint(self, endpoint_id: WebhookEndpointId) -> Endpoint:
        async with self.program.scope(ACTOR, company_id=self.company_id, write=False) as scope:
            return await queries.endpoint(scope, endpoint_id)

    async def pass_until(self, moment: datetime) -> None:
        self.program.clock.advance(moment - self.program.clock.now())  # type: ignore[attr-defined]
        await run_jobs(self.program)


@pytest.fixture
async def house(program: Program) -> AsyncIterator[House]:
    async with receiving() as receiver:
        sender = HttpWebhooks(SystemResolver(), to_loopback=True)
        opened = replace(program, ports=dict(program.ports) | {WebhookSender: sender})
        async with opened.scope(ACTOR) as scope:
            company_id = (await make_company(scope)).id
            admin = await make_user(scope, RoleKey.company_admin, company_id=company_id, email="ada@nordlicht.example")
        await run_jobs(opened)
        yield House(opened, company_id, admin, receiver)
