"""The catalogue that ships with the product: what an AI call centre sells, with prices one can start from.

`METERS` names every meter that a price counts by, for whoever sends usage: (key, name, unit, aggregation). The aggregation is `calls`
where each call is rated by itself when it arrives, and `sum` where the quantity of the period is.
"""

from trunkline.domains.marketplace.model.offers.insight import INSIGHT
from trunkline.domains.marketplace.model.offers.messaging import MESSAGING
from trunkline.domains.marketplace.model.offers.shapes import EFFECTIVE_FROM as EFFECTIVE_FROM
from trunkline.domains.marketplace.model.offers.shapes import MeterOffer as MeterOffer
from trunkline.domains.marketplace.model.offers.shapes import ModuleOffer as ModuleOffer
from trunkline.domains.marketplace.model.offers.shapes import PlanOffer as PlanOffer
from trunkline.domains.marketplace.model.offers.shapes import PriceOffer as PriceOffer
from trunkline.domains.marketplace.model.offers.voice import VOICE

CATALOGUE: tuple[ModuleOffer, ...] = (*VOICE, *MESSAGING, *INSIGHT)
METERS: tuple[MeterOffer, ...] = tuple(meter for module in CATALOGUE for meter in module.meters)
