"""The nouns of the marketplace."""

from trunkline.domains.marketplace.model.catalogue import Grain as Grain
from trunkline.domains.marketplace.model.catalogue import Module as Module
from trunkline.domains.marketplace.model.catalogue import Plan as Plan
from trunkline.domains.marketplace.model.catalogue import PlanState as PlanState
from trunkline.domains.marketplace.model.catalogue import Price as Price
from trunkline.domains.marketplace.model.catalogue import Timing as Timing
from trunkline.domains.marketplace.model.derivation import Rating as Rating
from trunkline.domains.marketplace.model.derivation import Step as Step
from trunkline.domains.marketplace.model.derivation import StepKind as StepKind
from trunkline.domains.marketplace.model.subscriptions import Cancellation as Cancellation
from trunkline.domains.marketplace.model.subscriptions import Change as Change
from trunkline.domains.marketplace.model.subscriptions import Phase as Phase
from trunkline.domains.marketplace.model.subscriptions import Subscription as Subscription
from trunkline.domains.marketplace.model.subscriptions import SubscriptionState as SubscriptionState
from trunkline.domains.marketplace.model.terms import CallStep as CallStep
from trunkline.domains.marketplace.model.terms import CallTerms as CallTerms
from trunkline.domains.marketplace.model.terms import FlatTerms as FlatTerms
from trunkline.domains.marketplace.model.terms import GraduatedTerms as GraduatedTerms
from trunkline.domains.marketplace.model.terms import PerUnitTerms as PerUnitTerms
from trunkline.domains.marketplace.model.terms import PricingModel as PricingModel
from trunkline.domains.marketplace.model.terms import Terms as Terms
from trunkline.domains.marketplace.model.terms import Tier as Tier
from trunkline.domains.marketplace.model.terms import VolumeTerms as VolumeTerms
from trunkline.domains.marketplace.model.terms import model_of as model_of
from trunkline.domains.marketplace.model.terms_json import terms_from_json as terms_from_json
from trunkline.domains.marketplace.model.terms_json import terms_to_json as terms_to_json
