"""``hotline cases …``: the base of cases out of files and into them, searched and measured."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.commands import case_words as words
from bot.commands.running import Failure, run
from bot.opening import opened_database
from bot.settings import Settings
from kit.database import Database
from kit.files.disk import write_whole
from kit.files.faults import FaultyFile
from knowledge.encoder import Encoder, open_encoder
from knowledge.evaluation import evaluate
from knowledge.files import form_of, read_cases, write_cases
from knowledge.indexing import Indexer
from knowledge.labelled import FaultyLabels, LabelledQuestion, read_labelled
from knowledge.models import CaseId
from knowledge.search import CaseSearch, Finding
from knowledge.seeds import plant
from knowledge.service import CaseBook
from people.levels import Level
from people.subjects import Subject, subject_named

app = typer.Typer(
    name="cases",
    help="База кейсов: загрузить из файла, выгрузить, найти, измерить.",
    no_args_is_help=True,
)

#: More cases than any base has.
MANY = 1_000_000


def _run(main: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run a command; a refused file ends it with the sentence that the refusal carries."""

    async def telling(settings: Settings) -> None:
        try:
            await main(settings)
        except (FaultyFile, FaultyLabels) as faulty:
            raise Failure(str(faulty)) from None

    run(telling)


def _subject(name: str) -> Subject:
    subject = subject_named(name)
    if subject is None:
        raise typer.BadParameter(f"нет предмета «{name}»; годится код (physics) или название")
    return subject


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Файл .jsonl, .csv, .xlsx или .docx.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Только проверить и сказать, что изменится.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Сразу показывать учителям всё, что есть в файле.")
    ] = False,
) -> None:
    """Загрузить кейсы: все строки или ни одной; знакомый id обновляется новой версией.

    Без --publish учителя не увидят ничего нового: новые кейсы станут черновиками, а новый текст
    опубликованного кейса будет ждать рядом с нынешним. Чтобы ввести его в силу, загрузите тот же
    файл ещё раз с --publish. Строки, которые в столбце state сами названы draft или retired,
    остаются такими и с --publish. Из книги Excel читается первый лист; в документе Word каждый
    «Заголовок 1» начинает кейс, его разделы названы так же, как столбцы таблицы.
    """
    _run(partial(_import, file, dry_run=dry_run, publish=publish))


async def _import(file: Path, settings: Settings, *, dry_run: bool, publish: bool) -> None:
    drafts = read_cases(file)
    encoder = open_encoder(settings.encoder) if publish and not dry_run else None
    async with opened_database(settings) as database:
        outcome = await CaseBook(database.transaction).import_cases(
            drafts, publish=publish, by=None, now=datetime.now(UTC), dry_run=dry_run
        )
        typer.echo(words.imported(outcome, publish=publish, dry_run=dry_run))
        if encoder is not None:
            await index(database, encoder)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Файл .jsonl, .csv или .xlsx.")],
) -> None:
    """Выгрузить все кейсы без потерь: `import --publish` того же файла сделает такую же базу.

    Черновики и снятые кейсы помечены в поле state, у опубликованных его нет. Новый текст, который
    ждёт рядом с опубликованным, идёт второй строкой с тем же id.
    """
    _run(partial(_export, file))


async def _export(file: Path, settings: Settings) -> None:
    form_of(file)
    async with opened_database(settings) as database:
        drafts = await CaseBook(database.transaction).export()
    write_cases(file, drafts)
    typer.echo(words.exported(len({draft.id for draft in drafts}), file))


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Вопрос, как его задал бы учитель.")],
    subject: Annotated[
        Subject | None,
        typer.Option(parser=_subject, metavar="S", help="Предмет учителя: код или название."),
    ] = None,
    level: Annotated[
        Level | None, typer.Option(case_sensitive=False, help="Уровень, на котором он учит.")
    ] = None,
    count: Annotated[int, typer.Option("-k", min=1, max=10, help="Сколько кейсов показать.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Один документ JSON.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Сказать, почему решено именно так.")
    ] = False,
) -> None:
    """Показать, что база предложила бы на вопрос."""
    # What a shell hands on that is no UTF-8 can be neither searched for nor printed.
    text = text.encode(errors="replace").decode()
    found = partial(words.found_json, text) if as_json else words.found
    tell = partial(found, explained=explain)
    _run(partial(_search, text, subject=subject, level=level, count=count, tell=tell))


async def _search(
    text: str,
    settings: Settings,
    *,
    subject: Subject | None,
    level: Level | None,
    count: int,
    tell: Callable[[Finding, int], str],
) -> None:
    encoder = open_encoder(settings.encoder)
    async with opened_database(settings) as database:
        cases = await ready_search(database, encoder)
        finding = await cases.find(
            text,
            subjects=[subject.code] if subject else [],
            levels=[level] if level else [],
        )
    typer.echo(tell(finding, count))


@app.command("evaluate")
def evaluate_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Размеченные вопросы, JSONL.")],
    out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT", help="Файл для полного итога; «-» — на вывод."),
    ] = None,
) -> None:
    """Прогнать размеченные вопросы через тот же подбор, что и в боте, и показать показатели."""
    _run(partial(_evaluate, file, out=out))


async def _evaluate(file: Path, settings: Settings, *, out: Path | None) -> None:
    questions = read_labelled(file)
    encoder = open_encoder(settings.encoder)
    async with opened_database(settings) as database:
        cases = await ready_search(database, encoder)
        unknown = await unknown_cases(database, questions)
        if unknown:
            typer.echo(words.labelled_with_unknown_cases(unknown), err=True)
        with progress("Вопросы") as told:
            evaluation = await evaluate(cases, questions, progress=told)
    document = evaluation.to_json() + "\n"
    if out is not None and str(out) != "-":
        write_whole(out, document.encode)
    # With --json nothing else than the document may stand on standard output.
    if out is not None and str(out) == "-":
        typer.echo(document, nl=False)
    else:
        typer.echo(words.evaluated(evaluation), err=out is not None)


async def unknown_cases(database: Database, questions: list[LabelledQuestion]) -> set[CaseId]:
    """Cases that labels speak of and that are not published."""
    known = await CaseBook(database.transaction).published_ids()
    return {case_id for question in questions for case_id in question.relevant} - known


async def ready_search(database: Database, encoder: Encoder | None) -> CaseSearch:
    """A search over the base as it is now, every case with its vectors.

    The service plants the shipped cases into an empty base and computes vectors in the background;
    here nobody may have done either yet.
    """
    await plant(database.transaction, now=datetime.now(UTC))
    if encoder is not None:
        await index(database, encoder)
    cases = CaseSearch(database.transaction, encoder)
    await cases.refresh()
    return cases


async def index(database: Database, encoder: Encoder) -> None:
    with progress("Векторы кейсов") as told:
        await Indexer(database.transaction, encoder).index_missing(limit=MANY, progress=told)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, if that is a terminal; gives what is to be told the advance."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
