"""The nouns of the room."""

from trunkline.domains.currencies.model.conversions import (
    OPERATION_KEY_LENGTH_MAX,
    Conversion,
    ConversionWish,
    OperationKeyUsed,
)
from trunkline.domains.currencies.model.holds import Hold, HoldChanged, HoldDecided, HoldState
from trunkline.domains.currencies.model.policy import RatePolicy
from trunkline.domains.currencies.model.price_lists import (
    UNROUNDED,
    ConvertedAmount,
    ConvertedPrice,
    ExpectedRate,
    PriceConversion,
    PriceList,
    PriceListWish,
    PriceOutcome,
    PriceRounding,
    RateChanged,
    RoundingKind,
)
from trunkline.domains.currencies.model.quotes import FailureKind, NotQuoted, Outcome, Quoted
from trunkline.domains.currencies.model.rates import (
    PairRate,
    RatesTooOld,
    RateUnknown,
    SeriesPoint,
    Sheet,
    Source,
    SourceState,
)
from trunkline.domains.currencies.model.support import PROVIDERS, ProviderSupport
from trunkline.domains.currencies.model.withdrawn import WITHDRAWN, is_quotable, quotable

__all__ = [
    "OPERATION_KEY_LENGTH_MAX",
    "PROVIDERS",
    "UNROUNDED",
    "WITHDRAWN",
    "Conversion",
    "ConversionWish",
    "ConvertedAmount",
    "ConvertedPrice",
    "ExpectedRate",
    "FailureKind",
    "Hold",
    "HoldChanged",
    "HoldDecided",
    "HoldState",
    "NotQuoted",
    "OperationKeyUsed",
    "Outcome",
    "PairRate",
    "PriceConversion",
    "PriceList",
    "PriceListWish",
    "PriceOutcome",
    "PriceRounding",
    "ProviderSupport",
    "Quoted",
    "RateChanged",
    "RatePolicy",
    "RateUnknown",
    "RatesTooOld",
    "RoundingKind",
    "SeriesPoint",
    "Sheet",
    "Source",
    "SourceState",
    "is_quotable",
    "quotable",
]
