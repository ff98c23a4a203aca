"""The tables of billing and all writes to them."""

from trunkline.domains.billing.store.accounts import billed_through as billed_through
from trunkline.domains.billing.store.accounts import billing_account as billing_account
from trunkline.domains.billing.store.accounts import lock_account as lock_account
from trunkline.domains.billing.store.invoices import MUTABLE as MUTABLE
from trunkline.domains.billing.store.invoices import insert_invoice as insert_invoice
from trunkline.domains.billing.store.invoices import invoice as invoice
from trunkline.domains.billing.store.invoices import invoice_of as invoice_of
from trunkline.domains.billing.store.invoices import lapsed_invoices as lapsed_invoices
from trunkline.domains.billing.store.invoices import lock_invoice as lock_invoice
from trunkline.domains.billing.store.invoices import update_state as update_state
from trunkline.domains.billing.store.lines import booked_for as booked_for
from trunkline.domains.billing.store.lines import insert_lines as insert_lines
from trunkline.domains.billing.store.lines import invoice_line as invoice_line
from trunkline.domains.billing.store.lines import line_of as line_of
from trunkline.domains.billing.store.lines import lines_by_id as lines_by_id
from trunkline.domains.billing.store.periods import billed_periods as billed_periods
from trunkline.domains.billing.store.periods import billing_period as billing_period
from trunkline.domains.billing.store.periods import insert_billed as insert_billed
from trunkline.domains.billing.store.periods import update_basis as update_basis
from trunkline.domains.billing.store.prorations import log_prorations as log_prorations
from trunkline.domains.billing.store.prorations import proration_log as proration_log
from trunkline.domains.billing.store.series import issuing_entity as issuing_entity
from trunkline.domains.billing.store.series import put_entity as put_entity
from trunkline.domains.billing.store.series import take_serial as take_serial
