"""Rows of the marketplace."""

from trunkline.domains.marketplace.store.catalogue import insert_module as insert_module
from trunkline.domains.marketplace.store.catalogue import insert_plan as insert_plan
from trunkline.domains.marketplace.store.catalogue import insert_price as insert_price
from trunkline.domains.marketplace.store.catalogue import lock_module as lock_module
from trunkline.domains.marketplace.store.catalogue import lock_plan as lock_plan
from trunkline.domains.marketplace.store.catalogue import mark_retired as mark_retired
from trunkline.domains.marketplace.store.catalogue import module_of as module_of
from trunkline.domains.marketplace.store.catalogue import plan_of as plan_of
from trunkline.domains.marketplace.store.catalogue import price_of as price_of
from trunkline.domains.marketplace.store.catalogue import update_module as update_module
from trunkline.domains.marketplace.store.subscriptions import insert_subscription as insert_subscription
from trunkline.domains.marketplace.store.subscriptions import lock_subscription as lock_subscription
from trunkline.domains.marketplace.store.subscriptions import mark_canceled as mark_canceled
from trunkline.domains.marketplace.store.subscriptions import mark_resumed as mark_resumed
from trunkline.domains.marketplace.store.subscriptions import phase_of as phase_of
from trunkline.domains.marketplace.store.subscriptions import release_ended as release_ended
from trunkline.domains.marketplace.store.subscriptions import replace_phases as replace_phases
from trunkline.domains.marketplace.store.subscriptions import subscription_of as subscription_of
from trunkline.domains.marketplace.store.tables import module as module
from trunkline.domains.marketplace.store.tables import plan as plan
from trunkline.domains.marketplace.store.tables import price as price
from trunkline.domains.marketplace.store.tables import pricing_tier as pricing_tier
from trunkline.domains.marketplace.store.tables import subscription as subscription
from trunkline.domains.marketplace.store.tables import subscription_phase as subscription_phase
