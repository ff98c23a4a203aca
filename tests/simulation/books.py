"""The end of a life: every law, the proof of the ledger, and reconciliation with every provider."""

from __future__ import annotations

from collections import Counter

from tests.simulation.laws import LAWS_OF_MONEY
from tests.simulation.laws_of_papers import LAWS_OF_PAPERS
from tests.simulation.life import TESTER, Life
from tests.simulation.provider_side import ProviderSide, provider_side
from tests.simulation.reconciled import discrepancies
from tests.simulation.rows import Rows, read_rows
from trunkline.domains.operations import actions as operations

LAWS = LAWS_OF_MONEY + LAWS_OF_PAPERS
PROOF = "The proof of the ledger finds nothing wrong"
RECONCILED = "Reconciliation finds nothing open"


class Broken(AssertionError):
    """A law does not hold."""


async def check(life: Life) -> str:
    """Hold everything against everything; in one line what there was. Raises `Broken` with all that does not hold."""
    found = await discrepancies(life)  # first: it books fees that nobody has told of
    side = provider_side(life.where.both, life.owners)
    async with life.where.program.database.read() as connection:
        ours = await read_rows(connection)
    broken = {sentence: look(side, ours) for sentence, look in LAWS}
    proof = operations.check_books(life.where.program.begin_as(TESTER))
    broken[PROOF] = [str(one) async for _, some in proof for one in some]
    broken[RECONCILED] = found
    told = [f"{sentence}: {some[:5]}" for sentence, some in broken.items() if some]
    if told:
        raise Broken("\n".join(told))
    return f"{_told(side, ours)}; digest {ours.digest()}"


def _told(side: ProviderSide, ours: Rows) -> str:
    states = Counter(one.state for one in ours.payments.values())
    plans = Counter(one.state for one in ours.plans.values())
    money = ", ".join(f"{minor} {place[2]} at {place[1]}" for place, minor in sorted(side.money.items()))
    return (
        f"{len(ours.invoices)} invoices, payments {dict(sorted(states.items()))}, plans {dict(sorted(plans.items()))}, "
        f"{len(ours.manual_payments)} by hand, {len(ours.refunds)} refunds, {len(ours.disputes)} disputes, "
        f"{len(ours.notices)} notices, {len(ours.facts)} facts; {money}"
    )
