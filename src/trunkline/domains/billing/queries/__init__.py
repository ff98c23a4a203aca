"""Questions about billing that others may ask."""

from trunkline.domains.billing.queries.credits import credit_balances as credit_balances
from trunkline.domains.billing.queries.credits import credit_entries as credit_entries
from trunkline.domains.billing.queries.credits import credit_note as credit_note
from trunkline.domains.billing.queries.credits import credit_note_pdf as credit_note_pdf
from trunkline.domains.billing.queries.credits import credit_notes as credit_notes
from trunkline.domains.billing.queries.credits import lines_of_notes as lines_of_notes
from trunkline.domains.billing.queries.documents import invoice_pdf as invoice_pdf
from trunkline.domains.billing.queries.invoices import InvoiceFilter as InvoiceFilter
from trunkline.domains.billing.queries.invoices import OpenSum as OpenSum
from trunkline.domains.billing.queries.invoices import invoice as invoice
from trunkline.domains.billing.queries.invoices import invoices as invoices
from trunkline.domains.billing.queries.invoices import invoices_by_id as invoices_by_id
from trunkline.domains.billing.queries.invoices import open_amount as open_amount
from trunkline.domains.billing.queries.invoices import open_sums as open_sums
from trunkline.domains.billing.queries.items import invoice_item as invoice_item
from trunkline.domains.billing.queries.items import invoice_items as invoice_items
from trunkline.domains.billing.queries.lines import calls_of_line as calls_of_line
from trunkline.domains.billing.queries.lines import line as line
from trunkline.domains.billing.queries.lines import lines_of as lines_of
from trunkline.domains.billing.queries.terms import billing_terms as billing_terms
from trunkline.domains.billing.queries.timeline import Timeline as Timeline
from trunkline.domains.billing.queries.timeline import subscription_timeline as subscription_timeline
from trunkline.domains.billing.queries.wallets import DrawDetails as DrawDetails
from trunkline.domains.billing.queries.wallets import wallet as wallet
from trunkline.domains.billing.queries.wallets import wallet_draws as wallet_draws
from trunkline.domains.billing.queries.wallets import wallets as wallets
