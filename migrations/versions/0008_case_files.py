"""Files among the materials of cases, and what channels call them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KIND = sa.Enum(
    "pdf", "docx", "xlsx", "pptx", "png", "jpg", name="filekind", native_enum=False, length=32
)


def upgrade() -> None:
    op.create_table(
        "case_files",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", _KIND, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_case_files_added_by_people")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_case_files")),
    )
    op.create_index(op.f("ix_case_files_unused_since"), "case_files", ["unused_since"])
    op.create_table(
        "case_file_copies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"],
            ["case_files.code"],
            name=op.f("fk_case_file_copies_code_case_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", "channel", name=op.f("pk_case_file_copies")),
    )


def downgrade() -> None:
    op.drop_table("case_file_copies")
    op.drop_index(op.f("ix_case_files_unused_since"), table_name="case_files")
    op.drop_table("case_files")
