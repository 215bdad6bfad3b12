"""``hotline cases calibrate``: when a case may be shown at once, fitted to this place."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import calibrate_words as words
from bot.commands.case_words import labelled_with_unknown_cases
from bot.commands.cases import index, progress, unknown_cases
from bot.commands.running import Failure, run
from bot.opening import opened_database
from bot.settings import Settings
from kit.database import Database
from knowledge.calibrating import USUAL_TARGET, Calibrator, Proposal, TooFewExamples
from knowledge.encoder import Encoder, open_encoder
from knowledge.labelled import FaultyLabels, LabelledQuestion, read_labelled
from knowledge.seeds import plant
from knowledge.verdict import shipped_calibration
from routing.verdicts import verdicts


def calibrate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Размеченные вопросы, JSONL.")
    ] = None,
    target: Annotated[
        float,
        typer.Option(
            metavar="PERCENT",
            min=0.1,
            max=50,
            help="Сколько процентов неверных терпеть среди кейсов, показанных сразу.",
        ),
    ] = 100 * USUAL_TARGET,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Только показать, что получится.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Один документ JSON.")] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Вернуться к калибровке из поставки.")
    ] = False,
) -> None:
    """Настроить, когда кейс показывать сразу, когда предлагать, а когда звать методиста.

    Учится на размеченных вопросах из файла, если он дан, и на отзывах учителей: помог показанный
    кейс или нет. Где отзывов и разметки мало, а кодировщик не из поставки, порог выбирается по
    типовым вопросам самих кейсов. Показывает, чего стоит каждая цель. Работающая служба узнаёт
    о новой калибровке сама.
    """
    if forget and (file is not None or dry_run or as_json):
        raise typer.BadParameter("дают отдельно, без файла и других ключей", param_hint="--forget")
    if forget:
        run(_forget)
    else:
        run(partial(_calibrate, file, target=target / 100, dry_run=dry_run, as_json=as_json))


async def _calibrate(
    file: Path | None, settings: Settings, *, target: float, dry_run: bool, as_json: bool
) -> None:
    labelled = _labelled(file)
    encoder = _encoder(settings)
    now = datetime.now(UTC)
    async with opened_database(settings) as database:
        await plant(database.transaction, now=now)
        await index(database, encoder)
        unknown = await unknown_cases(database, labelled)
        if unknown:
            typer.echo(labelled_with_unknown_cases(unknown), err=True)
        calibrator = Calibrator(database.transaction, encoder)
        proposal = await _proposal(calibrator, database, encoder, labelled, target, now)
        number = None if dry_run else await calibrator.put_in_force(proposal, now=now)
    if as_json:
        typer.echo(words.document(proposal, number))
        return
    typer.echo(words.proposed(proposal))
    typer.echo(words.in_force(number) if number is not None else words.nothing_changed())


async def _proposal(
    calibrator: Calibrator,
    database: Database,
    encoder: Encoder,
    labelled: list[LabelledQuestion],
    target: float,
    now: datetime,
) -> Proposal:
    async with database.transaction() as session:
        said = await verdicts(session)
    try:
        with progress("Вопросы") as told:
            return await calibrator.propose(
                labelled, said, most_wrong=target, now=now, progress=told
            )
    except TooFewExamples as few:
        is_shipped = shipped_calibration().fits(encoder.fingerprint)
        raise Failure(words.too_few(few, is_shipped=is_shipped)) from None


async def _forget(settings: Settings) -> None:
    encoder = _encoder(settings)
    async with opened_database(settings) as database:
        had_one = await Calibrator(database.transaction, encoder).forget()
    typer.echo(words.forgotten(had_one=had_one))


def _labelled(file: Path | None) -> list[LabelledQuestion]:
    if file is None:
        return []
    try:
        return read_labelled(file)
    except FaultyLabels as faulty:
        raise Failure(str(faulty)) from None


def _encoder(settings: Settings) -> Encoder:
    encoder = open_encoder(settings.encoder)
    if encoder is None:
        raise Failure(
            "Кодировщик не загружается, и калибровать нечего: что с ним, скажет hotline doctor."
        )
    return encoder
