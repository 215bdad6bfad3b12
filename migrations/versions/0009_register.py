"""The register of methodists, and invitations of its rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "pool_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_pool_entries_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_entries")),
        sa.UniqueConstraint("name_key", "born", name=op.f("uq_pool_entries_name_key_born")),
        sa.UniqueConstraint("person_id", name=op.f("uq_pool_entries_person_id")),
    )
    op.create_table(
        "pool_uploads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("laid_by", sa.BigInteger(), nullable=False),
        sa.Column("laid_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["laid_by"], ["people.id"], name=op.f("fk_pool_uploads_laid_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_uploads")),
    )
    op.create_index(op.f("ix_pool_uploads_laid_at"), "pool_uploads", ["laid_at"])
    op.add_column("invitations", sa.Column("entry_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_invitations_entry_id"), "invitations", ["entry_id"])
    op.create_foreign_key(
        op.f("fk_invitations_entry_id_pool_entries"),
        "invitations",
        "pool_entries",
        ["entry_id"],
        ["id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_invitations_entry_id_pool_entries"), "invitations", type_="foreignkey"
    )
    op.drop_index(op.f("ix_invitations_entry_id"), table_name="invitations")
    op.drop_column("invitations", "entry_id")
    op.drop_table("pool_uploads")
    op.drop_table("pool_entries")
