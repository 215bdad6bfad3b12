"""Check-ins, in a schema of their own; and when people were last written to unasked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Where the login may not make schemas, the server's administrator has made it beforehand.
    op.execute("create schema if not exists wellbeing")
    op.create_table(
        "aliases",
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("active_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_aliases")),
        sa.UniqueConstraint("lookup", name=op.f("uq_aliases_lookup")),
        schema="wellbeing",
    )
    op.create_index(
        op.f("ix_aliases_key_id"), "aliases", ["key_id"], unique=False, schema="wellbeing"
    )
    op.create_table(
        "counted",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_counted")),
        schema="wellbeing",
    )
    op.create_index(op.f("ix_counted_wave"), "counted", ["wave"], unique=False, schema="wellbeing")
    op.create_table(
        "keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        schema="wellbeing",
    )
    op.create_table(
        "reports",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_reports")),
        schema="wellbeing",
    )
    op.create_table(
        "solicitations",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_solicitations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_solicitations")),
    )
    op.create_index(op.f("ix_solicitations_at"), "solicitations", ["at"], unique=False)
    op.create_table(
        "consents",
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column(
            "switch",
            sa.Enum(
                "check_ins",
                "history",
                "aggregates",
                "psychologist",
                name="switch",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pseudonym"],
            ["wellbeing.aliases.pseudonym"],
            name=op.f("fk_consents_pseudonym_aliases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pseudonym", "switch", name=op.f("pk_consents")),
        schema="wellbeing",
    )
    op.create_table(
        "members",
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column(
            "every",
            sa.Enum("fortnight", "month", "paused", name="every", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("zone_confirmed", sa.Boolean(), nullable=False),
        sa.Column("sealed_place", sa.LargeBinary(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "next_occasion",
            sa.Enum("pulse", "wave", "pause", name="occasion", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("is_pause_told", sa.Boolean(), nullable=False),
        sa.Column("round_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_to", sa.Text(), nullable=True),
        sa.Column("sealed_offer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pseudonym"],
            ["wellbeing.aliases.pseudonym"],
            name=op.f("fk_members_pseudonym_aliases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_members")),
        schema="wellbeing",
    )
    op.create_index(
        "ix_members_next_due_at", "members", ["next_due_at"], unique=False, schema="wellbeing"
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("pseudonym", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pseudonym"],
            ["wellbeing.aliases.pseudonym"],
            name=op.f("fk_records_pseudonym_aliases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        schema="wellbeing",
    )
    op.create_index(
        op.f("ix_records_pseudonym"), "records", ["pseudonym"], unique=False, schema="wellbeing"
    )
    op.create_index("ix_records_wave", "records", ["wave"], unique=False, schema="wellbeing")
    op.create_table(
        "rounds",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "skipped",
                "silent",
                name="roundstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_own_wish", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_answers", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_scores", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pseudonym"],
            ["wellbeing.aliases.pseudonym"],
            name=op.f("fk_rounds_pseudonym_aliases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rounds")),
        schema="wellbeing",
    )
    op.create_index(
        "ix_rounds_closes_at",
        "rounds",
        ["closes_at"],
        unique=False,
        schema="wellbeing",
        postgresql_where="state = 'open'",
    )
    op.create_index(
        "ix_rounds_finished_at", "rounds", ["finished_at"], unique=False, schema="wellbeing"
    )
    op.create_index(
        "ix_rounds_kept_answers",
        "rounds",
        ["finished_at"],
        unique=False,
        schema="wellbeing",
        postgresql_where="sealed_answers is not null",
    )
    op.create_index(
        "ix_rounds_open",
        "rounds",
        ["pseudonym"],
        unique=True,
        schema="wellbeing",
        postgresql_where="state = 'open'",
    )
    op.create_index(
        "ix_rounds_pseudonym", "rounds", ["pseudonym"], unique=False, schema="wellbeing"
    )
    op.create_index(
        "ix_rounds_remind_at",
        "rounds",
        ["remind_at"],
        unique=False,
        schema="wellbeing",
        postgresql_where="state = 'open'",
    )
    op.create_table(
        "visits",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_hash", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pseudonym"],
            ["wellbeing.aliases.pseudonym"],
            name=op.f("fk_visits_pseudonym_aliases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_visits")),
        sa.UniqueConstraint("session_hash", name=op.f("uq_visits_session_hash")),
        schema="wellbeing",
    )
    op.create_index(
        op.f("ix_visits_pseudonym"), "visits", ["pseudonym"], unique=False, schema="wellbeing"
    )
    op.create_index(
        "ix_deliveries_unasked",
        "deliveries",
        ["settled_at"],
        unique=False,
        postgresql_where="kind in ('Nudge', 'NudgesPaused')",
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_unasked", table_name="deliveries")
    op.drop_table("visits", schema="wellbeing")
    op.drop_table("rounds", schema="wellbeing")
    op.drop_table("records", schema="wellbeing")
    op.drop_table("members", schema="wellbeing")
    op.drop_table("consents", schema="wellbeing")
    op.drop_table("solicitations")
    op.drop_table("reports", schema="wellbeing")
    op.drop_table("keys", schema="wellbeing")
    op.drop_table("counted", schema="wellbeing")
    op.drop_table("aliases", schema="wellbeing")
    op.execute("drop schema wellbeing")
