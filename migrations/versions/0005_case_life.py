"""How a text comes into force by a second person's word, and the test questions of cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STATE = sa.Enum(
    "waiting",
    "scheduled",
    "published",
    "returned",
    "withdrawn",
    name="proposalstate",
    native_enum=False,
    length=32,
)


def upgrade() -> None:
    op.create_table(
        "case_proposals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_proposals_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["case_versions.id"],
            name=op.f("fk_case_proposals_version_id_case_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["people.id"], name=op.f("fk_case_proposals_sent_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_case_proposals_decided_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_proposals")),
    )
    op.create_index(
        "uq_case_proposals_open",
        "case_proposals",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state in ('waiting', 'scheduled')"),
    )
    op.create_index("ix_case_proposals_state", "case_proposals", ["state", "publish_at"])
    op.create_index(op.f("ix_case_proposals_version_id"), "case_proposals", ["version_id"])
    op.create_table(
        "case_tests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_tests_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_case_tests_added_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tests")),
    )
    op.create_index(op.f("ix_case_tests_case_id"), "case_tests", ["case_id"])
    op.create_table(
        "case_test_vectors",
        sa.Column("test_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("understood", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["test_id"],
            ["case_tests.id"],
            name=op.f("fk_case_test_vectors_test_id_case_tests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("test_id", "fingerprint", name=op.f("pk_case_test_vectors")),
    )
    op.create_table(
        "case_uploads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("laid_by", sa.BigInteger(), nullable=False),
        sa.Column("laid_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["laid_by"], ["people.id"], name=op.f("fk_case_uploads_laid_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_uploads")),
    )
    op.create_index(op.f("ix_case_uploads_laid_at"), "case_uploads", ["laid_at"])


def downgrade() -> None:
    op.drop_table("case_uploads")
    op.drop_table("case_test_vectors")
    op.drop_table("case_tests")
    op.drop_table("case_proposals")
