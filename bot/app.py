"""The whole object graph, in the order it is built."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from aiogram import Bot, Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from starlette.routing import BaseRoute

from admin import traces as panel_traces
from admin.access import Access
from admin.app import build_panel
from admin.checkin.app import build_checkin_page
from admin.checkin.services import Services as PageServices
from admin.services import Services
from bot.apology import apologise
from bot.confiding import IsConfiding
from bot.schedule import Job
from bot.telegram.case_files import CaseFileSender
from bot.telegram.chat_address import chat_address
from bot.telegram.handling import Handling
from bot.telegram.messenger import TelegramMessenger
from delivery import outbox
from delivery.courier import Courier
from delivery.models import Delivery
from delivery.notices import AnswerReady, AnswerUndelivered, ClarificationAsked
from delivery.pace import Pace
from delivery.receiver import Receiver
from delivery.threads import Threads
from handlers.answering import Presenter
from handlers.asking import Teller
from handlers.checkin_links import PageLinks
from handlers.crisis import CrisisCard
from handlers.notices import render
from handlers.router import build_router
from handlers.typing import RememberScreens, Screens, SpeakInsteadOfAcknowledging
from kit.database import Database, Transaction
from knowledge.case_files import CaseFiles
from knowledge.encoder import Encoder
from knowledge.file_shelf import FileShelf
from knowledge.indexing import Indexer
from knowledge.life import CaseLife
from knowledge.recalculating import Recalculating
from knowledge.search import CaseSearch
from knowledge.service import CaseBook
from knowledge.trials import Trials
from knowledge.twins import Comparing
from people.addresses import Address
from people.service import Directory
from routing.attention import Attention
from routing.counting import Counting
from routing.departures import Departures
from routing.desk import Desk
from routing.drafting import Drafting
from routing.grouping import Grouping
from routing.materials import Materials
from routing.policy import HotlinePolicy
from routing.privacy import Privacy
from routing.reading import Questions
from routing.service import Hotline
from routing.specialists import Specialists
from routing.statistics import Statistics
from routing.verdicts import verdicts
from wellbeing.figures import WaveFigures
from wellbeing.frozen import WaveReports
from wellbeing.nudging import Nudges
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.retention import Retention
from wellbeing.service import CheckIns
from wellbeing.support.helplines import Helpline, shown
from wellbeing.vault import Vault

Clock = Callable[[], datetime]

#: Case versions that are indexed in one go, before anything else scheduled gets its turn.
_INDEXED_AT_ONCE = 40
#: Test questions that get their vectors in one go.
_ENCODED_AT_ONCE = 200
#: Those that are tried ahead of time in one go: one to three seconds of one core in a large base.
_TRIED_AT_ONCE = 1024
#: Questions without a case that are looked at in one go.
_GROUPED_AT_ONCE = 50


@dataclass(frozen=True)
class App:
    """Everything that serves, built and not yet running."""

    dispatcher: Dispatcher
    handling: Handling
    receiver: Receiver
    courier: Courier
    cases: CaseSearch
    casebook: CaseBook
    directory: Directory
    questions: Questions
    checkins: CheckIns
    jobs: Mapping[str, Job]
    panel_jobs: Mapping[str, Job]
    """What each process that serves the panel does for itself; nothing of it is stored."""
    page: Sequence[BaseRoute]
    """The page of check-ins, for the web side of the process; none unless people answer there."""
    access: Access
    panel: Sequence[BaseRoute]
    """The web panel, for the web side of the process."""
    outbox_counts: Callable[[], Awaitable[outbox.Counts]]


def build_app(
    database: Database,
    bots: Mapping[str, Bot],
    encoder: Encoder | None,
    policy: HotlinePolicy,
    conversations: BaseStorage,
    vault: Vault,
    check_in_policy: CheckInPolicy,
    shelf: FileShelf,
    *,
    stand_in: Encoder | None = None,
    admins: tuple[Address, ...] = (),
    helplines: tuple[Helpline, ...] = (),
    web_url: str,
    pace: Pace,
    clock: Clock,
) -> App:
    """Build the graph; ``bots`` are by channel, and whatever speaks the Bot API is one.

    ``stand_in`` serves until ``encoder`` has seen the cases that it has seen. ``helplines`` are all
    that are known, whether or not they may be shown. ``web_url`` is what people reach the web side
    under, without a slash at the end.
    """
    transaction = database.transaction
    zone = policy.hours.zone

    directory = Directory(transaction, admins=admins)
    casebook = CaseBook(transaction)
    cases = CaseSearch(transaction, encoder, stand_in=stand_in)
    files = CaseFiles(transaction, shelf)
    threads = Threads(transaction)
    hotline = Hotline(transaction, cases, directory, policy)
    desk = Desk(transaction, policy)
    questions = Questions(transaction, policy)
    privacy = Privacy(transaction, policy, traces=panel_traces.TRACES)
    checkins = CheckIns(transaction, vault, check_in_policy)
    page = PageServices(checkins, helplines, web_url, partial(chat_address, bots), clock)
    access = Access(transaction, url=web_url)
    panel = Services.over(
        transaction,
        access=access,
        casebook=casebook,
        cases=cases,
        files=files,
        directory=directory,
        questions=questions,
        policy=policy,
        zone=zone,
        clock=clock,
    )
    teller = Teller(casebook, zone)
    presenter = Presenter(questions, zone)

    screens = Screens(conversations)
    for bot in bots.values():
        bot.session.middleware(RememberScreens(screens))
        bot.session.middleware(SpeakInsteadOfAcknowledging())

    root = build_router(directory, threads, clock)
    dispatcher = Dispatcher(
        storage=conversations,
        root=root,
        zone=zone,
        directory=directory,
        casebook=casebook,
        threads=threads,
        hotline=hotline,
        desk=desk,
        questions=questions,
        privacy=privacy,
        drafting=Drafting(transaction),
        checkins=checkins,
        wave_reports=WaveReports(transaction),
        specialists=Specialists(transaction, policy),
        helplines=helplines,
        page=PageLinks(web_url),
        panel=access,
        statistics=Statistics(transaction, policy.hours),
        attention=Attention(transaction),
        materials=Materials(transaction),
        teller=teller,
        presenter=presenter,
        screens=screens,
    )
    dispatcher.include_router(root)
    card = CrisisCard(shown(helplines), policy.hours, IsConfiding(conversations))
    handling = Handling(dispatcher, bots, card)
    receiver = Receiver(transaction, handling.handle, parked=partial(apologise, bots))

    messenger = TelegramMessenger(
        bots, lambda notice: [render(notice, clock(), zone)], CaseFileSender(files)
    )
    lost = partial(_tell_undelivered, transaction, questions, clock)
    courier = Courier(transaction, messenger, pace, lost=lost)

    indexer = Indexer(transaction, encoder) if encoder is not None else None
    jobs = _jobs(desk, panel.departures, receiver, pace, cases, access, indexer)
    jobs |= _case_jobs(panel.life, panel.trials, files)
    look_ahead = partial(panel.trials.look_ahead, limit=_TRIED_AT_ONCE)
    tried = Job(timedelta(seconds=10), _ignoring_time(look_ahead))
    if encoder is not None:
        jobs |= _curating_jobs(Grouping(transaction, encoder), Comparing(transaction, encoder))
        recalculating = Recalculating(transaction, encoder, verdicts, clock)
        jobs["recalculate calibrations"] = Job(timedelta(seconds=5), recalculating.carry_out)
    jobs |= _check_in_jobs(transaction, vault, check_in_policy)
    count = Counting(transaction, zone).count_days
    jobs["count days"] = Job(timedelta(seconds=20), count)
    return App(
        dispatcher,
        handling,
        receiver,
        courier,
        cases,
        casebook,
        directory,
        questions,
        checkins,
        jobs,
        {"try test questions ahead": tried},
        build_checkin_page(page) if check_in_policy.place is Place.PAGE else (),
        access,
        build_panel(panel),
        partial(_outbox_counts, transaction, clock),
    )


def _jobs(
    desk: Desk,
    departures: Departures,
    receiver: Receiver,
    pace: Pace,
    cases: CaseSearch,
    access: Access,
    indexer: Indexer | None,
) -> dict[str, Job]:
    jobs = {
        "assign waiting questions": Job(timedelta(seconds=20), desk.assign_waiting),
        "release questions of those who left": Job(timedelta(minutes=1), departures.release),
        "follow the base of cases": Job(timedelta(minutes=1), _ignoring_time(cases.refresh)),
        "forget old events": Job(timedelta(hours=1), receiver.forget_old),
        "forget unused limits": Job(timedelta(hours=1), pace.forget_unused),
        "forget old sessions": Job(timedelta(minutes=5), access.forget_old),
    }
    if indexer is not None:
        index = partial(indexer.index_missing, limit=_INDEXED_AT_ONCE)
        jobs["index cases"] = Job(timedelta(seconds=15), _ignoring_time(index))
    return jobs


def _check_in_jobs(transaction: Transaction, vault: Vault, policy: CheckInPolicy) -> dict[str, Job]:
    nudges = Nudges(transaction, vault, policy)
    retention = Retention(transaction, vault)
    figures = WaveFigures(transaction, vault, policy)
    return {
        # Rounds end first: whoever has an open one is not asked anew.
        "end check-ins": Job(timedelta(minutes=5), nudges.close_due),
        "begin check-ins": Job(timedelta(seconds=30), nudges.nudge_due),
        "remind of check-ins": Job(timedelta(minutes=1), nudges.remind_due),
        "freeze waves": Job(timedelta(hours=1), figures.freeze_wave),
        "forget old check-ins": Job(timedelta(hours=1), retention.retain),
    }


def _case_jobs(life: CaseLife, trials: Trials, files: CaseFiles) -> dict[str, Job]:
    encode = partial(trials.encode_missing, limit=_ENCODED_AT_ONCE)
    return {
        "publish cases in their time": Job(timedelta(minutes=1), life.publish_due),
        "encode test questions": Job(timedelta(minutes=1), _ignoring_time(encode)),
        "remove unused files": Job(timedelta(hours=1), files.forget_unused),
    }


def _curating_jobs(grouping: Grouping, comparing: Comparing) -> dict[str, Job]:
    group = partial(grouping.group, limit=_GROUPED_AT_ONCE)
    return {
        "group questions without a case": Job(timedelta(seconds=30), group),
        "compare cases": Job(timedelta(minutes=1), comparing.compare_new),
    }


async def _outbox_counts(transaction: Transaction, clock: Clock) -> outbox.Counts:
    async with transaction() as session:
        return await outbox.counts(session, clock())


def _ignoring_time(
    deed: Callable[[], Awaitable[object]],
) -> Callable[[datetime], Awaitable[object]]:
    async def do(_now: datetime) -> object:
        return await deed()

    return do


async def _tell_undelivered(
    transaction: Transaction, questions: Questions, clock: Clock, lost: Delivery
) -> None:
    """Whoever has written to an asker out of reach hears that it did not arrive."""
    notice = lost.notice
    if not isinstance(notice, AnswerReady | ClarificationAsked):
        return
    methodist_id = await questions.methodist_of(notice.question_id)
    if methodist_id is None:
        return
    async with transaction() as session:
        undelivered = AnswerUndelivered(notice.question_id)
        await outbox.post(session, undelivered, to=methodist_id, at=clock())
