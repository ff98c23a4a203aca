"""Questions about the catalogue and about subscriptions."""

from trunkline.domains.marketplace.queries.catalogue import module as module
from trunkline.domains.marketplace.queries.catalogue import module_by_slug as module_by_slug
from trunkline.domains.marketplace.queries.catalogue import modules as modules
from trunkline.domains.marketplace.queries.catalogue import modules_by_id as modules_by_id
from trunkline.domains.marketplace.queries.catalogue import modules_page as modules_page
from trunkline.domains.marketplace.queries.catalogue import plan as plan
from trunkline.domains.marketplace.queries.catalogue import plan_by_slug as plan_by_slug
from trunkline.domains.marketplace.queries.catalogue import plans_by_id as plans_by_id
from trunkline.domains.marketplace.queries.catalogue import price as price
from trunkline.domains.marketplace.queries.subscriptions import active_subscriptions as active_subscriptions
from trunkline.domains.marketplace.queries.subscriptions import companies_on_plan as companies_on_plan
from trunkline.domains.marketplace.queries.subscriptions import subscription as subscription
from trunkline.domains.marketplace.queries.subscriptions import subscription_for_meter as subscription_for_meter
from trunkline.domains.marketplace.queries.subscriptions import subscriptions_of as subscriptions_of
from trunkline.domains.marketplace.queries.subscriptions import subscriptions_page as subscriptions_page
from trunkline.domains.marketplace.queries.trials import due_trials as due_trials
