"""From what people have said to a calibration in force."""

import asyncio
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select

from kit.database import Database, Transaction
from kit.listening import Listener
from knowledge import calibrations, queries
from knowledge.calibrating import Calibrator, Proposal, TooFewExamples
from knowledge.examples import Origin
from knowledge.models import CaseId, StoredCalibration
from knowledge.search import CaseSearch, Decision
from knowledge.thresholds import NEVER
from tests.knowledge.calibrating import base
from tests.knowledge.calibrating.base import NOON, calibration, cases, labelled, publish, verdicts
from tests.support.encoder import WordEncoder

QUESTION = "как объяснить тему дробь и пицца"


@pytest.fixture
async def encoder(transaction: Transaction) -> WordEncoder:
    """The one that the base is indexed by."""
    made = base.encoder()
    await publish(transaction, cases(), made)
    return made


@pytest.fixture
def calibrator(transaction: Transaction, encoder: WordEncoder) -> Calibrator:
    return Calibrator(transaction, encoder, calibration())


@pytest.fixture
def stranger(transaction: Transaction, encoder: WordEncoder) -> Calibrator:
    """For the same encoder, which the product has no calibration for."""
    return Calibrator(transaction, encoder, calibration("shipped/1"))


@pytest.fixture
async def search(transaction: Transaction, encoder: WordEncoder) -> CaseSearch:
    made = CaseSearch(transaction, encoder, calibration("shipped/1"))
    await made.refresh()
    return made


async def proposed(calibrator: Calibrator, most_wrong: float = 0.05) -> Proposal:
    return await calibrator.propose(labelled(), [], most_wrong=most_wrong, now=NOON)


async def test_labelled_questions_make_a_calibration_of_this_place(
    calibrator: Calibrator,
) -> None:
    proposal = await proposed(calibrator)

    made = proposal.calibration
    assert (proposal.labelled, proposal.verdicts, proposal.own) == (96, 0, 0)
    assert (made.fingerprint, made.questions, made.cases) == ("words/1", 96, base.CASES)
    assert made.fitted_on == "2026-03-02"
    assert proposal.after.error < proposal.before.error
    assert proposal.cost.answer_from == made.answer_from < NEVER
    assert proposal.cost.wrong <= 0.05
    assert [cost.most_wrong for cost in proposal.costs] == [0.01, 0.02, 0.03, 0.05, 0.1]


async def test_what_askers_have_said_makes_one_too(
    transaction: Transaction, calibrator: Calibrator, encoder: WordEncoder
) -> None:
    search = CaseSearch(transaction, encoder, calibration())
    await search.refresh()
    said = await verdicts(search, labelled())

    proposal = await calibrator.propose([], said, most_wrong=0.05, now=NOON)

    assert (proposal.labelled, proposal.verdicts, proposal.own) == (0, 96, 0)
    assert proposal.cost.answered > 0
    # Nobody has said what became of questions for which nothing was shown.
    assert proposal.calibration.offer_from == calibration().offer_from


async def test_what_was_said_of_another_ranking_or_encoder_is_left_out_and_counted(
    transaction: Transaction, calibrator: Calibrator, encoder: WordEncoder
) -> None:
    search = CaseSearch(transaction, encoder, calibration())
    await search.refresh()
    said = await verdicts(search, labelled())
    others = [
        replace(said[0], ranking="another"),
        replace(said[1], ranking=""),
        replace(said[2], encoder="other/1"),
        replace(said[3], encoder=None),
        replace(said[4], signals={**said[4].signals, "warmth": 0.5}),
        replace(said[5], signals={"whole": 0.5}),
    ]

    proposal = await calibrator.propose([], [*said, *others], most_wrong=0.05, now=NOON)

    assert (proposal.verdicts, proposal.verdicts_left_out) == (len(said), len(others))


async def test_too_little_is_refused_and_changes_nothing(
    transaction: Transaction, calibrator: Calibrator
) -> None:
    with pytest.raises(TooFewExamples) as refused:
        await calibrator.propose(labelled(30, 10), [], most_wrong=0.05, now=NOON)

    assert refused.value.counts == {Origin.LABELLED: 40}
    async with transaction() as session:
        assert await calibrations.history(session, "words/1") == []


async def test_right_cases_alone_teach_nothing(calibrator: Calibrator) -> None:
    with pytest.raises(TooFewExamples) as refused:
        await calibrator.propose(labelled(90, 0), [], most_wrong=0.05, now=NOON)

    assert refused.value.right > 82


async def test_a_question_to_a_case_that_is_not_published_has_no_answer_here(
    calibrator: Calibrator,
) -> None:
    lost = [replace(one, relevant=frozenset({CaseId("lost")})) for one in labelled(answerable=40)]

    proposal = await calibrator.propose([*labelled(), *lost], [], most_wrong=0.05, now=NOON)

    assert sum(not one.answerable for one in proposal.scored) > 40


async def test_an_encoder_of_another_fingerprint_only_offers_until_it_is_calibrated(
    stranger: Calibrator, search: CaseSearch
) -> None:
    before = await search.find(QUESTION)
    number = await stranger.put_in_force(await proposed(stranger, 0.1), now=NOON)
    await search.refresh()
    after = await search.find(QUESTION)

    assert (before.decision, before.calibration) == (Decision.OFFER, "words/1 uncalibrated")
    assert (after.decision, after.calibration) == (
        Decision.ANSWER,
        f"words/1 #{number} 2026-03-02 (96)",
    )
    assert before.ranking == after.ranking


