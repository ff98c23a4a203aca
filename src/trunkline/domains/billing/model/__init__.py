"""The nouns of billing: invoices, lines with their explanations, billed periods, runs."""

from trunkline.domains.billing.model.invoices import INVOICE_STEPS as INVOICE_STEPS
from trunkline.domains.billing.model.invoices import OPEN_STATES as OPEN_STATES
from trunkline.domains.billing.model.invoices import PAYABLE_STATES as PAYABLE_STATES
from trunkline.domains.billing.model.invoices import Invoice as Invoice
from trunkline.domains.billing.model.invoices import InvoiceNotOpen as InvoiceNotOpen
from trunkline.domains.billing.model.invoices import InvoiceState as InvoiceState
from trunkline.domains.billing.model.invoices import LegalEntity as LegalEntity
from trunkline.domains.billing.model.invoices import Party as Party
from trunkline.domains.billing.model.invoices import invoice_number as invoice_number
from trunkline.domains.billing.model.invoices import require_step as require_step
from trunkline.domains.billing.model.lines import Booked as Booked
from trunkline.domains.billing.model.lines import Charge as Charge
from trunkline.domains.billing.model.lines import ChargeKey as ChargeKey
from trunkline.domains.billing.model.lines import DraftLine as DraftLine
from trunkline.domains.billing.model.lines import Explain as Explain
from trunkline.domains.billing.model.lines import InvoiceLine as InvoiceLine
from trunkline.domains.billing.model.lines import Proration as Proration
from trunkline.domains.billing.model.runs import AlreadyBilled as AlreadyBilled
from trunkline.domains.billing.model.runs import BilledPeriod as BilledPeriod
from trunkline.domains.billing.model.runs import FailedCompany as FailedCompany
from trunkline.domains.billing.model.runs import IssuedInvoice as IssuedInvoice
from trunkline.domains.billing.model.runs import PeriodKey as PeriodKey
from trunkline.domains.billing.model.runs import RunSummary as RunSummary
