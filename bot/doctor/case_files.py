"""The contents of case files: whether their folder serves, and whether all of them lie there."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.backup.manifest import FILES
from bot.doctor.outcome import Outcome, aside, failure, ok
from bot.settings import Settings
from knowledge import file_queries
from knowledge.file_shelf import FOLDER, FileShelf


async def case_files(session: AsyncSession, settings: Settings) -> Outcome:
    sizes = await file_queries.sizes(session)
    return await aside(partial(_looked_through, settings.data_dir.absolute(), sizes))


def _looked_through(data_dir: Path, sizes: Mapping[str, int]) -> Outcome:
    folder = data_dir / FOLDER
    # A link that leads nowhere is there, too: nothing can be laid down under its name.
    places = (place for place in (folder, *folder.parents) if os.path.lexists(place))
    there = next(places)
    if not there.is_dir() or not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        return failure(
            f"{folder}: в неё не записать",
            "Пусть это будет папка (или ссылка на папку) с правами для пользователя, который "
            "запускает службу.",
        )
    shelf = FileShelf(folder)
    lacking = sum(shelf.size(code) != size for code, size in sizes.items())
    if lacking:
        return failure(
            f"{folder}: нет {lacking} из {len(sizes)} файлов, или они не целы",
            "Верните их из копии: tar -xf КОПИЯ.tar -C "
            f"{data_dir} --strip-components=1 {FILES.rstrip('/')}; если процессов несколько, "
            "сделайте папку общей для всех.",
        )
    return ok(f"{folder}{'' if there == folder else ' (будет создана)'}, файлов {len(sizes)}")
