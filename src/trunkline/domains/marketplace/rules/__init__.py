"""The arithmetic and the decisions of the marketplace."""

from trunkline.domains.marketplace.rules.adjusting import ALONE as ALONE
from trunkline.domains.marketplace.rules.adjusting import Others as Others
from trunkline.domains.marketplace.rules.adjusting import adjusted as adjusted
from trunkline.domains.marketplace.rules.adjusting import amount_so_far as amount_so_far
from trunkline.domains.marketplace.rules.adjusting import without_included as without_included
from trunkline.domains.marketplace.rules.calls import CallRater as CallRater
from trunkline.domains.marketplace.rules.calls import RatedCall as RatedCall
from trunkline.domains.marketplace.rules.calls import affordable_seconds as affordable_seconds
from trunkline.domains.marketplace.rules.calls import call_rater as call_rater
from trunkline.domains.marketplace.rules.calls import rate_call as rate_call
from trunkline.domains.marketplace.rules.continuing import Before as Before
from trunkline.domains.marketplace.rules.periods import ListedPeriod as ListedPeriod
from trunkline.domains.marketplace.rules.periods import aligned_anchor as aligned_anchor
from trunkline.domains.marketplace.rules.periods import anchor_of as anchor_of
from trunkline.domains.marketplace.rules.periods import course_periods as course_periods
from trunkline.domains.marketplace.rules.periods import period_currency as period_currency
from trunkline.domains.marketplace.rules.periods import periods_from as periods_from
from trunkline.domains.marketplace.rules.periods import plan_anchor as plan_anchor
from trunkline.domains.marketplace.rules.periods import subscription_period as subscription_period
from trunkline.domains.marketplace.rules.periods import trial_period as trial_period
from trunkline.domains.marketplace.rules.quantities import rate_quantity as rate_quantity
