"""How fast the panel is on a large base: ``python -m benchmarks.panel --cases 5000 ...``.

Fills an embedded database of its own with cases and questions, then opens every page that shows
something in the same process, signed in with every role. What is told is the time of the server
(database, template, middleware) without network and browser; of a file also when its first bytes
come. Where other work keeps the machine busy, the clock says little: beside it stands the processor
time of this process and of PostgreSQL, together what a page takes if nothing else runs.

With ``--jobs`` the jobs behind the pages are timed, too. ``--keep FOLDER`` leaves the database
there, and uses it again.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.pages import ALL_PAGES
from benchmarks.panel_base import fill
from benchmarks.panel_jobs import JOBS
from benchmarks.stopwatch import Stopwatch, postmaster_of
from bot.embedded import EmbeddedPostgres
from bot.memory import keep_for_good
from bot.migrating import migrate
from kit.database import Database, Transaction
from knowledge.seeds import plant
from people.models import Role
from routing.counting import Counting
from tests.admin.table import TABLE
from tests.support.panel import MOSCOW, Browser, PanelHouse

#: What the tests name by one number, is here something of each kind.
_NAMED = {
    "question": "/panel/questions/question?number={open}",
    "gap": "/panel/gaps/gap?id={gap}",
    "twin": "/panel/quality/twin?id={pair}",
    "recall": "/panel/quality/recall?id={recall}",
    "recall-new": "/panel/quality/recall-new?id=bench-7&number=1",
    "case-rollback": "/panel/cases/rollback?id=bench-3&number=1",
    "person": "/panel/people/person?id=1001",
    "person-role": "/panel/people/role?id=1001&role=methodist&deed=dismiss",
}
#: The same pages, asked for otherwise.
_MORE = {
    "cases, last page": "/panel/cases?page=200",
    "cases, words": "/panel/cases?words=проект",
    "cases, filters": "/panel/cases?subject=physics&level=ООО&state=published",
    "cases, review": "/panel/cases?review=1",
    "cases, asked": "/panel/cases?question=на английском молчат все, кроме двоих",
    "questions, history": "/panel/questions?heap=all",
    "questions, last page": "/panel/questions?heap=all&page=400",
    "questions, overdue": "/panel/questions?heap=overdue",
    "questions, disputed": "/panel/questions?heap=disputed",
    "questions, subject": "/panel/questions?heap=all&subject=chemistry",
    "questions, methodist": "/panel/questions?heap=all&methodist=1003",
    "questions, state": "/panel/questions?heap=all&state=closed",
    "questions, days": "/panel/questions?heap=all&since=2025-09-01&until=2025-09-30",
    "questions, words": "/panel/questions?heap=all&words=проект",
    "questions, rare words": "/panel/questions?heap=all&words=маятник",
    "questions, words, subject": "/panel/questions?heap=all&subject=physics&words=проект",
    "questions, words, open": "/panel/questions?words=проект",
    "question, closed": "/panel/questions/question?number=17",
    "figures, week": "/panel/figures?since=2026-02-24&until=2026-03-02",
    "figures, quarter": "/panel/figures?since=2025-12-02&until=2026-03-02",
    "figures, year": "/panel/figures?since=2025-03-03&until=2026-03-02",
    "figures, year, methodists": "/panel/figures?since=2025-03-03&until=2026-03-02&methodists=1",
    "figures, after a change": "/panel/figures",
    "figures-file, places": "/panel/figures/file?places=1",
    "figures-file, year": "/panel/figures/file?since=2025-03-03&until=2026-03-02&methodists=1",
    "figures, places": "/panel/figures?places=1",
    "figures, year, places": "/panel/figures?since=2025-03-03&until=2026-03-02&places=1",
    "questions-file, xlsx": "/panel/figures/questions?form=xlsx",
    "audit-file, xlsx": "/panel/audit/file?form=xlsx",
    "case-export, xlsx": "/panel/cases/export?form=xlsx",
    "questions-file, week": "/panel/figures/questions?since=2026-02-24&until=2026-03-02",
    "gaps, begun": "/panel/gaps?view=begun",
    "gaps, subject": "/panel/gaps?subject=physics",
    "weak, year, after a change": "/panel/quality?days=365",
    "weak, month": "/panel/quality?days=30",
    "weak, year": "/panel/quality?days=365",
    "audit, one person": "/panel/audit?person={person}",
    "audit, a day": "/panel/audit?since=2026-01-01&until=2026-01-02",
}
#: A file among materials is handed out as it lies on the disk, a row of the register is one form:
#: there are none here.
_ELSEWHERE = {"case-file", "pool-entry", "pool-invite"}
_IDS = """
    select (select max(id) from questions where state = 'taken') as open,
        (select gap_id from gap_questions group by 1 order by count(*) desc limit 1) as gap,
        (select min(id) from case_pairs) as pair, (select min(id) from recalls) as recall
