"""What a company may know of why its card was declined, and what the operator knows."""

from __future__ import annotations

import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import Till


@pytest.mark.parametrize(
    ("card", "code", "told"),
    [
        ("4000000000009987", "lost_card", "generic_decline"),
        ("4000000000009979", "stolen_card", "generic_decline"),
        ("4000000000009995", "insufficient_funds", "insufficient_funds"),
    ],
)
async def test_a_lost_or_stolen_card_is_a_generic_decline_to_the_company(
    till: Till, card: str, code: str, told: str
) -> None:
    await till.add_card(card)
    invoice_id = await till.issue()
    await till.run()
    payment_id = (await till.payment(invoice_id)).payment.id
    for company_id, shown in ((till.company_id, told), (None, code)):
        async with client_as(till.program, "payments.read", company_id=company_id) as client:
            one = (await client.get(f"/payments/{payment_id}")).json()
            (listed,) = (await client.get("/payments", params={"invoice": invoice_id})).json()["items"]
        assert listed == one
        assert (one["attempts"][0]["decline_code"], one["failure_code"]) == (shown, shown)
        assert ("lost" in str(one) or "stolen" in str(one)) == (shown in {"lost_card", "stolen_card"})
    async with client_as(till.program, "payments.read", "payments.manage", company_id=till.company_id) as client:
        again = (await client.post(f"/invoices/{invoice_id}/pay")).json()
    assert code not in str(again) or code == told
    told_live = [one.payload for one in await till.facts("payment.") if "code" in one.payload]
    assert {one["code"] for one in told_live} == {told}, "webhooks and the live stream are the company's as well"
