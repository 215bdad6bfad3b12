"""What is in the database, table by table, whichever tables there are."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_TABLES = text("""
    select case nspname when 'public' then relname else nspname || '.' || relname end,
           pg_class.oid::regclass::text
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ('public', 'wellbeing') and relkind in ('r', 'p')
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
    order by nspname, relname
""")

#: Everything in the schema that is nobody else's: what belongs to an extension stays.
_DROPS = text("""
    with ours as (
        select 'table' as kind, oid, oid::regclass::text as name, 1 as turn from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        union all
        select 'view', oid, oid::regclass::text, 0 from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'v'
        union all
        select 'materialized view', oid, oid::regclass::text, 0 from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'm'
        union all
        select 'sequence', oid, oid::regclass::text, 2 from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'S'
        union all
        select 'routine', oid, oid::regprocedure::text, 3 from pg_proc
        where pronamespace = 'public'::regnamespace
        union all
        select 'type', oid, oid::regtype::text, 4 from pg_type
        where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
    )
    select format('drop %s if exists %s cascade', kind, name) from ours
    where not exists (select from pg_depend where objid = ours.oid and deptype = 'e')
    order by turn, name
""")

_OTHERS = text("""
    select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'hotline'
      and pid <> pg_backend_pid()
""")


async def rows_by_table(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table has; those of check-ins are named with their schema."""
    tables = (await connection.execute(_TABLES)).all()
    counted = {}
    for name, quoted in tables:
        rows = await connection.scalar(text(f"select count(*) from {quoted}"))
        counted[str(name)] = int(rows or 0)
    return counted


async def revision(connection: AsyncConnection) -> str | None:
    """The migration that the database is at; ``None`` when it has none of our tables."""
    if await connection.scalar(text("select to_regclass('public.alembic_version')")) is None:
        return None
    found: str | None = await connection.scalar(
        text("select version_num from public.alembic_version")
    )
    return found


async def other_users(connection: AsyncConnection) -> int:
    """How many connections of the service, or of its commands, there are beside this one."""
    return int(await connection.scalar(_OTHERS) or 0)


async def drop_everything(connection: AsyncConnection) -> None:
    await connection.execute(text("drop schema if exists wellbeing cascade"))
    for statement in (await connection.scalars(_DROPS)).all():
        await connection.execute(text(statement))
