"""A file of rows on the panel: sent, shown as what it would change, and carried out by a press."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.responses import Response

from admin.forms import Filled, whole_number
from admin.paging import Paging
from admin.visit import Visit
from kit.files.faults import FaultyFile
from kit.files.uploads import LARGEST_BYTES

_ROWS = 50


class Plan(Protocol):
    """What carrying a file out would do; a template shows more of it."""

    @property
    def rows(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Importing:
    """One such page; its template extends ``import.html``."""

    page: str
    template: str
    kinds: Mapping[Any, str]
    """What can become of a row, and what that is called."""
    lay_down: Callable[[Visit, str, bytes], Awaitable[int]]
    """By its name and content, keeps a file; refuses it by ``FaultyFile``."""
    plan: Callable[[Visit, int], Awaitable[Plan]]
    carry_out: Callable[[Visit, int], Awaitable[Response]]

    async def show(self, visit: Visit) -> Response:
        """The form, or the table of what the file that was sent would change."""
        upload_id = whole_number(visit.asked("file"))
        if upload_id is None:
            return await visit.render(self.template, filled=Filled(), plan=None)
        plan = await self.plan(visit, upload_id)
        paging = Paging.of(visit.asked("page"), total=len(plan.rows), size=_ROWS)
        return await visit.render(
            self.template,
            filled=Filled(),
            plan=plan,
            kinds=self.kinds,
            paging=paging,
            rows=plan.rows[paging.offset : paging.offset + paging.size],
        )

    async def take(self, visit: Visit) -> Response:
        """Keep a file that was sent, or carry out one that was looked through."""
        upload_id = visit.form.number("carry_out")
        if upload_id is not None:
            return await self.carry_out(visit, upload_id)
        file = visit.form.file("file")
        if file is None:
            return await self._refuse(visit, "Выберите файл.")
        data = await file.read(LARGEST_BYTES + 1)
        try:
            kept = await self.lay_down(visit, file.filename or "", data)
        except FaultyFile as faulty:
            return await self._refuse(visit, str(faulty))
        return await visit.go(self.page, file=kept)

    async def _refuse(self, visit: Visit, words: str) -> Response:
        filled = Filled({}, {"file": words})
        return await visit.render(self.template, status=422, filled=filled, plan=None)
