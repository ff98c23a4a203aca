"""What changes billing: issuing, running over the companies, and what becomes of an invoice afterwards."""

from trunkline.domains.billing.actions.catalogue import Catalogue as Catalogue
from trunkline.domains.billing.actions.crediting import issue_credit_note as issue_credit_note
from trunkline.domains.billing.actions.drawing import draw_wallets as draw_wallets
from trunkline.domains.billing.actions.drawing import expire_credits as expire_credits
from trunkline.domains.billing.actions.issuing import issue_company_invoice as issue_company_invoice
from trunkline.domains.billing.actions.previewing import preview_invoices as preview_invoices
from trunkline.domains.billing.actions.running import Progress as Progress
from trunkline.domains.billing.actions.running import look_again as look_again
from trunkline.domains.billing.actions.running import run_billing as run_billing
from trunkline.domains.billing.actions.running import run_due_billing as run_due_billing
from trunkline.domains.billing.actions.settling import mark_paid as mark_paid
from trunkline.domains.billing.actions.settling import mark_past_due as mark_past_due
from trunkline.domains.billing.actions.settling import name_issuer as name_issuer
from trunkline.domains.billing.actions.settling import void_invoice as void_invoice
from trunkline.domains.billing.actions.settling import write_off as write_off
from trunkline.domains.billing.actions.terms import change_terms as change_terms
from trunkline.domains.billing.actions.wallets import NewGrant as NewGrant
from trunkline.domains.billing.actions.wallets import NewWallet as NewWallet
from trunkline.domains.billing.actions.wallets import grant_credit as grant_credit
from trunkline.domains.billing.actions.wallets import open_wallet as open_wallet
from trunkline.domains.billing.actions.wallets import terminate_wallet as terminate_wallet
