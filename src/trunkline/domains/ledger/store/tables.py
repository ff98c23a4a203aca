"""The tables of the books. Transactions and postings are inserted and never written again: the databases refuse it as well."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint

from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId, LedgerTransactionId

NOTE_LENGTH_MAX = 200

ledger_transaction = Table(
    "ledger_transaction",
    metadata,
    id_column("id", LedgerTransactionId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("event", 40),
    # What it is posted for: nothing is posted twice, whatever the code believes.
    key_column("source", 120),
    # The invoice that it is about; empty where it is about none.
    key_column("document", 40),
    at_column("at"),
    at_column("recorded_at"),
    Column("actor", String(200), nullable=False),
    Column("request_id", String(120), nullable=False),
    Column("note", String(NOTE_LENGTH_MAX), nullable=False),
    UniqueConstraint("company_id", "source"),
    Index("ix_ledger_transaction_company_id", "company_id", "id"),
    Index("ix_ledger_transaction_document", "document"),
)

ledger_posting = Table(
    "ledger_posting",
    metadata,
    id_column("transaction_id", LedgerTransactionId, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    key_column("purpose", 30),
    key_column("provider", 40),
    key_column("currency", 3),
    # A debit above zero, a credit below.
    Column("amount_minor", BigInteger, nullable=False),
    Index("ix_ledger_posting_account", "company_id", "purpose", "provider", "transaction_id"),
)

ledger_balance = Table(
    "ledger_balance",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    key_column("purpose", 30, primary_key=True),
    key_column("provider", 40, primary_key=True),
    key_column("currency", 3, primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
)

# What was billed in advance, a row per document and moment: which part of the accrued account is earned when.
ledger_deferral = Table(
    "ledger_deferral",
    metadata,
    key_column("document", 40, primary_key=True),
    at_column("earns_at", primary_key=True),
    id_column("company_id", CompanyId),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    at_column("released_at", nullable=True),
    Index("ix_ledger_deferral_due", "released_at", "earns_at"),
    Index("ix_ledger_deferral_company_id", "company_id"),
)
