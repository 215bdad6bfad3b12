"""How alembic reaches the database: through the connection that ``bot.migrating`` hands in."""

from alembic import context

from bot.tables import is_ours
from kit.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    include_schemas=True,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
