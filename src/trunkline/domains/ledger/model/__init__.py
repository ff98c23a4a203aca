"""The nouns of the ledger."""

from trunkline.domains.ledger.model.accounts import MANUAL as MANUAL
from trunkline.domains.ledger.model.accounts import PURPOSES as PURPOSES
from trunkline.domains.ledger.model.accounts import Account as Account
from trunkline.domains.ledger.model.accounts import AccountKey as AccountKey
from trunkline.domains.ledger.model.accounts import Balance as Balance
from trunkline.domains.ledger.model.accounts import Purpose as Purpose
from trunkline.domains.ledger.model.accounts import account_of as account_of
from trunkline.domains.ledger.model.transactions import OF_DOCUMENTS as OF_DOCUMENTS
from trunkline.domains.ledger.model.transactions import Booking as Booking
from trunkline.domains.ledger.model.transactions import Deferral as Deferral
from trunkline.domains.ledger.model.transactions import Event as Event
from trunkline.domains.ledger.model.transactions import Posting as Posting
from trunkline.domains.ledger.model.transactions import Transaction as Transaction
from trunkline.domains.ledger.model.transactions import balanced as balanced
from trunkline.domains.ledger.model.transactions import credit as credit
from trunkline.domains.ledger.model.transactions import debit as debit
