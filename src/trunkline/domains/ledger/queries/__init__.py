"""Questions about the books. Somebody else's do not exist."""

from trunkline.domains.ledger.queries.accounts import balances as balances
from trunkline.domains.ledger.queries.cash import cash_by_source as cash_by_source
from trunkline.domains.ledger.queries.cash import cash_of_others as cash_of_others
from trunkline.domains.ledger.queries.proofs import asked_by_document as asked_by_document
from trunkline.domains.ledger.queries.proofs import balances_and_postings as balances_and_postings
from trunkline.domains.ledger.queries.proofs import deferred_sums as deferred_sums
from trunkline.domains.ledger.queries.proofs import paid_by_document as paid_by_document
from trunkline.domains.ledger.queries.proofs import sources as sources
from trunkline.domains.ledger.queries.proofs import sums_by_account as sums_by_account
from trunkline.domains.ledger.queries.proofs import unbalanced as unbalanced
from trunkline.domains.ledger.queries.transactions import TransactionFilter as TransactionFilter
from trunkline.domains.ledger.queries.transactions import transaction as transaction
from trunkline.domains.ledger.queries.transactions import transactions as transactions