"""


@dataclass(frozen=True)
class Wish:
    """What is asked of the benchmark."""

    cases: int
    questions: int
    rounds: int
    only: tuple[str, ...]
    keep: Path | None
    jobs: bool


async def main(wish: Wish) -> None:
    async with _opened(wish) as database:
        house = PanelHouse(database.transaction)
        await house.cases.refresh()
        stopwatch = Stopwatch(house.app, await postmaster_of(database))
        house.app = Starlette(routes=[Mount("/", app=stopwatch)])
        browser = await house.signed_in(*Role)
        # As where everything runs: the job has done its work, and the start is over.
        while await Counting(database.transaction, MOSCOW).count_days(house.now):
            pass
        keep_for_good()
        if wish.jobs:
            print("| job | first, s | of the processor | again, s | of the processor |")
            print("|---|---|---|---|---|")
            for name, job in JOBS.items():
                await _tell_job(name, partial(job, database.transaction, house.now))
        print("| page | median, ms | worst, ms | first byte, ms | process | PostgreSQL | KB |")
        print("|---|---|---|---|---|---|---|")
        for name, address in (await _addresses(database, browser)).items():
            if name.startswith(wish.only):
                prepare = _PREPARED.get(name)
                ready = partial(prepare, database.transaction) if prepare else None
                await _tell(name, browser, address, wish.rounds, stopwatch, ready)


async def _mark_a_day(transaction: Transaction) -> None:
    """Let something become of a question of the newest whole day."""
    async with transaction() as session:
        await session.execute(_MARKED)


#: What happens before each look at a page.
_PREPARED: Mapping[str, Callable[[Transaction], Awaitable[None]]] = {
    name: _mark_a_day for name in ("figures, after a change", "weak, year, after a change")
}
_MARKED = text("""
    insert into changed_questions (question_id)
    select id from questions
    where asked_at < (select max(asked_at) from questions) - interval '1 day'
    order by asked_at desc limit 1
""")


@asynccontextmanager
async def _opened(wish: Wish) -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240
        home = wish.keep or Path(folder)
        is_new = not (home / "full").exists()
        with EmbeddedPostgres(home) as url:
            await migrate(url)
            database = Database.at(url)
            if is_new:
                await _fill(database, wish)
                (home / "full").touch()
            yield database
            await database.close()


async def _fill(database: Database, wish: Wish) -> None:
    house = PanelHouse(database.transaction)
    await plant(database.transaction, now=house.now)
    person = await house.person(*Role)
    took = await fill(
        database.transaction,
        cases=wish.cases,
        questions=wish.questions,
        person=person.id,
        now=house.now,
    )
    print(f"{wish.cases} cases, {wish.questions} questions, filled in {took:.0f} s\n")


async def _addresses(database: Database, browser: Browser) -> Mapping[str, str]:
    async with database.transaction() as session:
        ids = (await session.execute(text(_IDS))).one()._asdict()
    shown = {page.name for page in ALL_PAGES if page.show is not None} - _ELSEWHERE
    pages = {name: row.address for name, row in TABLE.items() if name in shown} | _NAMED | _MORE
    found = {
        name: address.format(**ids, person=browser.person.id).replace("physics-1", "bench-7")
        for name, address in pages.items()
    }
    return dict(sorted(found.items()))


async def _tell(
    name: str,
    browser: Browser,
    address: str,
    rounds: int,
    stopwatch: Stopwatch,
    prepare: Callable[[], Awaitable[None]] | None,
) -> None:
    looks = []
    # The first round is not counted: templates are compiled, plans are made.
    for _ in range(rounds + 1):
        if prepare is not None:
            await prepare()
        with stopwatch.look() as look:
            sheet = await browser.get(address)
        assert sheet.status == 200, (address, sheet.status, sheet.words[:300])
        looks.append(look)
    told = [
        median(look.whole for look in looks[1:]),
        max(look.whole for look in looks[1:]),
        median(look.first_byte for look in looks[1:]),
        sum(look.process for look in looks) / len(looks),
        sum(look.database for look in looks) / len(looks),
    ]
    size = len(sheet.response.content) / 1000
    print(f"| {name} |", " | ".join(f"{1000 * seconds:.0f}" for seconds in told), end="")
    print(f" | {size:.0f} |", flush=True)


async def _tell_job(name: str, job: Callable[[], Awaitable[object]]) -> None:
    told = []
    for _ in range(2):
        started, computed = perf_counter(), process_time()
        await job()
        told += [f"{perf_counter() - started:.2f}", f"{process_time() - computed:.2f}"]
    print(f"| {name} |", " | ".join(told), "|", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--questions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", nargs="*", default=[""], help="beginnings of names of pages")
    parser.add_argument("--keep", type=Path, help="folder of a database to make or to use again")
    parser.add_argument("--jobs", action="store_true")
    given = vars(parser.parse_args())
    asyncio.run(main(Wish(**{**given, "only": tuple(given["only"])})))
