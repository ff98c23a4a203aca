"""What is due is done one by one: what fails keeps nothing from the rest, and what was in somebody's way is tried again."""

from __future__ import annotations

from tests.factories import make_company
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope, system_actor
from trunkline.infra.sweep import SWEPT_AT_ONCE_MAX, sweep
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import CompanyId


async def test_one_that_fails_keeps_no_other_from_it_and_one_in_the_way_is_tried_again(program: Program) -> None:
    async with program.scope(system_actor("test")) as scope:
        company = (await make_company(scope)).id
    tried: list[str] = []

    async def find(scope: Scope, limit: int) -> list[tuple[CompanyId, str]]:
        assert limit == SWEPT_AT_ONCE_MAX
        return [(company, one) for one in ("broken", "blocked", "blocked once", "right")]

    async def act(scope: Scope, due: str) -> int:
        assert scope.company_id == company
        tried.append(due)
        if due == "broken":
            raise ZeroDivisionError
        if due == "blocked" or tried.count("blocked once") == 1:
            raise Unavailable("somebody is in the way")
        return 1

    assert await sweep(program.begin_as(system_actor("test")), find, act) == 2
    assert tried == ["broken", *["blocked"] * 3, "blocked once", "blocked once", "right"]
