"""How long the panel's pages take on a large base: ``python -m benchmarks.panel``.

Fills an embedded database of its own with cases and questions, then opens every page of the table
of tests in the same process, signed in as an admin. What is told is the time of the server
(database, template, middleware) without network and browser.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import text

from admin.pages import ALL_PAGES
from bot.embedded import EmbeddedPostgres
from bot.migrating import migrate
from kit.database import Database
from knowledge.seeds import plant
from people.models import Role
from tests.admin.table import TABLE
from tests.support.panel import Browser, PanelHouse

#: Seeds are multiplied to this many cases.
_CASES = text("""
    with seeds as (
        select row_number() over (order by id) - 1 as place, count(*) over () as total, *
        from case_versions where number = 1
    ), made as (
        insert into cases (id, state, current_id)
        select 'bench-' || n, case when n % 40 = 0 then 'draft' else 'published' end, null
        from generate_series(1, cast(:cases as int)) n returning id
    )
    insert into case_versions (case_id, number, created_at, created_by, planted, title, subject,
        level, topics, problem, solution, materials, questions, kind, audience, direction, basis,
        source, author, review_by)
    select 'bench-' || n, 1, cast(:now as timestamptz), null, true,
        title || ' ' || n, subject, level, topics, problem, solution, materials, questions, kind,
        audience, direction, basis, source, author,
        (cast(:now as timestamptz) + (n % 700 - 100) * interval '1 day')::date
    from generate_series(1, cast(:cases as int)) n join seeds on seeds.place = n % seeds.total
""")
_IN_FORCE = text("""
    update cases set current_id = v.id from case_versions v
    where v.case_id = cases.id and cases.state = 'published' and cases.current_id is null
""")
#: A year of questions: most of them closed, some open, some with nothing in the base.
_QUESTIONS = text("""
    insert into questions (asker_id, state, origin, asked_at, subject, level, why, finding,
        methodist_id, assigned_at, answer_by, answered_at, helped)
    select cast(:asker as bigint),
        case when n % 2000 = 0 then 'queued' when n % 1000 = 1 then 'taken'
            else 'closed' end,
        'bench:' || n,
        cast(:now as timestamptz)
            - interval '1 year' * (cast(:questions as int) - n) / cast(:questions as int),
        'physics', 'ООО', 'text',
        jsonb_build_object('decision', (array['answer', 'offer', 'route'])[n % 3 + 1],
            'understood', 'как объяснить реактивное движение на опыте', 'matches',
            jsonb_build_array(jsonb_build_object('case_id', 'bench-1',
                'version_id', 1, 'title', 'Опыт', 'score', 0.5))),
        case when n % 3 = 2 then cast(:person as bigint) end,
        case when n % 3 = 2 then cast(:now as timestamptz) end,
        case when n % 3 = 2 then cast(:now as timestamptz) - interval '1 hour' end,
        case when n % 3 = 2 then cast(:now as timestamptz)
            - interval '1 year' * (cast(:questions as int) - n) / cast(:questions as int)
            + interval '1 day' end,
        n % 5 > 0
    from generate_series(1, cast(:questions as int)) n
""")
_ENTRIES = text("""
    insert into entries (question_id, kind, author_id, at, origin, parts)
    select id, 'question', asker_id, asked_at, origin, jsonb_build_array(jsonb_build_object(
        'ref', origin, 'text', 'Физика: как объяснить движение на опыте ' || id,
        'attachments', '[]'::jsonb))
    from questions
""")
_AUDIT = text("""
    insert into audit_entries (at, person_id, deed, matter, matter_id, detail)
    select cast(:now as timestamptz) - n * interval '1 minute', cast(:person as bigint),
        'entered', 'session', n::text, '{}'
    from generate_series(1, 200000) n
""")

_MORE = {
    "cases, last page": "/panel/cases?page=200",
    "cases, words": "/panel/cases?words=проект",
    "cases, filters": "/panel/cases?subject=physics&level=ООО&state=published",
    "cases, review": "/panel/cases?review=1",
    "cases, asked": "/panel/cases?question=на английском молчат все, кроме двоих",
    "questions, history": "/panel/questions?heap=all",
    "questions, last page": "/panel/questions?heap=all&page=400",
    "questions, subject": "/panel/questions?heap=all&subject=chemistry",
    "questions, methodist": "/panel/questions?heap=all&methodist=1",
    "questions, words": "/panel/questions?heap=all&words=маятник",
    "figures, week": "/panel/figures?since=2026-02-24&until=2026-03-02",
    "audit, one person": "/panel/audit?person=1",
    "audit, a day": "/panel/audit?since=2026-01-01&until=2026-01-02",
}


async def main(cases: int, questions: int, rounds: int, only: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240
        with EmbeddedPostgres(Path(folder)) as url:
            await migrate(url)
            database = Database.at(url)
            await _measure(database, cases, questions, rounds, only)
            await database.close()


async def _measure(
    database: Database, cases: int, questions: int, rounds: int, only: tuple[str, ...]
) -> None:
    house = PanelHouse(database.transaction)
    await plant(database.transaction, now=house.now)
    browser = await house.signed_in(*Role)
    asker = await house.person()
    started = perf_counter()
    values = {"now": house.now, "person": browser.person.id}
    async with database.transaction() as session:
        await session.execute(_CASES, {"cases": cases, "now": house.now})
        await session.execute(_IN_FORCE)
        await session.execute(_QUESTIONS, {"questions": questions, "asker": asker.id, **values})
        await session.execute(_ENTRIES)
        await session.execute(_AUDIT, values)
    async with database.transaction() as session:
        await session.execute(text("analyze"))
    await house.cases.refresh()
    print(f"{cases} cases, {questions} questions, filled in {perf_counter() - started:.0f} s")
    shown = {page.name for page in ALL_PAGES if page.show is not None}
    pages = {name: row.address for name, row in TABLE.items() if name in shown}
    for name, address in {**pages, **_MORE}.items():
        if name.startswith(only) and "sign-out" not in name:
            # What the tests name by their number is here the first of its kind.
            path = address.replace("physics-1", "bench-1").replace("1000017", "1")
            await _tell(name, browser, path, rounds)


async def _tell(name: str, browser: Browser, address: str, rounds: int) -> None:
    times = []
    for _ in range(rounds):
        started = perf_counter()
        sheet = await browser.get(address)
        times.append((perf_counter() - started) * 1000)
        assert sheet.status == 200, (address, sheet.status)
    slow = quantiles(times, n=20)[-1]
    print(
        f"{name:20} median {median(times):6.1f} ms   95 % {slow:6.1f} ms   {len(sheet.html)} bytes"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--questions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=[""], help="beginnings of names of pages")
    given = parser.parse_args()
    asyncio.run(main(given.cases, given.questions, given.rounds, tuple(given.only)))
