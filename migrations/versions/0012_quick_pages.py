"""Fates by the day and uses by the month, which pages tell from instead of a million rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "day_fates",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("fates", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_fates")),
    )
    # Every day is counted anew, the newest first, and its fates are kept then.
    op.execute("delete from counted_days")
    op.create_table(
        "month_uses",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["case_versions.id"],
            name=op.f("fk_month_uses_version_id_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("month", "version_id", name=op.f("pk_month_uses")),
    )
    op.create_index(op.f("ix_month_uses_version_id"), "month_uses", ["version_id"], unique=False)
    op.execute(
        "insert into month_uses select date_trunc('month', day)::date, version_id, sum(shown),"
        " sum(opened), sum(helped), sum(not_helped), sum(silent) from day_uses group by 1, 2"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_month_uses_version_id"), table_name="month_uses")
    op.drop_table("month_uses")
    op.drop_table("day_fates")
