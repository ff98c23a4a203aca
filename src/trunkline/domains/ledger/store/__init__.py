"""The tables of the ledger and all writes to them."""

from trunkline.domains.ledger.store.balances import hold_balances as hold_balances
from trunkline.domains.ledger.store.balances import read_balances as read_balances
from trunkline.domains.ledger.store.balances import replace_balances as replace_balances
from trunkline.domains.ledger.store.balances import summed_postings as summed_postings
from trunkline.domains.ledger.store.deferrals import due_deferrals as due_deferrals
from trunkline.domains.ledger.store.deferrals import lock_deferrals as lock_deferrals
from trunkline.domains.ledger.store.deferrals import mark_released as mark_released
from trunkline.domains.ledger.store.tables import ledger_balance as ledger_balance
from trunkline.domains.ledger.store.tables import ledger_deferral as ledger_deferral
from trunkline.domains.ledger.store.tables import ledger_posting as ledger_posting
from trunkline.domains.ledger.store.tables import ledger_transaction as ledger_transaction
from trunkline.domains.ledger.store.transactions import Written as Written
from trunkline.domains.ledger.store.transactions import postings_of as postings_of
from trunkline.domains.ledger.store.transactions import transaction_of as transaction_of
from trunkline.domains.ledger.store.transactions import write_books as write_books
