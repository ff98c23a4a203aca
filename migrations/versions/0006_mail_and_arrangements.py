"""Mail, and payments whose schedule a provider holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


FENCED = (
    "mail",
    "dunning_case_invoice",
    "mail_attempt",
    "manual_refund",
    "payment_arrangement",
    "arrangement_charge",
    "arrangement_allocation",
    "dispute_file",
)


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("fact_id", columns.IdType(), nullable=False),
        sa.Column("kind", columns.exact_text(40), nullable=False),
        sa.Column("subject", columns.exact_text(120), nullable=False),
        sa.Column("recipient", columns.wide_text(320), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", columns.exact_text(60), nullable=False),
        sa.Column("attachments", columns.JsonText(), nullable=False),
        sa.Column("message_id", columns.wide_text(320), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("sent_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("fact_id", "recipient", name=op.f("uq_mail_fact_id_recipient")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_company_id", ["company_id", "id"], unique=False)

    op.create_table(
        "dunning_case_invoice",
        sa.Column("case_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["dunning_case.id"], name=op.f("fk_dunning_case_invoice_case_id")),
        sa.PrimaryKeyConstraint("case_id", "invoice_id", name=op.f("pk_dunning_case_invoice")),
    )
    with op.batch_alter_table("dunning_case_invoice", schema=None) as batch_op:
        batch_op.create_index("ix_dunning_case_invoice_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "mail_attempt",
        sa.Column("mail_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("outcome", columns.exact_text(20), nullable=True),
        sa.Column("reply", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_attempt_mail_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", "number", name=op.f("pk_mail_attempt")),
    )
    op.create_table(
        "manual_refund",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("manual_payment_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("method", columns.exact_text(20), nullable=False),
        sa.Column("reference", sa.String(length=140), nullable=False),
        sa.Column("reference_key", columns.exact_text(64), nullable=False),
        sa.Column("reason", columns.exact_text(40), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("credit_note_id", columns.IdType(), nullable=True),
        sa.Column("paid_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["manual_payment_id"], ["manual_payment.id"], name=op.f("fk_manual_refund_manual_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_refund")),
        sa.UniqueConstraint(
            "company_id", "method", "reference_key", name=op.f("uq_manual_refund_company_id_method_reference_key")
        ),
    )
    with op.batch_alter_table("manual_refund", schema=None) as batch_op:
        batch_op.create_index("ix_manual_refund_manual_payment_id", ["manual_payment_id", "id"], unique=False)

    op.create_table(
        "payment_arrangement",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("payment_method_id", columns.IdType(), nullable=True),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("interval_unit", columns.exact_text(20), nullable=False),
        sa.Column("interval_count", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("charges_max", sa.Integer(), nullable=True),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("reference", columns.wide_text(190), nullable=True),
        sa.Column("approval_url", sa.String(length=1000), nullable=True),
        sa.Column("first_sent_at", columns.UtcDateTime(), nullable=True),
        sa.Column("next_charge_at", columns.UtcDateTime(), nullable=True),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=True),
        sa.Column("look_at", columns.UtcDateTime(), nullable=True),
        sa.Column("cancel_asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["payment_method.id"], name=op.f("fk_payment_arrangement_payment_method_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_arrangement")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_payment_arrangement_provider_reference")),
    )
    with op.batch_alter_table("payment_arrangement", schema=None) as batch_op:
        batch_op.create_index("ix_payment_arrangement_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_payment_arrangement_look_at", ["look_at"], unique=False)

    op.create_table(
        "arrangement_charge",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("arrangement_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("reference", columns.wide_text(190), nullable=False),
        sa.Column("money_reference", columns.wide_text(190), nullable=True),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("kept_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("charged_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.Column("legal_entity", columns.exact_text(120), nullable=True),
        sa.Column("receipt_serial", sa.BigInteger(), nullable=True),
        sa.Column("receipt_number", columns.exact_text(60), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", columns.exact_text(3), nullable=True),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["payment_arrangement.id"], name=op.f("fk_arrangement_charge_arrangement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement_charge")),
        sa.UniqueConstraint(
            "legal_entity", "receipt_serial", name=op.f("uq_arrangement_charge_legal_entity_receipt_serial")
        ),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_arrangement_charge_provider_reference")),
    )
    with op.batch_alter_table("arrangement_charge", schema=None) as batch_op:
        batch_op.create_index("ix_arrangement_charge_arrangement_id", ["arrangement_id", "id"], unique=False)
        batch_op.create_index("ix_arrangement_charge_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_arrangement_charge_money_reference", ["money_reference"], unique=False)

    op.create_table(
        "arrangement_allocation",
        sa.Column("charge_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["arrangement_charge.id"], name=op.f("fk_arrangement_allocation_charge_id")
        ),
        sa.PrimaryKeyConstraint("charge_id", "invoice_id", "kept", name=op.f("pk_arrangement_allocation")),
    )
    with op.batch_alter_table("arrangement_allocation", schema=None) as batch_op:
        batch_op.create_index("ix_arrangement_allocation_company_id", ["company_id"], unique=False)

    op.create_table(
        "dispute_file",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("dispute_id", columns.IdType(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", columns.exact_text(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", columns.exact_text(40), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False),
        sa.Column("uploaded_by", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("reference", columns.exact_text(120), nullable=True),
        sa.Column("handed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("sent_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_file_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_file")),
        sa.UniqueConstraint("dispute_id", "sha256", name=op.f("uq_dispute_file_dispute_id_sha256")),
    )
    with op.batch_alter_table("dunning_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_until", columns.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("decision", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("decided_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lane", columns.exact_text(60), nullable=True))

    with op.batch_alter_table("manual_payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("return_url", sa.String(length=2000), nullable=True))
        batch_op.add_column(
            sa.Column("manual_capture", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table("payment_attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("return_url", sa.String(length=2000), nullable=True))
        batch_op.add_column(sa.Column("action_url", sa.String(length=2000), nullable=True))
        batch_op.add_column(sa.Column("authorised_until", columns.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("capture_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("void_asked_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("payment_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payment_id", columns.IdType(), nullable=True))
        batch_op.create_index("ix_payment_notice_payment_id", ["payment_id", "id"], unique=False)

    with op.batch_alter_table("reconciliation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alive_at", columns.UtcDateTime(), nullable=True))
    fence(FENCED)


def downgrade() -> None:
    with op.batch_alter_table("reconciliation", schema=None) as batch_op:
        batch_op.drop_column("alive_at")

    with op.batch_alter_table("payment_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_notice_payment_id")
        batch_op.drop_column("payment_id")

    with op.batch_alter_table("payment_attempt", schema=None) as batch_op:
        batch_op.drop_column("void_asked_at")
        batch_op.drop_column("capture_minor")
        batch_op.drop_column("authorised_until")
        batch_op.drop_column("action_url")
        batch_op.drop_column("return_url")

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_column("manual_capture")
        batch_op.drop_column("return_url")

    with op.batch_alter_table("manual_payment", schema=None) as batch_op:
        batch_op.drop_column("refunded_minor")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("lane")

    with op.batch_alter_table("dunning_case", schema=None) as batch_op:
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decided_by")
        batch_op.drop_column("decision")
        batch_op.drop_column("paused_until")

    op.drop_table("dispute_file")
    op.drop_table("arrangement_allocation")
    op.drop_table("arrangement_charge")
    op.drop_table("payment_arrangement")
    op.drop_table("manual_refund")
    op.drop_table("mail_attempt")
    op.drop_table("dunning_case_invoice")
    op.drop_table("mail")
