"""The web panel: links, sessions, the log of deeds; questions by the time they were asked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "panel_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_panel_links_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_panel_links_token_hash")),
    )
    op.create_index(op.f("ix_panel_links_person_id"), "panel_links", ["person_id"])
    op.create_table(
        "panel_sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("flashes", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_panel_sessions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_panel_sessions_secret_hash")),
    )
    op.create_index(op.f("ix_panel_sessions_person_id"), "panel_sessions", ["person_id"])
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "entered",
                "signed_out",
                "signed_out_everywhere",
                "read_audit",
                name="deed",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "matter",
            sa.Enum(
                "session",
                "person",
                "case",
                "question",
                "log",
                name="matter",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("detail", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_audit_entries_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_person_id", "audit_entries", ["person_id", "id"])
    op.create_index("ix_audit_entries_matter", "audit_entries", ["matter", "matter_id", "id"])
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])


def downgrade() -> None:
    op.drop_index("ix_questions_asked_at", table_name="questions")
    op.drop_table("audit_entries")
    op.drop_table("panel_sessions")
    op.drop_table("panel_links")
