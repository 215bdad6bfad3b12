"""How alembic reaches the database: through the connection that ``bot.migrating`` hands in."""

from alembic import context

import bot.tables  # noqa: F401
from kit.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
