"""Usage that leaves a period which is billed in part for one that is billed now: both are booked together (money policy 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from trunkline.domains.billing.model import ChargeKey, DraftLine, PeriodKey


def given_back_now(lines: Iterable[DraftLine], waiting: Collection[PeriodKey]) -> set[ChargeKey]:
    """Which lines of the `waiting` periods are booked although these are not closed yet: those of components that come to less than
    was booked of them, all their versions together, each group of usage by itself. Others have only grown, and wait.
    """
    groups: dict[tuple[object, ...], list[DraftLine]] = defaultdict(list)
    for line in lines:
        key, price = line.charge.key, line.charge.price
        if PeriodKey(key.subscription_id, price.timing, key.service_start) in waiting:
            groups[key.subscription_id, key.service_start, price.plan_id, price.component, key.group].append(line)
    fallen = [group for group in groups.values() if sum(line.amount.minor for line in group) < 0]
    return {line.charge.key for group in fallen for line in group}
