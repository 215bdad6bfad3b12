"""``hotline report``: figures on the screen and as files."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.reports.kinds import KINDS
from kit.database import Database
from knowledge.search import Decision
from routing.outcomes import Offered
from routing.statistics import Statistics
from tests.support.people import Office
from tests.support.town import MONDAY_MORNING
from tests.wellbeing.population import AUTUMN, participants, report_of
from wellbeing.models import FrozenReport
from wellbeing.room import apart

Reporting = Callable[..., Awaitable[Result]]
SECRET = "Физика: тайные слова учителя"


@pytest.fixture
def report(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reporting:
    """``hotline report`` on the database of the test, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    return lambda *words: asyncio.to_thread(CliRunner().invoke, app, ["report", *words])


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database.transaction)


async def told(reporting: Awaitable[Result], *, exit_code: int = 0) -> str:
    result = await reporting
    assert result.exit_code == exit_code, result.output
    return result.stdout


async def rows(report: Reporting, *words: str) -> list[dict[str, object]]:
    await told(report(*words, "--out", "out.json"))
    found: list[dict[str, object]] = json.loads(written("out.json"))["rows"]
    return found


def written(name: str) -> bytes:
    return Path(name).read_bytes()


async def busy_day(office: Office) -> None:
    """A case helps one teacher, a methodist answers another, a third waits, a fourth gives up."""
    anna, boris = await office.teacher(), await office.methodist("physics")
    [version] = await office.cases("physics-1")
    office.shelf.lay_out(Decision.OFFER, version)
    offered = await office.hotline.ask(anna, office.says(SECRET), now=office.now)
    assert isinstance(offered, Offered)
    office.now += timedelta(minutes=6)
    await office.hotline.open_case(anna, offered.question_id, version, now=office.now)
    await office.hotline.helped(anna, offered.question_id, now=office.now)
    office.shelf.lay_out(Decision.ROUTE)
    second, _, fourth = [await office.asked(anna, SECRET) for _ in range(3)]
    await office.pass_time(hours=2)
    await office.desk.take(boris, second, now=office.now)
    await office.desk.answer(boris, second, office.says("Ответ"), now=office.now)
    await office.hotline.close(anna, fourth, now=office.now)
    await office.pass_time(hours=1)


async def test_the_kinds_are_listed(report: Reporting) -> None:
    listed = await told(report("--list"))

    assert [line.split()[0] for line in listed.splitlines()] == list(KINDS)
    kinds = ["figures", "questions", "subjects", "municipalities", "wellbeing-wave"]
    assert list(KINDS) == kinds


async def test_every_question_is_a_row_without_words_and_names(
    report: Reporting, office: Office
) -> None:
    await busy_day(office)

    found = await rows(report, "questions")

    assert found == [
        _row(1, "закрыт", "2026-03-02 10:00", "2026-03-02 10:06", "2026-03-02 10:06", "да"),
        _row(2, "есть ответ", "2026-03-02 10:06", "2026-03-02 12:06"),
        _row(3, "передан методисту", "2026-03-02 10:06"),
        _row(4, "закрыт", "2026-03-02 10:06", None, "2026-03-02 12:06"),
    ]
    screen = await told(report("questions"))
    assert "Всего вопросов: 4." in screen
    for word in ("тайные", "Ответ ", "Имя-"):
        assert word not in screen.replace("Первый ответ", "")


def _row(
    number: int,
    state: str,
    asked: str,
    first_answer: str | None = None,
    resolved: str | None = None,
    helped: str | None = None,
) -> dict[str, object]:
    return {
        "number": number,
        "subject": "Физика",
        "level": None,
        "state": state,
        "asked": asked,
        "first_answer": first_answer,
        "resolved": resolved,
        "helped": helped,
    }


async def test_an_answer_that_was_taken_back_is_none(report: Reporting, office: Office) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    question_id = await office.asked(anna)
    await office.desk.take(boris, question_id, now=office.now)
    answer = await office.desk.answer(boris, question_id, office.says("Ой"), now=office.now)
    await office.desk.take_back(boris, answer.entry_id, now=office.now)

    [row] = await rows(report, "questions")

    assert row["first_answer"] is None


async def test_the_days_of_a_period_are_those_of_the_region(
    report: Reporting, office: Office
) -> None:
    anna = await office.teacher()
    for hours in (0, 13, 15):
        office.now = MONDAY_MORNING + timedelta(hours=hours)  # 10:00, 23:00, and 1:00 on the 3rd
        await office.asked(anna)

    async def numbers(*words: str) -> list[object]:
        return [row["number"] for row in await rows(report, "questions", *words)]

    assert await numbers("--to", "2026-03-02") == [1, 2]
    assert await numbers("--from", "03.03.2026") == [3]
    assert await numbers("--from", "02.03.2026", "--to", "02.03.2026") == [1, 2]
    assert await numbers("--from", "2026-03-04") == []


