import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner, Result

from bot.commands.cases import app
from kit.database import Database
from knowledge.files import read_cases
from tests.support.cases import draft, row
from tests.support.word import add_case

Hotline = Callable[..., Result]
UNITS = row(questions=["Дети не переводят единицы измерения в задачах, что делать?"])
POEMS = row(
    "literature-1",
    title="Как выучить стихотворение с классом",
    subject="literature",
    topics=["стихи", "наизусть"],
    problem="Шестиклассники не запоминают стихи и боятся отвечать у доски.",
    questions=["Никто не учит стихи наизусть"],
)


@pytest.fixture
def hotline(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hotline:
    """``hotline cases`` on an empty database, in a folder of its own."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, [str(word) for word in arguments])


def write(name: str, *rows: dict[str, Any]) -> Path:
    path = Path(name)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows))
    return path


def told(result: Result, *, exit_code: int = 0) -> str:
    """What a command said on standard output, having ended as expected."""
    assert result.exit_code == exit_code, result.stderr
    return result.stdout


def test_without_publishing_an_import_shows_nothing_to_teachers(hotline: Hotline) -> None:
    file = write("cases.jsonl", UNITS, POEMS)

    assert "новых 2" in told(hotline("import", file))
    assert json.loads(told(hotline("search", "Стихи наизусть", "--json")))["cases"] == []

    assert "изменённых 2" in told(hotline("import", file, "--publish"))
    found = json.loads(told(hotline("search", "Стихи наизусть", "--json")))
    assert found["cases"][0]["id"] == "literature-1"


def test_a_document_of_word_is_imported_and_none_is_written(hotline: Hotline) -> None:
    document = docx.Document()
    add_case(document, "Единицы измерения в задачах")
    document.save("case.docx")

    assert "новых 1" in told(hotline("import", "case.docx"))
    refused = hotline("export", "out.docx")
    assert refused.exit_code == 1
    assert "В .docx кейсы не выгружаются" in refused.stderr


def test_a_reply_is_named_with_its_chance_and_counted_as_declined(hotline: Hotline) -> None:
    told(hotline("import", write("cases.jsonl", UNITS), "--publish"))
    labels = write(
        "labels.jsonl", {"id": "q1", "text": "Ты бот или живой человек?", "relevant": []}
    )

    assert "reply-who" in told(hotline("search", "Ты бот или живой человек?"))
    found = json.loads(told(hotline("search", "Ты бот или живой человек?", "--json")))
    assert (found["decision"], found["reply"]["id"]) == ("route", "reply-who")
    assert "reply-thanks" in told(hotline("search", "спасибо"))
    assert "ответ на обращение вместо кейсов  1" in told(hotline("evaluate", labels))
    result = json.loads(told(hotline("evaluate", labels, "--json", "-")))
    assert result["summary"]["routed_of_unanswerable"] == 1.0
    assert result["questions"][0]["cases"] == []


def test_a_dry_run_changes_nothing(hotline: Hotline) -> None:
    file = write("cases.jsonl", UNITS)

    assert "было бы новых 1" in told(hotline("import", file, "--dry-run", "--publish"))

    assert "Выгружено кейсов: 0" in told(hotline("export", "all.jsonl"))


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_an_export_is_the_inverse_of_an_import(hotline: Hotline, ending: str) -> None:
    told(hotline("import", write("cases.jsonl", POEMS, UNITS), "--publish"))
    told(hotline("import", write("draft.jsonl", row("math-1", subject="math"))))

    assert "Выгружено кейсов: 3" in told(hotline("export", f"all.{ending}"))

    assert read_cases(Path(f"all.{ending}")) == [
        draft(**POEMS),
        draft("math-1", subject="math", state="draft"),
        draft(**UNITS),
    ]
    assert "новых 0, изменённых 0, без изменений 3" in told(
        hotline("import", f"all.{ending}", "--publish")
    )


def test_a_faulty_file_is_refused_whole_in_one_sentence(hotline: Hotline) -> None:
    rows = [row(f"case-{number}") for number in range(1, 101)]
    rows[56]["level"] = "седьмой"

    refused = hotline("import", write("cases.jsonl", *rows), "--publish")

    assert told(refused, exit_code=1) == ""
    assert "строка 57 (id case-57): level: нет уровня «седьмой»" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "Выгружено кейсов: 0" in told(hotline("export", "all.jsonl"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nothing.csv"),
        ("import", "cases.txt"),
        ("export", "cases.txt"),
        ("export", "nowhere/cases.csv"),
        ("evaluate", "nothing.jsonl"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    hotline: Hotline, arguments: tuple[str, ...]
) -> None:
    refused = hotline(*arguments)

    assert told(refused, exit_code=1) == ""
    assert len(refused.stderr.splitlines()) == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",),
        ("search", "стихи", "--subject", "физека"),
        ("search", "стихи", "--level", "седьмой"),
        ("search", "стихи", "-k", "11"),
        ("publish", "cases.csv"),
    ],
)
def test_wrong_usage_ends_with_two(hotline: Hotline, arguments: tuple[str, ...]) -> None:
    told(hotline(*arguments), exit_code=2)


def test_a_search_shows_as_many_cases_as_asked_for_with_their_scores(hotline: Hotline) -> None:
    told(hotline("import", write("cases.jsonl", UNITS, POEMS), "--publish"))
    question = "Как научить переводить единицы в задачах?"

    arguments = ["search", question, "--subject", "физика", "--level", "ооо", "-k", "1"]
    found = json.loads(told(hotline(*arguments, "--json")))
    shown = told(hotline(*arguments))

    [case] = found["cases"]
    assert (case["id"], case["subject"], case["level"]) == ("physics-1", "physics", "ООО")
    assert 0 < case["score"] <= 1
    assert found["decision"] in ("answer", "offer", "route")
    assert "Единицы измерения в задачах" in shown
    assert "Физика, ООО" in shown
    assert "стихотворение" not in shown


def test_a_greeting_alone_is_no_question(hotline: Hotline) -> None:
    assert "нет слов, по которым можно искать" in told(hotline("search", "Здравствуйте!"))


def test_the_figures_of_an_evaluation_go_to_a_file_or_to_standard_output(hotline: Hotline) -> None:
    told(hotline("import", write("cases.jsonl", UNITS, POEMS), "--publish"))
    labelled = write(
        "labelled.jsonl",
        {"id": "q1", "text": "Никто не учит стихи наизусть", "relevant": ["literature-1"]},
        {"id": "q2", "text": "Как провести субботник на пришкольном участке?", "relevant": []},
    )

    shown = hotline("evaluate", labelled)
    document = json.loads(told(hotline("evaluate", labelled, "--json", "-")))
    written = hotline("evaluate", labelled, "--json", "out.json")

    assert "верный кейс первым" in told(shown)
    assert document["summary"]["questions"] == 2
    assert document["summary"]["answerable"] == 1
    assert document["summary"]["recall_at_1"] == 1.0
    assert [one["id"] for one in document["questions"]] == ["q1", "q2"]
    assert told(written) == ""
    assert json.loads(Path("out.json").read_text())["summary"]["questions"] == 2


def test_labels_for_cases_that_are_not_published_are_warned_of(hotline: Hotline) -> None:
    told(hotline("import", write("cases.jsonl", UNITS), "--publish"))
    labelled = write("labelled.jsonl", {"id": "q1", "text": "Стихи", "relevant": ["lost"]})

    evaluated = hotline("evaluate", labelled, "--json", "-")

    assert "(lost)" in evaluated.stderr
    assert json.loads(told(evaluated))["summary"]["recall_at_10"] == 0.0


def test_a_search_explains_itself_in_words_and_in_figures(hotline: Hotline) -> None:
    told(hotline("import", write("cases.jsonl", POEMS, UNITS), "--publish"))

    words = told(hotline("search", "Никто не учит стихи наизусть", "--explain"))

    assert "так уже спрашивали" in words
    assert "Сразу показывается кейс от" in words
    assert re.search(r"near 0\.9\d", words)

    document = json.loads(told(hotline("search", "Стихи наизусть", "--explain", "--json")))
    assert document["cases"][0]["signals"]["words"] > 0
    assert document["cases"][0]["reasons"]
    assert 0 < document["offer_from"] < document["answer_from"] <= 1
