"""Filling and editing the catalogue, and the life of a subscription."""

from trunkline.domains.marketplace.actions.billing_in import bill_in as bill_in
from trunkline.domains.marketplace.actions.canceling import cancel_subscription as cancel_subscription
from trunkline.domains.marketplace.actions.catalogue import install_catalogue as install_catalogue
from trunkline.domains.marketplace.actions.catalogue import install_module as install_module
from trunkline.domains.marketplace.actions.changing import change_subscription as change_subscription
from trunkline.domains.marketplace.actions.correcting import correct_price as correct_price
from trunkline.domains.marketplace.actions.modules import change_module as change_module
from trunkline.domains.marketplace.actions.modules import create_module as create_module
from trunkline.domains.marketplace.actions.pausing import pause_subscription as pause_subscription
from trunkline.domains.marketplace.actions.plans import change_trial as change_trial
from trunkline.domains.marketplace.actions.plans import create_plan as create_plan
from trunkline.domains.marketplace.actions.plans import retire_plan as retire_plan
from trunkline.domains.marketplace.actions.prices import create_price as create_price
from trunkline.domains.marketplace.actions.prices import hold_plan as hold_plan
from trunkline.domains.marketplace.actions.prices import revise_price as revise_price
from trunkline.domains.marketplace.actions.resuming import resume_subscription as resume_subscription
from trunkline.domains.marketplace.actions.starting import start_subscription as start_subscription
from trunkline.domains.marketplace.actions.trials import end_trial as end_trial
from trunkline.domains.marketplace.actions.trials import tell_trials as tell_trials
from trunkline.domains.marketplace.actions.unpausing import unpause_subscription as unpause_subscription
