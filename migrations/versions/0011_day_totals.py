"""Totals by the day, which figures of any span are told from; gaps that know their size."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
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
    op.create_table(
        "day_uses",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["case_versions.id"],
            name=op.f("fk_day_uses_version_id_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("day", "version_id", name=op.f("pk_day_uses")),
    )
    op.create_index(op.f("ix_day_uses_version_id"), "day_uses", ["version_id"], unique=False)
    op.create_table(
        "counted_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counted_days")),
    )
    op.create_table(
        "changed_questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_questions")),
    )
    _count_gaps()
    # The newest use of a version is the end of an index, and so is a methodist's newest question.
    op.drop_index("ix_shown_cases_version_id", table_name="shown_cases")
    op.create_index("ix_shown_cases_opened", "shown_cases", ["version_id", "opened_at"])
    op.create_index("ix_questions_assigned", "questions", ["methodist_id", "assigned_at"])


def _count_gaps() -> None:
    counts: list[sa.Column[Any]] = [
        sa.Column("questions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("askers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_much", sa.Double(), nullable=False, server_default="0"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    ]
    for column in counts:
        op.add_column("gaps", column)
    # As if it were time to count each of them anew: done within minutes, by whatever counts days.
    op.execute("update gaps set expires_at = '2000-01-01 00:00+00'")
    for column in counts:
        op.alter_column("gaps", column.name, server_default=None)
    op.create_index(op.f("ix_gaps_expires_at"), "gaps", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_questions_assigned", table_name="questions")
    op.drop_index("ix_shown_cases_opened", table_name="shown_cases")
    op.create_index("ix_shown_cases_version_id", "shown_cases", ["version_id"], unique=False)
    op.drop_index(op.f("ix_gaps_expires_at"), table_name="gaps")
    for name in ("expires_at", "asked_much", "last_at", "askers", "questions"):
        op.drop_column("gaps", name)
    op.drop_index(op.f("ix_day_uses_version_id"), table_name="day_uses")
    op.drop_table("day_uses")
    op.drop_table("changed_questions")
    op.drop_table("counted_days")
    op.drop_table("day_totals")
