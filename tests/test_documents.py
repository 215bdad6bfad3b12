"""Documents say what is true of the code, and hold nothing of anybody's own."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "handlers", "admin", "routing", "knowledge", "delivery", "people", "kit")

#: Folders that are made, not written, and what holds the secrets of one installation.
NOT_OURS = re.compile(r"\.git|\.venv|\.env|var|dist|build|node_modules|__pycache__|\..*_cache")
MADE = frozenset({".hypothesis", "uv.lock"})


def written_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the checkout, but what is installed, generated or of this machine alone."""
    for path in sorted(folder.iterdir()):
        if NOT_OURS.fullmatch(path.name) or path.name in MADE or path.is_symlink():
            continue
        if path.is_dir():
            yield from written_files(path)
        else:
            yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


DOCUMENTS = [path for path in written_files() if path.suffix == ".md"]
#: What an operator follows; pages of decisions may tell of what was weighed and left.
MANUALS = [path for path in DOCUMENTS if path.parent in (ROOT, ROOT / "docs")]
ENGLISH, RUSSIAN = ROOT / "README.md", ROOT / "README.ru.md"


# Links

_LINK = re.compile(r"""\]\(([^)\s]+)\)|\bsrc="([^"]+)\"""")


def links_of(document: Path) -> list[str]:
    """Where its relative links lead, anchors left out."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    targets = (match[1] or match[2] for match in _LINK.finditer(prose))
    return [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    broken = [link for link in links_of(document) if not (document.parent / link).exists()]

    assert broken == []


def test_the_index_names_every_decision() -> None:
    pages = ROOT / "docs" / "decisions"

    assert set(links_of(pages / "README.md")) >= {page.name for page in pages.glob("0*.md")}


# Commands

_CODE = re.compile(r"```[a-z]*\n(?P<block>.*?)```|`(?P<span>[^`\n]+)`", re.DOTALL)
_COMMAND = re.compile(r"(?:^|/|\bhotline )hotline (?P<rest>[a-z]+(?: .*)?)$")


def commands_of(document: Path) -> list[str]:
    """What stands after ``hotline`` in its code, in order."""
    commands = []
    for code in _CODE.finditer(document.read_text("utf-8")):
        for line in (code["block"] or code["span"]).splitlines():
            if found := _COMMAND.search(line.strip().removeprefix("$ ")):
                commands.append(found["rest"])
    return commands


def unknown_in(command: str) -> list[str]:
    """Subcommands and options of the line that the command line does not have."""
    here = typer.main.get_command(app)
    unknown = []
    for word in shlex.split(re.sub(r"[\[\]]", "", command), comments=True):
        known = {name for parameter in here.params for name in parameter.opts} | {"--help"}
        if isinstance(here, TyperGroup):
            if word not in {*here.commands, "--help"}:
                return [word]
            here = here.commands.get(word, here)
        elif word.startswith("-") and not here.context_settings.get("ignore_unknown_options"):
            unknown += [word] if word.split("=")[0] not in known else []
    return unknown


@pytest.mark.parametrize("document", MANUALS, ids=name_of)
def test_every_command_of_a_manual_exists(document: Path) -> None:
    wrong = [command for command in commands_of(document) if unknown_in(command)]

    assert wrong == []


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert unknown_in("cases import FILE --dry-run") == []
    assert unknown_in("cases swallow FILE") == ["swallow"]
    assert unknown_in("run --faster") == ["--faster"]


def test_the_readme_shows_how_to_try_run_and_test_it() -> None:
    assert {"demo", "run", "test"} <= set(commands_of(ENGLISH))


# Settings

_SETTING = re.compile(r"HOTLINE_[A-Z][A-Z_]*[A-Z]")


def settings_of(document: Path) -> set[str]:
    return set(_SETTING.findall(document.read_text("utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_setting_of_a_document_exists(document: Path) -> None:
    known = {f"HOTLINE_{field.upper()}" for field in Settings.model_fields}
    named = {name for name in settings_of(document) if not name.startswith("HOTLINE_TEST_")}

    assert named - known == set()


# Both languages


def heading_levels(document: Path) -> list[int]:
    prose = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)]


def test_both_readmes_have_the_same_headings() -> None:
    assert heading_levels(ENGLISH) == heading_levels(RUSSIAN)


def test_both_readmes_show_the_same_commands_settings_and_links() -> None:
    assert commands_of(ENGLISH)[0] == "demo"
    # The words searched for are Russian in both, so the commands are the same to the letter.
    assert commands_of(ENGLISH) == commands_of(RUSSIAN)
    assert settings_of(ENGLISH) == settings_of(RUSSIAN)
    others = {ENGLISH.name, RUSSIAN.name}
    assert [link for link in links_of(ENGLISH) if link not in others] == [
        link for link in links_of(RUSSIAN) if link not in others
    ]


@pytest.mark.parametrize("readme", [ENGLISH, RUSSIAN], ids=name_of)
def test_a_readme_tells_how_many_cases_are_shipped(readme: Path) -> None:
    seeds = (ROOT / "knowledge" / "seeds" / "cases").glob("*.jsonl")
    cases = [json.loads(line) for file in seeds for line in file.read_text("utf-8").splitlines()]

    assert re.findall(r"(\d+) (?:cases|кейс)", readme.read_text("utf-8")) == [str(len(cases))]


# The glossary

GLOSSARY = ROOT / "docs" / "glossary.md"


def glossary_rows() -> list[list[str]]:
    """Russian, English, the names in code, the meaning."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if row[0] != "Russian"]


