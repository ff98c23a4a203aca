"""A test company's clock: what happens while it moves is what would have happened, in order and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOON
from tests.domains.operations.lives import BEGIN, END, LATE, TESTER, WINTER_ENDS, Life, begun
from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import LateFee, Part
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.actions import pause_subscription
from trunkline.domains.marketplace.model import Pausing
from trunkline.domains.operations import actions, queries
from trunkline.domains.payments.ports import ChargeRequest, PaymentProvider, PaymentProviders
from trunkline.domains.tenants import actions as tenants
from trunkline.infra.clocks import ClockMoving
from trunkline.infra.config import Config
from trunkline.infra.queue import Worker
from trunkline.infra.scope import ActorKind
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected

STOPS = (BEGIN.replace(month=2, day=14), BEGIN.replace(month=2, day=28), BEGIN.replace(month=3, day=31), END)
HAPPENS = {
    "subscription.trial_ending": 1,
    "subscription.trial_ended": 1,
    "wallet.credit_expired": 1,
    "payment.attempt_failed": 2,
    "invoice.issued": 5,
    "receipt.issued": 4,
}


@pytest.mark.timeout(300)  # two months, twice, and one that passes day by day
async def test_one_go_is_month_by_month_is_time_that_passes(config: Config, tmp_path: Path) -> None:
    async with begun(config, tmp_path / "go", own_clock=True, card=LATE) as life:
        await life.advance(END)
        in_one_go, at_its_time = await life.told(), await life.told_in_any_order()
        assert life.clock.now() == NOON, "the machine's time stands where it was"
    async with begun(config, tmp_path / "months", own_clock=True, card=LATE) as life:
        for month in STOPS:
            await life.advance(month)
        assert await life.told() == in_one_go
    async with begun(config, tmp_path / "passes", own_clock=False, card=LATE) as life:
        await life.pass_ordinarily(WINTER_ENDS)
        until_then = [one for one in at_its_time if one[1] <= WINTER_ENDS.isoformat()]
        assert await life.told_in_any_order() == until_then
    kinds = [kind for kind, _, _ in in_one_go]
    assert {kind: kinds.count(kind) for kind in HAPPENS} == HAPPENS


YEAR_ENDS = datetime(2027, 1, 31, 9, 30, tzinfo=UTC)
PAUSED_UNTIL = date(2026, 6, 11)
# 12 invoices after the trial, and 10 of the module that is paused from 28 February to 10 June. Credits pay the first; of the other 21, the
# 19 that are due seventeen days before the end are charged a fee, each on an invoice of its own; 20 and 18 of these are past due by then.
HAPPENS_IN_A_YEAR = {
    "subscription.trial_ended": 1,
    "invoice.issued": 41,
    "invoice.past_due": 38,
    "invoice.late_fee_charged": 19,
    "receipt.issued": 0,
}


async def agree_for_a_year(life: Life) -> None:
    """A fee of 5.00 three days after the last day of payment; and the first module pauses with its next period."""
    async with life.program.scope(TESTER, company_id=life.company_id) as scope:
        fee = LateFee(3, Part(amount=Decimal(5)))
        await billing_actions.change_terms(scope, life.company_id, late_fee=fee)
    async with life.program.scope(TESTER, company_id=life.company_id) as scope:
        first = min(await marketplace.subscriptions_of(scope, life.company_id), key=lambda one: one.anchor_on)
        await pause_subscription(scope, first.id, effective=Pausing.next_period, until=PAUSED_UNTIL)
    await Worker(life.program).run_until_idle()


@pytest.mark.timeout(300)
async def test_a_year_in_one_go_is_a_year_in_uneven_steps(config: Config, tmp_path: Path) -> None:
    """Nobody pays, so that every invoice is past due and charged for being late; the pause and the trial end on their own."""
    lives = []
    for name, stops in (("go", ()), ("steps", (18, 131, 310))):
        async with begun(config, tmp_path / name, own_clock=True, card="") as life:
            await agree_for_a_year(life)
            for days in stops:
                await life.advance(BEGIN + timedelta(days=days))
            await life.advance(YEAR_ENDS)
            lives.append(await life.told())
    in_one_go, in_steps = lives
    assert in_steps == in_one_go
    kinds = [kind for kind, _, _ in in_one_go]
    assert {kind: kinds.count(kind) for kind in HAPPENS_IN_A_YEAR} == HAPPENS_IN_A_YEAR


class Killed(BaseException):
    """The worker is gone at once, and writes nothing down any more."""


class Dies:
    """A provider that takes a whole worker down with the second charge, once."""

    name = "simulator"
    is_live = False

    def __init__(self, inner: PaymentProvider) -> None:
        self.inner, self.asked = inner, 0

    async def charge(self, request: ChargeRequest) -> object:
        self.asked += 1
        if self.asked == 2:
            raise Killed
        return await self.inner.charge(request)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


async def test_what_a_crash_interrupts_goes_on_where_it_was(config: Config, tmp_path: Path) -> None:
    until = BEGIN + timedelta(days=65)
    async with begun(config, tmp_path / "whole", own_clock=True) as life:
        await life.advance(until)
        whole = await life.told()
    async with begun(config, tmp_path / "broken", own_clock=True) as life:
        provider = life.program.port(PaymentProviders).first
        dying: Any = Dies(provider)
        doomed = replace(life.program, ports=dict(life.program.ports) | {PaymentProviders: Connected(dying)})
        with pytest.raises(Killed):
            await Life(doomed, life.clock, life.company_id).advance(until)
        async with life.program.scope(TESTER, write=False) as scope:
            view = await queries.clock_view(scope, life.company_id)
        assert view.now < until
        assert view.advancing_to == until
        life.clock.advance(timedelta(minutes=2))  # the lease of the dead worker runs out
        await Worker(life.program).run_until_idle()
        told = await life.told()
        # The provider is asked about the attempt once more when it counts as abandoned, and charges nothing twice.
        for kind in ("invoice.issued", "receipt.issued", "invoice.paid"):
            assert [one for one in told if one[0] == kind].__len__() == [
                one for one in whole if one[0] == kind
            ].__len__()
        async with life.program.scope(TESTER, write=False) as scope:
            view = await queries.clock_view(scope, life.company_id)
        assert (view.now, view.advancing_to) == (until, None)


async def test_a_real_company_beside_it_is_untouched_and_nobody_writes_meanwhile(
    config: Config, tmp_path: Path
) -> None:
    async with begun(config, tmp_path / "data", own_clock=True) as life:
        other = await _real_company(life)
        async with life.program.scope(TESTER) as scope:
            await actions.start_advance(scope, life.company_id, actions.Advance(by="P1M"))
        with pytest.raises(ClockMoving):
            async with life.program.scope(replace(TESTER, kind=ActorKind.user), company_id=life.company_id):
                raise AssertionError("nobody comes in")
        with pytest.raises(ClockMoving):
            async with life.program.scope(TESTER) as scope:
                await actions.start_advance(scope, life.company_id, actions.Advance(by="P1M"))
        await Worker(life.program).run_until_idle()
        assert {at for _, at, _ in await Life(life.program, life.clock, other).told()} == {NOON.isoformat()}
        # Two months of the machine's time pass: the schedules act on the real company, and not on the other.
        before = await life.told()
        life.clock.advance(timedelta(days=62))
        worker = Worker(life.program)
        for _ in range(3):
            await worker.tick()
            await worker.run_until_idle()
            life.clock.advance(timedelta(hours=1))
        assert await life.told() == before
        async with life.program.scope(TESTER, write=False) as scope:
            page = await billing.invoices(scope.without_own_clocks(), PageRequest(50))
        assert page.items
        assert {invoice.company_id for invoice in page.items} == {other}


async def _real_company(life: Life) -> CompanyId:
    from tests.factories import make_company
    from trunkline.domains.marketplace import actions as marketplace
    from trunkline.domains.marketplace import queries as catalogue

    async with life.program.scope(TESTER) as scope:
        company = await make_company(scope, "real")
        modules = await catalogue.modules(scope)
    async with life.program.scope(TESTER, company_id=company.id) as scope:
        await marketplace.start_subscription(scope, modules[0].plans[0].id)
    await Worker(life.program).run_until_idle()
    return company.id


async def test_a_cancelled_move_stops_where_it_is_and_the_rest_can_be_taken_up(config: Config, tmp_path: Path) -> None:
    async with begun(config, tmp_path / "data", own_clock=True) as life:
        async with life.program.scope(TESTER) as scope:
            view = await actions.start_advance(scope, life.company_id, actions.Advance(by="P10D"))
        assert view.job is not None
        assert view.advancing_to == BEGIN + timedelta(days=10)
        async with life.program.scope(TESTER) as scope:
            await actions.cancel_job(scope, view.job.id)
            view = await queries.clock_view(scope, life.company_id)
        assert (view.now, view.advancing_to, view.job) == (BEGIN, None, None)
        await life.advance(BEGIN + timedelta(days=10))
        async with life.program.scope(TESTER, company_id=life.company_id) as scope:
            assert scope.now == BEGIN + timedelta(days=10)


async def test_what_is_written_across_companies_is_refused_for_it(config: Config, tmp_path: Path) -> None:
    async with begun(config, tmp_path / "data", own_clock=True) as life:
        async with life.program.scope(TESTER) as scope:
            changed = await tenants.change_company(scope, life.company_id, name="Laboratory")
        assert changed.test_clock is not None
        assert (await life.told())[-1][:2] == ("company.changed", BEGIN.isoformat())
