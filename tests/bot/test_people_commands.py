"""``hotline people import`` and ``export``, as an operator types them."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.people import app
from kit.database import Database

Hotline = Callable[..., Result]
HEADINGS = "ФИО;Дата рождения;Должность;Согласие на публикацию;Предметы"
ANNA = "Семёнова Анна Юрьевна;01.09.1980;учитель;ФИО|Должность;физика"
OLEG = "Новиков Олег;1975-05-02;методист;нет;"


@pytest.fixture
def hotline(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hotline:
    """``hotline people`` on an empty database, in a folder of its own."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, [str(word) for word in arguments])


def file_of(*lines: str) -> Path:
    path = Path("pool.csv")
    path.write_text("\n".join([HEADINGS, *lines]))
    return path


def told(result: Result, *, exit_code: int = 0) -> str:
    assert result.exit_code == exit_code, result.stderr
    return result.stdout


def test_the_register_goes_in_whole_and_comes_out_without_loss(hotline: Hotline) -> None:
    assert "новых 2" in told(hotline("import", file_of(ANNA, OLEG), "--dry-run"))
    assert "людей: 0" in told(hotline("export", "before.csv"))
    assert "новых 2, изменённых 0" in told(hotline("import", file_of(ANNA, OLEG)))

    for ending in ("csv", "xlsx", "jsonl"):
        assert "людей: 2" in told(hotline("export", f"all.{ending}"))
        assert "новых 0, изменённых 0, без изменений 2" in told(hotline("import", f"all.{ending}"))
    assert "людей: 1" in told(hotline("export", "public.csv", "--public"))
    with open("public.csv", encoding="utf-8-sig", newline="") as public:
        [row] = csv.DictReader(public)
    assert row["ФИО"] == "Семёнова Анна Юрьевна"
    assert row["Должность"] == "учитель"
    assert "Дата рождения" not in row


def test_a_faulty_row_leaves_the_register_as_it_was(hotline: Hotline) -> None:
    refused = hotline("import", file_of(ANNA, OLEG.replace("1975-05-02", "вчера")))

    assert told(refused, exit_code=1) == ""
    assert "строка 3: Дата рождения: нет даты «вчера»" in refused.stderr
    assert "людей: 0" in told(hotline("export", "after.csv"))
    assert "неизвестный столбец «Кличка»" in hotline("import", _with_a_nickname()).stderr


def test_an_invitation_by_name_is_of_the_row(hotline: Hotline) -> None:
    told(hotline("import", file_of(ANNA, OLEG, ANNA.replace("1980", "1990"))))
    known = ("invite", "--role", "methodist", "--name")

    anyone = hotline(*known, "новиков олег")
    several = hotline(*known, "Семёнова Анна Юрьевна")
    one = hotline(*known, "Семёнова Анна Юрьевна", "--born", "01.09.1980")
    stranger = hotline(*known, "Кто-то Другой")

    assert len(told(anyone).splitlines()) == 2
    assert "связано со строкой реестра" in anyone.stderr
    assert told(several, exit_code=1) == ""
    assert "--born" in several.stderr
    assert "связано" in one.stderr
    assert "связано" not in stranger.stderr
    assert told(stranger)


def _with_a_nickname() -> Path:
    path = Path("nick.csv")
    path.write_text("ФИО;Дата рождения;Кличка\nСемёнова Анна;01.09.1980;Аня")
    return path
