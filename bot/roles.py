"""Two database roles: ordinary sessions have no right to the schema of check-ins.

Roles belong to the whole server, rights to one database; so both are put right whenever a database
is brought up to date, wherever it has come from.
"""

from sqlalchemy import Connection, text

from wellbeing.models import SCHEMA
from wellbeing.room import ROLE as WELLBEING

#: Whose rights ordinary sessions have: everything in the public schema, nothing elsewhere.
SERVICE = "hotline_service"

_CREATE = """
    do $$ begin
        create role {role} nologin;
    exception
        when duplicate_object or unique_violation then null;  -- somebody was quicker
    end $$
"""
_MISSING = text("select not exists (select from pg_roles where rolname = :role)")
_NOT_OURS = text("""
    select not pg_has_role(session_user, cast(:role as name), 'member')
""")
_MAY_CREATE = text("select rolsuper or rolcreaterole from pg_roles where rolname = session_user")
_READ_AND_WRITE = "select, insert, update, delete, truncate"


def by_hand(login: str) -> str:
    """What the server's administrator runs where the login may not make roles."""
    return (
        f"CREATE ROLE {SERVICE} NOLOGIN; CREATE ROLE {WELLBEING} NOLOGIN; "
        f'GRANT {SERVICE}, {WELLBEING} TO "{login}";'
    )


def put_right(connection: Connection) -> None:
    """Make the roles where the login may, and give them their rights where they are there."""
    may_create = bool(connection.scalar(_MAY_CREATE))
    for role in (SERVICE, WELLBEING):
        if connection.scalar(_MISSING, {"role": role}):
            if not may_create:
                return
            connection.execute(text(_CREATE.format(role=role)))
        if connection.scalar(_NOT_OURS, {"role": role}):
            if not may_create:
                return
            connection.execute(text(f"grant {role} to session_user"))
    _give_rights(connection, "public", SERVICE)
    _give_rights(connection, SCHEMA, WELLBEING)


def _give_rights(connection: Connection, schema: str, role: str) -> None:
    there = connection.scalar(text("select to_regnamespace(:schema)"), {"schema": schema})
    if there is None:
        return
    for right in (
        f"usage on schema {schema}",
        f"{_READ_AND_WRITE} on all tables in schema {schema}",
        f"usage, select on all sequences in schema {schema}",
    ):
        connection.execute(text(f"grant {right} to {role}"))