async def test_figures_by_subject_and_place_are_those_of_the_whole(
    report: Reporting, office: Office
) -> None:
    for _ in range(5):
        await busy_day(office)

    each, whole = await rows(report, "subjects")
    single = await rows(report, "questions")
    told = (await rows(report, "figures"))[0]
    [elsewhere] = await rows(report, "municipalities")

    assert (each["subject"], whole["subject"]) == ("Физика", "Все предметы")
    assert {**each, "subject": None} == {**whole, "subject": None}
    assert whole["asked"] == len(single) == 20
    assert elsewhere["municipality"] == "Остальные и не указан"
    for row in (whole, elsewhere):
        assert {name: row[name] for name in told.keys() & row.keys()} == {
            name: value for name, value in told.items() if name in row
        }
        assert row.keys() - told.keys() <= {
            "subject", "municipality", "confirmed_low", "confirmed_high"
        }  # fmt: skip
    # Five of the ten that got a case or an answer; by the interval of Wilson.
    assert (whole["confirmed_percent"], whole["served"]) == (50, 10)
    assert (whole["confirmed_low"], whole["confirmed_high"]) == (24, 76)


async def test_figures_are_those_of_the_panel(report: Reporting, office: Office) -> None:
    for _ in range(5):
        await busy_day(office)
    statistics = Statistics(office.transaction, office.policy.hours)
    told = (await statistics.report(since=None, before=None, now=office.now)).whole

    whole = (await rows(report, "figures"))[0]

    assert told.first_answer.median is not None
    assert whole["asked"] == told.asked == 20
    assert whole["confirmed_percent"] == round(100 * (told.confirmed.value or 0)) > 0
    assert whole["answered"] == told.first_answer.n
    hours = told.first_answer.median.total_seconds() / 3600
    assert whole["first_answer_hours"] == round(hours, 2)


async def test_of_few_questions_no_share_and_no_median_is_told(
    report: Reporting, office: Office
) -> None:
    await busy_day(office)

    [_, whole] = await rows(report, "subjects")

    assert whole["asked"] == 4
    for name in ("first_answer_hours", "confirmed_percent", "confirmed_low", "base_silent_percent"):
        assert whole[name] is None, name


async def test_t40_every_form_has_the_cells_of_the_screen(
    report: Reporting, office: Office
) -> None:
    await busy_day(office)
    screen = await told(report("questions"))

    for ending in ("csv", "xlsx", "json", "png"):
        assert f"Записано: out.{ending}, строк 4." in await told(
            report("questions", "--out", f"out.{ending}")
        )

    document = json.loads(written("out.json"))
    wanted = [list(row.values()) for row in document["rows"]]
    text = written("out.csv").decode("utf-8-sig")
    [headings, *lines] = csv.reader(io.StringIO(text), delimiter=";")
    sheet = load_workbook("out.xlsx").worksheets[0]
    assert headings == list(document["columns"].values())
    assert lines == [["" if value is None else str(value) for value in row] for row in wanted]
    assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == wanted
    assert all(cell in screen for line in lines for cell in line)
    assert written("out.png").startswith(b"\x89PNG")


async def freeze(database: Database, *documents: str) -> None:
    async with database.transaction() as session, apart(session):
        for number, document in enumerate(documents):
            session.add(
                FrozenReport(wave=f"wave-{number}", frozen_at=MONDAY_MORNING, document=document)
            )


async def test_frozen_waves_are_shown_as_they_were_frozen(
    report: Reporting, database: Database
) -> None:
    chance = Random(1)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 60, ["Город"])]
    wave = report_of(people, k=10)
    await freeze(database, wave.to_json())

    found = await rows(report, "wellbeing-wave")

    assert [row["mean"] for row in found] == [
        figure.mean for table in wave.tables for row in table.rows for figure in row.figures
    ]
    assert "группы меньше 10 человек не показываются" in await told(report("wellbeing-wave"))


async def test_t37_a_wave_that_cannot_be_shown_leaves_no_number(
    report: Reporting, database: Database
) -> None:
    chance = Random(2)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 9, ["Город"])]
    await freeze(database, report_of(people, k=10).to_json())

    assert await rows(report, "wellbeing-wave") == []
    assert "итогов нет" in await told(report("wellbeing-wave"))
    assert "итогов нет" in await told(report("wellbeing-wave", "--out", "out.png"))


async def test_without_a_wave_the_report_says_so(report: Reporting) -> None:
    assert "Закрытых волн за это время нет." in await told(report("wellbeing-wave"))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("everything",),
        ("questions", "--from", "вчера"),
        ("questions", "--from", "2026-02-30"),
        ("questions", "--from", "2026-03-02", "--to", "2026-03-01"),
    ],
)
async def test_wrong_usage_ends_with_two(report: Reporting, words: tuple[str, ...]) -> None:
    await told(report(*words), exit_code=2)


@pytest.mark.parametrize("file", ["out.txt", "out", "nowhere/out.csv"])
async def test_what_cannot_be_written_is_refused_in_one_sentence(
    report: Reporting, file: str
) -> None:
    refused = await report("questions", "--out", file)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1