async def test_a_calibration_that_is_forgotten_judges_no_more(
    stranger: Calibrator, search: CaseSearch
) -> None:
    await stranger.put_in_force(await proposed(stranger, 0.1), now=NOON)
    await search.refresh()

    assert await stranger.forget()
    await search.refresh()

    assert (await search.find(QUESTION)).decision is Decision.OFFER
    assert not await stranger.forget()


async def test_the_newest_calibration_of_an_encoder_is_the_one_in_force(
    transaction: Transaction, stranger: Calibrator, search: CaseSearch
) -> None:
    proposal = await proposed(stranger, 0.1)
    first = await stranger.put_in_force(proposal, now=NOON)
    second = await stranger.put_in_force(proposal, now=NOON)

    await search.refresh()

    assert f"#{second} " in (await search.find(QUESTION)).calibration
    async with transaction() as session:
        kept = await calibrations.history(session, "words/1")
    assert [(one.id, one.is_in_force) for one in kept] == [(second, True), (first, False)]


async def test_a_calibration_of_another_encoder_judges_nothing_here(
    transaction: Transaction, stranger: Calibrator, search: CaseSearch
) -> None:
    await stranger.put_in_force(await proposed(stranger, 0.1), now=NOON)
    async with transaction() as session:
        [stored] = await session.scalars(select(StoredCalibration))
        stored.fingerprint = "words/2"

    await search.refresh()

    assert (await search.find(QUESTION)).decision is Decision.OFFER


@pytest.mark.parametrize("fault", ["unknown", "missing", "blend", "version", "empty"])
async def test_a_calibration_of_other_signals_is_ignored_with_one_line_in_the_log(
    transaction: Transaction,
    stranger: Calibrator,
    search: CaseSearch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    number = await stranger.put_in_force(await proposed(stranger, 0.1), now=NOON)
    async with transaction() as session:
        stored = await session.get_one(StoredCalibration, number)
        stored.models = spoilt(stored.models, fault)

    await search.refresh()
    await search.refresh()

    assert (await search.find(QUESTION)).decision is Decision.OFFER
    assert caplog.text.count(f"calibration {number} was fitted to other signals") == 1


def spoilt(models: dict[str, object], fault: str) -> dict[str, object]:
    made = base.calibration("words/1")
    meaning = dict(made.meaning.weights)
    match fault:
        case "unknown":
            return {**models, "meaning": asdict(base.of_other_signals(made).meaning)}
        case "missing":
            del meaning["near"]
            return {**models, "meaning": {"intercept": 0.0, "weights": meaning}}
        case "blend":
            return {**models, "blend": {**asdict(made.blend), "warmth": 1.0}}
        case "version":
            return {**models, "signals": made.signals + 1}
        case _:
            return {}


async def test_another_target_moves_the_threshold_of_the_calibration_in_force(
    transaction: Transaction, stranger: Calibrator
) -> None:
    assert await stranger.choose_target(0.1, now=NOON) is None
    assert await stranger.costs() == ()
    proposal = await proposed(stranger, 0.1)
    await stranger.put_in_force(proposal, now=NOON)
    assert await stranger.costs() == proposal.costs

    number = await stranger.choose_target(0.01, now=NOON)

    assert number is not None
    strict = next(cost for cost in proposal.costs if cost.most_wrong == 0.01)
    async with transaction() as session:
        stored = await calibrations.in_force(session, "words/1")
    assert stored is not None
    assert stored.id == number
    chosen = calibrations.calibration_of(stored)
    assert chosen == replace(proposal.calibration, answer_from=strict.answer_from, number=number)
    assert stored.targets["most_wrong_of_answered"] == 0.01


async def test_where_people_have_said_too_little_the_base_itself_chooses_the_threshold(
    stranger: Calibrator,
) -> None:
    proposal = await stranger.propose(labelled(10, 4), [], most_wrong=0.1, now=NOON)

    lent = calibration("shipped/1").lent_to("words/1")
    assert (proposal.labelled, proposal.own) == (14, 2 * base.CASES)
    assert proposal.calibration.meaning == lent.meaning
    assert proposal.calibration.is_rescaled
    assert proposal.cost.most_wrong == 0.1
    # Twice as strict as the target, and one more wrong than was counted.
    assert proposal.cost.wrong < 0.05


async def test_a_base_with_few_questions_of_its_own_is_refused(
    transaction: Transaction,
) -> None:
    small = base.encoder("small/1")
    await publish(transaction, cases(10), small)
    calibrator = Calibrator(transaction, small, calibration("shipped/1"))

    with pytest.raises(TooFewExamples) as refused:
        await calibrator.propose([], [], most_wrong=0.1, now=NOON)

    assert refused.value.counts == {Origin.OWN: 20}


async def test_other_processes_hear_of_a_calibration_put_in_force_and_forgotten(
    database: Database,
) -> None:
    made = base.encoder()
    await publish(database.transaction, cases(), made)
    calibrator = Calibrator(database.transaction, made, calibration())
    proposal = await proposed(calibrator)
    listener, stop = Listener(database.asyncpg_dsn), asyncio.Event()
    heard = listener.event(queries.CHANNEL)
    listening = asyncio.create_task(listener.run(stop))

    for deed in (calibrator.put_in_force(proposal, now=NOON), calibrator.forget()):
        await asyncio.wait_for(heard.wait(), 30)  # at first, that it listens
        heard.clear()
        await deed
        await asyncio.wait_for(heard.wait(), 30)

    stop.set()
    await listening
