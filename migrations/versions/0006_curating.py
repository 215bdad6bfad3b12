"""Gaps of the base, cases that are alike, and versions that were recalled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "case_pairs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("first_version_id", sa.BigInteger(), nullable=False),
        sa.Column("second_version_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "likeness",
            sa.Enum("same_words", "close", name="likeness", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("closeness", sa.Double(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("merged", "kept", name="twindecision", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_case_pairs_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["first_version_id"],
            ["case_versions.id"],
            name=op.f("fk_case_pairs_first_version_id_case_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["second_version_id"],
            ["case_versions.id"],
            name=op.f("fk_case_pairs_second_version_id_case_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pairs")),
        sa.UniqueConstraint(
            "first_version_id",
            "second_version_id",
            name=op.f("uq_case_pairs_first_version_id_second_version_id"),
        ),
    )
    op.create_index(
        op.f("ix_case_pairs_second_version_id"), "case_pairs", ["second_version_id"], unique=False
    )
    op.create_table(
        "compared_versions",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["case_versions.id"],
            name=op.f("fk_compared_versions_version_id_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "fingerprint", name=op.f("pk_compared_versions")),
    )
    op.create_table(
        "case_successors",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_successors_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["people.id"], name=op.f("fk_case_successors_merged_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["cases.id"], name=op.f("fk_case_successors_successor_id_cases")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_successors")),
    )
    op.create_index(
        op.f("ix_case_successors_successor_id"), "case_successors", ["successor_id"], unique=False
    )
    op.create_table(
        "recalls",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recalled_by"], ["people.id"], name=op.f("fk_recalls_recalled_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["case_versions.id"], name=op.f("fk_recalls_version_id_case_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("version_id", name=op.f("uq_recalls_version_id")),
    )
    op.create_index("ix_recalls_recalled_at", "recalls", ["recalled_at"], unique=False)
    op.create_table(
        "question_vectors",
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_vectors_question_id_questions"),
        ),
        sa.PrimaryKeyConstraint("question_id", "fingerprint", name=op.f("pk_question_vectors")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("centre", sa.LargeBinary(), nullable=True),
        sa.Column("typical_id", sa.BigInteger(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("assigned_to", sa.BigInteger(), nullable=True),
        sa.Column("postponed_until", sa.Date(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["people.id"], name=op.f("fk_gaps_assigned_to_people")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_gaps_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["typical_id"],
            ["questions.id"],
            name=op.f("fk_gaps_typical_id_questions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index(
        "ix_gaps_stale", "gaps", ["id"], unique=False, postgresql_where=sa.text("is_stale")
    )
    op.create_index("ix_gaps_subject", "gaps", ["subject"], unique=False)
    op.create_index(op.f("ix_gaps_typical_id"), "gaps", ["typical_id"], unique=False)
    op.create_table(
        "gap_questions",
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("gap_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["gap_id"], ["gaps.id"], name=op.f("fk_gap_questions_gap_id_gaps")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_gap_questions_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_gap_questions")),
    )
    op.create_index(op.f("ix_gap_questions_gap_id"), "gap_questions", ["gap_id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_corrections_recall_id_recalls")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["people.id"], name=op.f("fk_corrections_sent_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_corrections_written_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("recall_id", "number", name=op.f("uq_corrections_recall_id_number")),
    )
    op.create_table(
        "correction_deliveries",
        sa.Column("correction_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "received",
            sa.Enum("sent_it", "asked", name="received", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["corrections.id"],
            name=op.f("fk_correction_deliveries_correction_id_corrections"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_correction_deliveries_delivery_id_deliveries"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_correction_deliveries_person_id_people")
        ),
        sa.PrimaryKeyConstraint(
            "correction_id", "person_id", "received", name=op.f("pk_correction_deliveries")
        ),
    )


def downgrade() -> None:
    op.drop_table("correction_deliveries")
    op.drop_table("corrections")
    op.drop_table("gap_questions")
    op.drop_table("gaps")
    op.drop_table("question_vectors")
    op.drop_table("recalls")
    op.drop_table("case_successors")
    op.drop_table("compared_versions")
    op.drop_table("case_pairs")
