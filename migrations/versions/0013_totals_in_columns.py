"""Totals of a day as columns in one row; questions of a subject are told from their index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COLUMNS = (
    ("day_totals", "slots"),
    ("day_totals", "answered"),
    ("day_totals", "silent"),
    ("day_fates", "fates"),
)


def upgrade() -> None:
    # Every day is counted anew, the newest first, and its totals are kept then.
    op.execute("delete from counted_days")
    op.drop_table("day_totals")
    op.create_table(
        "day_totals",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("slots", sa.LargeBinary(), nullable=False),
        sa.Column("answered", sa.LargeBinary(), nullable=False),
        sa.Column("silent", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_totals")),
    )
    # Moments hardly get smaller, and unpacking a year of them takes as long as reading it.
    for table, column in _COLUMNS:
        op.execute(f"alter table {table} alter column {column} set storage external")
    op.drop_index("ix_questions_subject", table_name="questions")
    op.create_index(
        "ix_questions_subject",
        "questions",
        ["subject", "id"],
        postgresql_include=["asker_id", "why", "asked_at", "answer_by"],
    )
    op.create_index(
        "ix_entries_words",
        "entries",
        ["question_id"],
        postgresql_where="kind in ('question', 'supplement', 'clarified', 'answer')",
    )


def downgrade() -> None:
    op.drop_index("ix_entries_words", table_name="entries")
    op.execute("alter table day_fates alter column fates set storage extended")
    op.drop_index("ix_questions_subject", table_name="questions")
    op.create_index("ix_questions_subject", "questions", ["subject", "id"], unique=False)
    op.execute("delete from counted_days")
    op.drop_table("day_totals")
    op.create_table(
        "day_totals",
        sa.Column("methodist_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("base_confirmed", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.Column("base_silent_from", sa.LargeBinary(), nullable=False),
        sa.Column("answered_silent_from", sa.LargeBinary(), nullable=False),
        sa.Column("answered", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("methodist_id", "day", "subject", name=op.f("pk_day_totals")),
    )
