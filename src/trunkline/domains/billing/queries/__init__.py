"""Questions about billing that others may ask."""

from trunkline.domains.billing.queries.documents import invoice_pdf as invoice_pdf
from trunkline.domains.billing.queries.invoices import InvoiceFilter as InvoiceFilter
from trunkline.domains.billing.queries.invoices import OpenSum as OpenSum
from trunkline.domains.billing.queries.invoices import invoice as invoice
from trunkline.domains.billing.queries.invoices import invoices as invoices
from trunkline.domains.billing.queries.invoices import invoices_by_id as invoices_by_id
from trunkline.domains.billing.queries.invoices import lapsed_invoices as lapsed_invoices
from trunkline.domains.billing.queries.invoices import open_amount as open_amount
from trunkline.domains.billing.queries.invoices import open_sums as open_sums
from trunkline.domains.billing.queries.lines import calls_of_line as calls_of_line
from trunkline.domains.billing.queries.lines import line as line
from trunkline.domains.billing.queries.lines import lines_of as lines_of