def code_of_the_product() -> str:
    folders = (ROOT / package for package in PACKAGES)
    files = (file for folder in folders for file in sorted(folder.rglob("*.py")))
    return "\n".join(f"{file.name}\n{file.read_text('utf-8')}" for file in files)


def in_words(code: str) -> str:
    """``CaseVersion`` and ``case_version`` as «case version»."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", code)
    return " ".join(re.sub(r"[^\w]+", " ", parted).lower().split())


def test_every_row_of_the_glossary_has_its_four_cells() -> None:
    rows = glossary_rows()

    assert len(rows) > 50
    assert [row for row in rows if len(row) != 4 or not all(row)] == []


def test_every_english_term_of_the_glossary_is_a_word_of_the_code() -> None:
    words = f" {in_words(code_of_the_product())} "
    terms = [term for row in glossary_rows() for term in row[1].split(", ")]

    assert [term for term in terms if not re.search(rf" {term}(?:e?s)? ", words)] == []


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    code = code_of_the_product()
    quoted = [name for row in glossary_rows() for name in re.findall(r"`([\w.]+)`", row[2])]
    parts = {
        part for name in quoted for part in (name.split(".") if name[-3:] != ".py" else [name])
    }

    assert {part for part in parts if not re.search(rf"\b{re.escape(part)}\b", code)} == set()


# Libraries


def test_every_dependency_has_its_reasons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]["transformers"]
    base, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    wanted = [*base, *extras, *dev]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in wanted}  # type: ignore[index]
    page = (ROOT / "docs" / "decisions" / "0005-libraries.md").read_text("utf-8")
    explained = re.findall(r"^\| (`.*?) \|", page, flags=re.MULTILINE)

    assert names == set(re.findall(r"`([\w-]+)`", " ".join(explained)))


# Nothing of anybody's own

_TELEPHONE = re.compile(
    r"(?<![\w.+])(?:\+7|8)[\s(-]*(?!800|000)\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\w)"
)
_MAIL = re.compile(
    r"[\w.+-]+@(?!example\.|[\w.-]+\.(?:example|test|invalid)\b)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}",
    re.IGNORECASE,
)
_HOME = re.compile(r"(?<![\w.~])(?:/(?:home|Users|root|work|mnt)/|[A-Z]:\\+Users\\+[a-z])\w*")


def text_files() -> Iterator[tuple[str, str]]:
    for path in written_files():
        try:
            yield name_of(path), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where something stands, the file's name alone: what was found is not for the log."""
    return [name for name, text in text_files() if pattern.search(text)]


def test_no_file_has_a_personal_telephone() -> None:
    assert places(_TELEPHONE) == []


def test_no_file_has_a_personal_mail_address() -> None:
    assert places(_MAIL) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert places(_HOME) == []


@pytest.mark.parametrize(
    ("pattern", "personal", "harmless"),
    [
        (_TELEPHONE, "+7 (9" + "12) 345-67-89", "8-800-2000-122"),
        (_TELEPHONE, "8912" + "3456789", "+70000000000"),
        (_MAIL, "ivanova" + "@" + "school7.ru", "name@example.org"),
        (_HOME, "/ho" + "me/anna/hotline", "/var/lib/hotline"),
        (_HOME, "C:\\Us" + "ers\\anna", "https://t.me/root"),
    ],
)
def test_what_is_personal_would_be_noticed(
    pattern: re.Pattern[str], personal: str, harmless: str
) -> None:
    assert pattern.search(f"см. {personal}.")
    assert not pattern.search(f"см. {harmless}.")
