"""The decisions of the room."""

from trunkline.domains.currencies.rules.converting import converted, four_decimals
from trunkline.domains.currencies.rules.falling_back import (
    again_after,
    is_out,
    is_round_due,
    next_round_at,
    to_ask,
)
from trunkline.domains.currencies.rules.freshness import AHEAD_MAX, Freshness, freshness
from trunkline.domains.currencies.rules.guarding import (
    COMPARABLE_FOR,
    Judged,
    Leap,
    Previous,
    judge,
    moved,
    previous_in,
)
from trunkline.domains.currencies.rules.naming import Named, named, written_locale
from trunkline.domains.currencies.rules.price_lists import DraftedPrice, check_price_list, drafted, outcome_of
from trunkline.domains.currencies.rules.price_rounding import check_rounding, rounded
from trunkline.domains.currencies.rules.triangulating import choose_sheet, cross, significant

__all__ = [
    "AHEAD_MAX",
    "COMPARABLE_FOR",
    "DraftedPrice",
    "Freshness",
    "Judged",
    "Leap",
    "Named",
    "Previous",
    "again_after",
    "check_price_list",
    "check_rounding",
    "choose_sheet",
    "converted",
    "cross",
    "drafted",
    "four_decimals",
    "freshness",
    "is_out",
    "is_round_due",
    "judge",
    "moved",
    "named",
    "next_round_at",
    "outcome_of",
    "previous_in",
    "rounded",
    "significant",
    "to_ask",
    "written_locale",
]
