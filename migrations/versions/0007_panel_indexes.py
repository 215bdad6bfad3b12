"""The register of questions is looked through by subject and by state, the newest first."""

from collections.abc import Sequence

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_questions_subject", "questions", ["subject", "id"])
    op.create_index("ix_questions_state", "questions", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ix_questions_state", table_name="questions")
    op.drop_index("ix_questions_subject", table_name="questions")
