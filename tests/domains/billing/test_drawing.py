"""Which credits are drawn: laws that hold for any grants, amount and moment."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.billing.model import Grant, GrantKind, GrantLeft, TopUp, Wallet, WalletState
from trunkline.domains.billing.rules import draws, falls_below, usable_sum, wallet_balance
from trunkline.kernel.ids import CompanyId, GrantId, WalletId
from trunkline.kernel.money import Currency, Money

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EUR = Currency.of("EUR")
_entropy = random.Random(1)
WALLET = WalletId.new(NOW, _entropy)
COMPANY = CompanyId.new(NOW, _entropy)


def eur(minor: int) -> Money:
    return Money(minor, EUR)


def a_grant(
    left: int, *, priority: int = 50, ends: int | None = None, age: int = 1, amount: int | None = None
) -> GrantLeft:
    """`left` cents; `ends` in days from now, `age` days old."""
    grant = Grant(
        id=GrantId.new(NOW, _entropy),
        wallet_id=WALLET,
        company_id=COMPANY,
        amount=eur(amount or left or 1),
        priority=priority,
        kind=GrantKind.granted,
        expires_at=None if ends is None else NOW + ends * DAY,
        granted_at=NOW - age * DAY,
        closed_at=None,
    )
    return GrantLeft(grant, eur(left))


grants = st.lists(
    st.builds(
        a_grant,
        st.integers(0, 500),
        priority=st.integers(1, 4),
        ends=st.none() | st.integers(-2, 4),
        age=st.integers(0, 3),
    ),
    max_size=12,
)


@given(grants, st.integers(-100, 3000))
def test_the_parts_sum_to_what_is_asked_or_to_all_there_is(some: list[GrantLeft], asked: int) -> None:
    taken = draws(some, eur(asked), NOW)
    there = sum(one.left.minor for one in some if one.grant.expires_at is None or one.grant.expires_at > NOW)
    assert sum(part.minor for _, part in taken) == max(0, min(asked, there))


@given(grants, st.integers(0, 3000))
def test_no_grant_gives_more_than_it_has_none_twice_and_no_expired_one(some: list[GrantLeft], asked: int) -> None:
    taken = draws(some, eur(asked), NOW)
    assert all(0 < part.minor <= one.left.minor for one, part in taken)
    assert len({one.grant.id for one, _ in taken}) == len(taken)
    assert all(one.grant.expires_at is None or one.grant.expires_at > NOW for one, _ in taken)


@given(grants, st.integers(0, 3000))
def test_a_grant_is_touched_only_once_all_before_it_are_used_up(some: list[GrantLeft], asked: int) -> None:
    taken = draws(some, eur(asked), NOW)
    assert all(part == one.left for one, part in taken[:-1])
    far = NOW + 1000 * DAY
    keys = [(one.grant.priority, one.grant.expires_at or far, one.grant.granted_at) for one, _ in taken]
    assert keys == sorted(keys)
    if taken:
        touched = {one.grant.id for one, _ in taken}
        left_out = [one for one in some if one.usable(NOW) and one.grant.id not in touched]
        behind = [(one.grant.priority, one.grant.expires_at or far, one.grant.granted_at) for one in left_out]
        assert all(keys[-1] <= key for key in behind)


@given(grants, st.integers(0, 3000), st.randoms(use_true_random=False))
def test_the_order_in_which_grants_are_told_does_not_matter(
    some: list[GrantLeft], asked: int, chance: random.Random
) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert draws(shuffled, eur(asked), NOW) == draws(some, eur(asked), NOW)


@given(grants)
def test_a_balance_is_what_can_be_drawn(some: list[GrantLeft]) -> None:
    shown = wallet_balance(a_wallet(), some, NOW)
    everything = draws(some, eur(10**9), NOW)
    assert shown.balance == usable_sum(some, EUR, NOW) == eur(sum(part.minor for _, part in everything))
    assert list(shown.grants[: len(everything)]) == [one for one, _ in everything]
    assert len(shown.grants) == len(some)


def test_priority_goes_before_expiry_and_expiry_before_age() -> None:
    old, late, soon, first = (
        a_grant(100, age=9),
        a_grant(100, ends=9),
        a_grant(100, ends=2, age=0),
        a_grant(100, priority=1, age=0),
    )
    young = a_grant(100, age=1)
    taken = draws([young, old, late, soon, first], eur(450), NOW)
    assert [(one.grant.id, part.minor) for one, part in taken] == [
        (first.grant.id, 100),
        (soon.grant.id, 100),
        (late.grant.id, 100),
        (old.grant.id, 100),
        (young.grant.id, 50),
    ]


def test_a_grant_has_expired_at_its_moment_and_not_before() -> None:
    one = a_grant(100, ends=1)
    assert draws([one], eur(1), NOW + DAY) == []
    assert draws([one], eur(1), NOW + DAY - timedelta(microseconds=1)) == [(one, eur(1))]


def test_what_expires_next_is_told_with_its_sum() -> None:
    shown = wallet_balance(a_wallet(), [a_grant(100, ends=3), a_grant(20, ends=3), a_grant(7, ends=5), a_grant(1)], NOW)
    assert (shown.balance, shown.expiring, shown.expires_at) == (eur(128), eur(120), NOW + 3 * DAY)
    spent = wallet_balance(a_wallet(), [a_grant(0, ends=1), a_grant(5)], NOW)
    assert (spent.balance, spent.expiring, spent.expires_at) == (eur(5), None, None)


@pytest.mark.parametrize(
    ("before", "after", "told"), [(5000, 4999, True), (5000, 5000, False), (4999, 1, False), (9000, 0, True)]
)
def test_a_low_balance_is_told_when_it_falls_below_and_not_again(before: int, after: int, told: bool) -> None:
    assert falls_below(TopUp(eur(5000), eur(20000)), eur(before), eur(after)) is told
    assert falls_below(None, eur(before), eur(after)) is False


def a_wallet() -> Wallet:
    return Wallet(
        id=WALLET,
        company_id=COMPANY,
        name="Prepaid",
        currency=EUR,
        state=WalletState.active,
        top_up=None,
        opened_at=NOW,
        terminated_at=None,
    )
