"""How the books name what the room posts: each of these once per company."""

from __future__ import annotations


def manual_sources(payment_id: str) -> tuple[str, str]:
    """Of money that came without a provider: what was taken for the invoice, and what was kept as credit."""
    return f"manual:{payment_id}:applied", f"manual:{payment_id}:kept"


def plan_source(plan_id: str) -> str:
    """Of an agreement to pay in parts, which moves nothing."""
    return f"instalment_plan:{plan_id}:agreed"


def fee_source(payment_id: str) -> str:
    return f"payment:{payment_id}:fee"


def refund_source(refund_id: str, what: str) -> str:
    """`what`: paid, returned."""
    return f"refund:{refund_id}:{what}"


def dispute_source(dispute_id: str, what: str) -> str:
    """`what`: opened, fee, won, lost; `changed:1` and so on after those."""
    return f"dispute:{dispute_id}:{what}"


def arrangement_source(charge_id: str, invoice_id: str, *, kept: bool) -> str:
    """Of money that a provider took by its own schedule: what it has paid of an invoice, or what was kept as credit beside it."""
    return f"arrangement:{charge_id}:{'kept' if kept else 'applied'}:{invoice_id}"


def arrangement_fee_source(charge_id: str) -> str:
    return f"arrangement:{charge_id}:fee"
