"""Reading and writing what is known of files among materials."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Text, any_, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.attached import Attached, attached_in
from knowledge.file_models import CaseFile, CaseFileCopy
from knowledge.models import CaseVersion

#: Held by whoever gives a content its name on the shelf, or takes one away.
_SHELF = 7_204_061_012


async def lock_shelf(session: AsyncSession) -> None:
    await session.execute(text(f"select pg_advisory_xact_lock({_SHELF})"))


async def add(session: AsyncSession, file: CaseFile) -> None:
    """Add the file; one that is known is only as young again as this one."""
    columns = [column.key for column in CaseFile.__table__.columns]
    values = {name: getattr(file, name) for name in columns}
    fresh = insert(CaseFile).values(values)
    is_unused = CaseFile.unused_since.is_not(None)
    await session.execute(
        fresh.on_conflict_do_update(
            index_elements=[CaseFile.code],
            set_={"unused_since": fresh.excluded.unused_since},
            where=is_unused,
        )
    )


async def known(session: AsyncSession, codes: Sequence[str]) -> set[str]:
    wanted = any_(literal(list(codes), ARRAY(Text())))
    return set(await session.scalars(select(CaseFile.code).where(CaseFile.code == wanted)))


async def sizes(session: AsyncSession) -> dict[str, int]:
    """In bytes, by the code of every file that is known."""
    rows = await session.execute(select(CaseFile.code, CaseFile.size_bytes))
    return {code: size for code, size in rows}


async def missing(session: AsyncSession, materials: Sequence[str]) -> list[Attached]:
    """The files that materials name and that are not here."""
    wanted = attached_in(materials)
    if not wanted:
        return []
    held = await known(session, [file.code for file in wanted])
    return [file for file in wanted if file.code not in held]


async def copy_in(session: AsyncSession, code: str, channel: str) -> str | None:
    found = await session.get(CaseFileCopy, (code, channel))
    return found.file if found is not None else None


async def remember_copy(session: AsyncSession, code: str, channel: str, file: str) -> None:
    copy = insert(CaseFileCopy).values(code=code, channel=channel, file=file)
    await session.execute(
        copy.on_conflict_do_update(
            index_elements=[CaseFileCopy.code, CaseFileCopy.channel],
            set_={"file": copy.excluded.file},
        )
    )


async def forget_copy(session: AsyncSession, code: str, channel: str) -> None:
    await session.execute(
        delete(CaseFileCopy).where(CaseFileCopy.code == code, CaseFileCopy.channel == channel)
    )


async def named(session: AsyncSession) -> set[str]:
    """Codes of all files that any version of any case names."""
    lines = func.array_to_string(CaseVersion.materials, "\n")
    rows = await session.scalars(select(CaseVersion.materials).where(lines.ilike("%файл:%")))
    return {file.code for materials in rows for file in attached_in(materials)}


async def note_use(session: AsyncSession, used: Collection[str], *, now: datetime) -> None:
    """Begin or end the time for which files count as unused."""
    is_used = CaseFile.code == any_(literal(list(used), ARRAY(Text())))
    idle = update(CaseFile).where(CaseFile.unused_since.is_(None), ~is_used)
    busy = update(CaseFile).where(CaseFile.unused_since.is_not(None), is_used)
    await session.execute(idle.values(unused_since=now))
    await session.execute(busy.values(unused_since=None))


async def drop_unused(session: AsyncSession, *, before: datetime, limit: int) -> list[str]:
    """Delete the rows of files unused since that moment or longer; their codes."""
    old = select(CaseFile.code).where(CaseFile.unused_since <= before).limit(limit)
    gone = delete(CaseFile).where(CaseFile.code.in_(old)).returning(CaseFile.code)
    return list(await session.scalars(gone))
