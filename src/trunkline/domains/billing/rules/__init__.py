"""The decisions of billing: what is due, how much of it, and which lines say so. Values in, values out."""

from trunkline.domains.billing.rules.amounts import exact_text as exact_text
from trunkline.domains.billing.rules.amounts import rounded_amount as rounded_amount
from trunkline.domains.billing.rules.amounts import sum_of as sum_of
from trunkline.domains.billing.rules.amounts import tax_on as tax_on
from trunkline.domains.billing.rules.deltas import draft_lines as draft_lines
from trunkline.domains.billing.rules.deltas import nothing_due as nothing_due
from trunkline.domains.billing.rules.explaining import explain_line as explain_line
from trunkline.domains.billing.rules.explaining import recombined as recombined
from trunkline.domains.billing.rules.invoicing import Totals as Totals
from trunkline.domains.billing.rules.invoicing import bill_to as bill_to
from trunkline.domains.billing.rules.invoicing import by_currency as by_currency
from trunkline.domains.billing.rules.invoicing import due_at as due_at
from trunkline.domains.billing.rules.invoicing import enclosing as enclosing
from trunkline.domains.billing.rules.invoicing import totals_of as totals_of
from trunkline.domains.billing.rules.licences import licence_charges as licence_charges
from trunkline.domains.billing.rules.metered import usage_charges as usage_charges
from trunkline.domains.billing.rules.periods import Billable as Billable
from trunkline.domains.billing.rules.periods import ServicePeriod as ServicePeriod
from trunkline.domains.billing.rules.periods import end_of_day as end_of_day
from trunkline.domains.billing.rules.periods import is_due as is_due
from trunkline.domains.billing.rules.periods import service_periods as service_periods
from trunkline.domains.billing.rules.periods import timings_of as timings_of
from trunkline.domains.billing.rules.proration import Share as Share
from trunkline.domains.billing.rules.proration import share_of as share_of
