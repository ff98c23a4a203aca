"""What billing announces."""

from trunkline.domains.billing.events.credits import CreditDrawn as CreditDrawn
from trunkline.domains.billing.events.credits import CreditNoteIssued as CreditNoteIssued
from trunkline.domains.billing.events.invoices import DraftWithdrawn as DraftWithdrawn
from trunkline.domains.billing.events.invoices import EarlyDiscountTaken as EarlyDiscountTaken
from trunkline.domains.billing.events.invoices import InvoiceDrafted as InvoiceDrafted
from trunkline.domains.billing.events.invoices import InvoiceIssued as InvoiceIssued
from trunkline.domains.billing.events.invoices import InvoicePaid as InvoicePaid
from trunkline.domains.billing.events.invoices import InvoicePastDue as InvoicePastDue
from trunkline.domains.billing.events.invoices import InvoiceThresholdReached as InvoiceThresholdReached
from trunkline.domains.billing.events.invoices import InvoiceUncollectible as InvoiceUncollectible
from trunkline.domains.billing.events.invoices import InvoiceVoided as InvoiceVoided
from trunkline.domains.billing.events.invoices import LateFeeCharged as LateFeeCharged
from trunkline.domains.billing.events.items import InvoiceItemAdded as InvoiceItemAdded
from trunkline.domains.billing.events.items import InvoiceItemDeleted as InvoiceItemDeleted
from trunkline.domains.billing.events.runs import BillingRunFinished as BillingRunFinished
from trunkline.domains.billing.events.runs import BillingTermsChanged as BillingTermsChanged
from trunkline.domains.billing.events.runs import ReportingCurrencyChanged as ReportingCurrencyChanged
from trunkline.domains.billing.events.wallets import CreditExpired as CreditExpired
from trunkline.domains.billing.events.wallets import CreditGranted as CreditGranted
from trunkline.domains.billing.events.wallets import TopUpAsked as TopUpAsked
from trunkline.domains.billing.events.wallets import WalletBalanceLow as WalletBalanceLow
from trunkline.domains.billing.events.wallets import WalletDrawn as WalletDrawn
from trunkline.domains.billing.events.wallets import WalletOpened as WalletOpened
from trunkline.domains.billing.events.wallets import WalletTerminated as WalletTerminated
