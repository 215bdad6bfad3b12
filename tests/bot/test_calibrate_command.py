import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from kit.database import Database
from tests.support.machine import machine

LABELLED = Path(__file__).parents[1] / "knowledge" / "labelled" / "plain.jsonl"
QUESTIONS = 80

Hotline = Callable[..., Result]


@pytest.fixture
def hotline(planted: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hotline:
    """``hotline cases`` on the shipped cases, in a folder with labelled questions."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", planted.url)
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    monkeypatch.chdir(tmp_path)
    write_labels(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["cases", *map(str, arguments)])


def write_labels(folder: Path) -> None:
    rows = LABELLED.read_text("utf-8").splitlines()
    # Those without an answer stand last.
    chosen = rows[: QUESTIONS // 2] + rows[-QUESTIONS // 2 :]
    (folder / "labelled.jsonl").write_text("\n".join(chosen), "utf-8")
    (folder / "few.jsonl").write_text("\n".join(rows[:5]), "utf-8")


def told(result: Result, *, exit_code: int = 0) -> str:
    assert result.exit_code == exit_code, result.stderr
    return result.stdout


def name_in_force(hotline: Hotline) -> str:
    found = json.loads(told(hotline("search", "Как объяснить дроби?", "--json")))
    return str(found["calibration"])


def test_labelled_questions_make_a_calibration_that_the_search_judges_by(hotline: Hotline) -> None:
    shown = told(hotline("calibrate", "labelled.jsonl", "--target", "5"))

    assert f"Вопросов: {QUESTIONS}, из них размеченных {QUESTIONS}" in shown
    assert "Выбрано: при цели 5 %: уверенно" in shown
    assert "неверных среди уверенных" in shown
    [number] = re.findall(r"Калибровка №(\d+) в силе", shown)
    assert f" #{number} " in name_in_force(hotline)

    evaluated = json.loads(told(hotline("evaluate", "few.jsonl", "--json", "-")))
    assert f" #{number} " in evaluated["summary"]["calibration"]
    assert f"({QUESTIONS})" in evaluated["summary"]["calibration"]

    assert "снята" in told(hotline("calibrate", "--forget"))
    assert "#" not in name_in_force(hotline)
    assert "не было" in told(hotline("calibrate", "--forget"))


def test_a_dry_run_shows_the_same_and_changes_nothing(hotline: Hotline) -> None:
    document = json.loads(told(hotline("calibrate", "labelled.jsonl", "--dry-run", "--json")))

    assert document["number"] is None
    assert (document["labelled"], document["verdicts"], document["own"]) == (QUESTIONS, 0, 0)
    assert document["cost"]["most_wrong"] == 0.03
    assert [one["most_wrong"] for one in document["costs"]] == [0.01, 0.02, 0.03, 0.05, 0.1]
    shares = [document["cost"][name] for name in ("answered", "offered", "routed")]
    assert sum(shares) == pytest.approx(1)
    assert sum(span["questions"] for span in document["after"]["spans"]) == QUESTIONS
    assert "#" not in name_in_force(hotline)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "размеченных вопросов 0, отзывов учителей 0"),
        (("few.jsonl",), "размеченных вопросов 5"),
        (("nothing.jsonl",), "не читается"),
    ],
)
def test_what_is_too_little_is_refused_in_one_sentence(
    hotline: Hotline, arguments: tuple[Any, ...], words: str
) -> None:
    refused = hotline("calibrate", *arguments)

    assert told(refused, exit_code=1) == ""
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "#" not in name_in_force(hotline)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--target", "0"),
        ("--target", "много"),
        ("--forget", "labelled.jsonl"),
        ("--forget", "--dry-run"),
    ],
)
def test_wrong_usage_ends_with_two(hotline: Hotline, arguments: tuple[str, ...]) -> None:
    told(hotline("calibrate", *arguments), exit_code=2)


@pytest.mark.long
def test_the_command_prints_one_document_and_nothing_else(planted: Database) -> None:
    with machine() as made:
        write_labels(made.folder)
        settings = {"HOTLINE_DATABASE_URL": planted.url}

        done = made.run("cases", "calibrate", "labelled.jsonl", "--json", **settings)
        refused = made.run("cases", "calibrate", "few.jsonl", **settings)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["number"] > 0
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Traceback" not in refused.stderr
