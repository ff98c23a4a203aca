"""PayPal's transaction event codes, by their groups: https://developer.paypal.com/docs/transaction-search/transaction-event-codes/.

The two digits after the T say of which group a movement is; where one code of a group means something else for us, it stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from trunkline.domains.payments.model import MovementKind


class Group(NamedTuple):
    kind: MovementKind
    name: str


_OTHER = MovementKind.other
GROUPS: Mapping[str, Group] = {
    "T00": Group(MovementKind.charge, "payment"),
    "T01": Group(MovementKind.fee, "fee"),
    "T02": Group(_OTHER, "currency conversion"),
    "T03": Group(_OTHER, "deposit from a bank account"),
    "T04": Group(MovementKind.payout, "withdrawal to a bank account"),
    "T05": Group(_OTHER, "debit card"),
    "T06": Group(_OTHER, "withdrawal to a credit card"),
    "T07": Group(_OTHER, "deposit from a credit card"),
    "T08": Group(_OTHER, "bonus"),
    "T09": Group(_OTHER, "incentive"),
    "T10": Group(_OTHER, "bill payment"),
    "T11": Group(_OTHER, "reversal"),
    "T12": Group(_OTHER, "adjustment"),
    "T13": Group(_OTHER, "authorization"),
    "T14": Group(_OTHER, "dividend"),
    "T15": Group(_OTHER, "temporary hold"),
    "T16": Group(_OTHER, "deposit of buyer credit"),
    "T17": Group(_OTHER, "withdrawal that is not to a bank"),
    "T18": Group(_OTHER, "withdrawal of buyer credit"),
    "T19": Group(_OTHER, "account correction"),
    "T20": Group(_OTHER, "transfer between accounts at PayPal"),
    "T21": Group(_OTHER, "reserve or release"),
    "T22": Group(_OTHER, "transfer"),
    "T30": Group(_OTHER, "generic instrument"),
    "T50": Group(_OTHER, "collection or disbursement"),
    "T97": Group(_OTHER, "payable or receivable"),
    "T98": Group(_OTHER, "shown only"),
    "T99": Group(_OTHER, "other"),
}
# Codes that are not of their group's kind: withdrawals that came back, refunds, fees given back, and what disputes hold and release.
CODES: Mapping[str, MovementKind] = {
    "T1101": MovementKind.payout,
    "T1106": MovementKind.dispute,
    "T1107": MovementKind.refund,
    "T1108": MovementKind.fee,
    "T1109": MovementKind.fee,
    "T1110": MovementKind.dispute,
    "T1111": MovementKind.dispute_reversal,
    "T1201": MovementKind.dispute,
    "T1202": MovementKind.dispute_reversal,
    "T1205": MovementKind.dispute_reversal,
    "T1207": MovementKind.dispute,
    "T1208": MovementKind.dispute_reversal,
}


def kind_of_code(code: str) -> MovementKind:
    group = GROUPS.get(code[:3])
    return CODES.get(code) or (MovementKind.other if group is None else group.kind)


def name_of_code(code: str) -> str:
    """`T0200, currency conversion`; the code alone where its group is not published."""
    group = GROUPS.get(code[:3])
    return code if group is None else f"{code}, {group.name}"
