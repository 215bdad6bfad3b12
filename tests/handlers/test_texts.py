"""What holds of every sentence, caption and button, whoever says it."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from aiogram.types import InlineKeyboardMarkup

from delivery.content import Attachment, AttachmentKind
from delivery.notices import Card, Hint, MethodistLeft, Notice, Nudge
from handlers import keyboards
from handlers.callbacks import AboutQuestion, Deed, MoveTo, OpenCase, PassTo, SendCase, TakeBack
from handlers.notices import render
from handlers.outgoing import LONGEST_TEXT
from handlers.splitting import split_text
from handlers.texts import answering, asking, cases, mine, refusals, start
from handlers.texts import notices as notice_texts
from handlers.texts import outgoing as outgoing_texts
from kit.errors import Refusal
from kit.files.faults import FaultyFile
from knowledge.calibrating import TooFewExamples
from knowledge.labelled import FaultyLabels
from knowledge.models import CaseId, VersionId
from knowledge.narrowing import Facet
from knowledge.service import CaseText
from people.levels import Level
from people.models import Invitation, Person, PersonId, Role
from people.subjects import all_subjects
from routing.models import EntryId, EntryKind, QuestionId, QuestionState
from routing.outcomes import AnswerAccepted, Brief, Line, Offered, Shown, Story
from routing.reading import Queue
from routing.subject import Why

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Words that would break or change a message if they went into it as they are.
EVIL = "<b>&"
LONG = "Сколько же можно писать об этом <b>&amp; & без конца. " * 300
#: Larger ids no messenger and no database of ours will see.
HUGE = 10**15 - 1

DOMAIN = ("people", "knowledge", "routing", "wellbeing", "delivery")
#: Raised by commands only, for a file of cases and for one of labelled questions; they carry their
#: own words, and the command shows those.
SAID_BY_COMMANDS = {FaultyFile, FaultyLabels, TooFewExamples}


def refusals_of_the_domain() -> set[type[Refusal]]:
    for name in DOMAIN:
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    found: set[type[Refusal]] = set()
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.add(kind)
            waiting.append(kind)
    return {kind for kind in found if kind.__module__.split(".")[0] in DOMAIN}


def test_every_refusal_has_a_sentence() -> None:
    kinds = refusals_of_the_domain()
    assert len(kinds) > 20

    for kind in kinds - SAID_BY_COMMANDS:
        sentence = refusals.refused(kind())
        assert sentence.endswith("."), kind.__name__
        assert len(sentence) <= 200, "an acknowledgement of a press carries no more"


# Notices


def card(text: str) -> Card:
    return Card(
        question_id=HUGE,
        text=text,
        attachments=(Attachment(AttachmentKind.DOCUMENT, "file", EVIL),),
        subject=text[:80],
        level=EVIL,
        why=Why.METHODIST,
        asker_subjects=(EVIL,) * 5,
        asker_experience_years=41,
        answer_by=NOON,
        hints=tuple(Hint(HUGE, text[:500], 100) for _ in range(3)),
    )


def notices(text: str) -> Iterator[Notice]:
    """One of each kind, every text of it being ``text``."""
    for kind in get_args(Notice):
        values: dict[str, Any] = {}
        hints = get_type_hints(kind)
        for field in fields(kind):
            by_type: dict[Any, Any] = {
                Card: card(text),
                int: HUGE,
                int | None: HUGE,
                bool: True,
                str: text,
                str | None: text,
                datetime: NOON,
                datetime | None: NOON,
                tuple[int, ...]: (HUGE,) * 30,
                tuple[Attachment, ...]: (Attachment(AttachmentKind.PHOTO, "file"),) * 12,
            }
            values[field.name] = by_type[hints[field.name]]
        if kind is Nudge:
            values["round_id"] = "A" * 22  # nobody's words: a code of the vault
        yield kind(**values)


class Markup(HTMLParser):
    """What a messenger makes of a text: the words, and the tags that stand in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags, self.open = "", set[str](), list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("notice", list(notices(LONG)), ids=lambda notice: type(notice).__name__)
def test_the_longest_notice_fits_into_messages_each_whole_in_itself(notice: Notice) -> None:
    outgoing = render(notice, NOON, MOSCOW)

    pieces = split_text(outgoing.text, LONGEST_TEXT)

    assert pieces
    for piece in pieces:
        assert 0 < len(piece) <= LONGEST_TEXT
        assert Markup(piece).open == []


@pytest.mark.parametrize("notice", list(notices(EVIL)), ids=lambda notice: type(notice).__name__)
def test_peoples_words_in_a_notice_stay_words(notice: Notice) -> None:
    html = render(notice, NOON, MOSCOW).text

    markup = Markup(html)

    assert markup.open == []
    assert markup.tags <= {"b", "i", "blockquote"}
    said = any(value == EVIL or is_dataclass(value) for value in vars(notice).values())
    assert (EVIL in markup.words) == said


# Other texts that carry people's words


def brief(state: QuestionState = QuestionState.TAKEN, text: str = EVIL) -> Brief:
    return Brief(QuestionId(HUGE), state, text, "physics", NOON, NOON, True, PersonId(HUGE))


def evil_case() -> CaseText:
    return CaseText(
        case_id=CaseId("c"),
        version_id=VersionId(1),
        number=1,
        created_at=NOON,
        title=EVIL,
        subject="physics",
        level=Level.BASIC,
        topics=(EVIL,),
        problem=EVIL,
        solution=EVIL,
        materials=(EVIL,),
        questions=(EVIL,),
        kind=EVIL,
        audience="teacher",
        direction=EVIL,
        basis=(EVIL,),
        source=EVIL,
        author=EVIL,
        review_by=date(2027, 6, 30),
    )


def texts_with_peoples_words() -> dict[str, str]:
    shown = Shown(1, VersionId(1), EVIL, "physics")
    number = QuestionId(HUGE)
    lines = tuple(Line(kind, NOON, EVIL, False, 2) for kind in EntryKind)
    invitation = Invitation(role=Role.METHODIST, subjects=["physics"], name=EVIL)
    return {
        "offered": asking.offered(Offered(number, (shown,))),
        "answered": asking.answered(number, cases.whole_case(evil_case(), MOSCOW)),
        "opened": asking.opened(number, cases.whole_case(evil_case(), MOSCOW)),
        "not that kind": asking.not_that_kind("Стикер"),
        "card": answering.card(card(EVIL), NOON, MOSCOW),
        "assigned": answering.assigned_to_you(answering.card(card(EVIL), NOON, MOSCOW), EVIL),
        "choose case": answering.choose_case(number, [EVIL]),
        "queue": answering.queue(Queue((brief(),), (brief(),), (brief(),)), NOON, MOSCOW),
        "my questions": mine.my_questions([brief(state) for state in QuestionState], NOON, MOSCOW),
        "nothing found": mine.nothing_found(EVIL),
        "story": mine.story(Story(brief(), Level.BASIC, lines, True), NOON, MOSCOW),
        "file not sent": outgoing_texts.file_not_sent(EVIL),
        "not for you": start.not_for_you(f"/{EVIL}"),
        "help": start.help_for(Person(name=EVIL, roles=[role.value for role in Role])),
        "welcomed": start.welcomed(invitation),
    }


@pytest.mark.parametrize("name", texts_with_peoples_words())
def test_peoples_words_stay_words(name: str) -> None:
    markup = Markup(texts_with_peoples_words()[name])

    assert markup.open == []
    assert markup.tags <= {"b", "i", "blockquote"}
    if name not in ("help", "welcomed", "not that kind"):
        assert EVIL in markup.words


def test_every_state_kind_and_reason_has_words() -> None:
    for state in QuestionState:
        assert mine.my_questions([brief(state)], NOON, MOSCOW)
    for why in Why:
        assert answering.why(why)
    for role in Role:
        assert start.role(role)
    left = notice_texts.methodist_left(MethodistLeft((1, 2), (3,)))
    assert "коллегам: №1, №2." in left
    assert "Пока ни у кого: №3" in left
    accepted = AnswerAccepted(QuestionId(1), EntryId(1), NOON)
    assert answering.answer_accepted(accepted, NOON) == "Ответ на №1 отправлен."


# Buttons


def every_keyboard() -> dict[str, InlineKeyboardMarkup]:
    shown = [Shown(place, VersionId(HUGE), LONG, "physics") for place in (1, 2, 3)]
    briefs = [brief()] * 20
    markups = {
        "start": keyboards.start(),
        "offered": keyboards.offered(HUGE, shown, HUGE),
        "case shown": keyboards.case_shown(HUGE, shown, HUGE, HUGE),
        "with person": keyboards.with_person(HUGE, HUGE),
        "clarified": keyboards.clarified(HUGE),
        "answer": keyboards.answer(HUGE, HUGE),
        "clarification": keyboards.clarification(HUGE),
        "finished": keyboards.finished(HUGE),
        "stop writing": keyboards.stop_writing(),
        "my questions": keyboards.my_questions(briefs),
        "card": keyboards.card(HUGE),
        "unassigned": keyboards.unassigned(HUGE),
        "with colleague": keyboards.with_colleague(HUGE),
        "taken": keyboards.taken(HUGE),
        "answer accepted": keyboards.answer_accepted(HUGE),
        "hints": keyboards.hints(HUGE, [Hint(HUGE, LONG, 99)] * 3),
        "pass to": keyboards.pass_to(HUGE),
        "whose words": keyboards.whose_words(briefs),
        "queue": keyboards.queue(briefs * 3),
    }
    for state in QuestionState:
        markup = keyboards.story(Story(brief(state), None, (), True))
        assert markup is not None
        markups[f"story of {state}"] = markup
    return markups


@pytest.mark.parametrize("name", every_keyboard())
def test_buttons_fit_into_every_messenger(name: str) -> None:
    rows = every_keyboard()[name].inline_keyboard

    buttons = [button for row in rows for button in row]
    assert 0 < len(buttons) <= 100
    assert all(0 < len(row) <= 7 for row in rows)
    for button in buttons:
        assert 0 < len(button.text) <= 60
        assert button.callback_data is not None
        assert len(button.callback_data.encode()) <= 64


def test_no_data_of_a_button_is_too_long_for_the_largest_ids() -> None:
    subject = max((each.code for each in all_subjects()), key=len)
    packed = [AboutQuestion(deed=deed, question_id=HUGE).pack() for deed in Deed]
    packed += [OpenCase(question_id=HUGE, version_id=HUGE).pack()]
    packed += [SendCase(question_id=HUGE, version_id=HUGE).pack()]
    packed += [PassTo(question_id=HUGE, subject=subject).pack()]
    packed += [MoveTo(from_id=HUGE, to_id=HUGE).pack(), TakeBack(entry_id=HUGE).pack()]

    assert max(len(each.encode()) for each in packed) <= 64


def test_the_captions_are_the_words_of_the_contract() -> None:
    def captions(markup: InlineKeyboardMarkup) -> str:
        return "|".join(button.text for row in markup.inline_keyboard for button in row)

    made = every_keyboard()
    promised = {
        "start": ["Я учитель", "Я руководитель", "Я родитель", "Я ученик"],
        "offered": ["1", "2", "3", "Спросить методиста"],
        "case shown": ["Помогло", "Не помогло", "Спросить методиста"],
        "card": ["Беру", "Не моё"],
        "taken": ["Ответить", "Уточнить", "Заметка", "Кейс", "Передать", "Завершить"],
        "answer accepted": ["Отменить"],
        "answer": ["Помогло", "Не помогло", "Дополнить"],
    }
    for name, words in promised.items():
        for word in words:
            assert word in captions(made[name]), (name, word)
    places = [row[0].text[0] for row in made["offered"].inline_keyboard[:3]]
    assert places == ["1", "2", "3"]


def test_every_caption_of_a_screen_can_be_told_from_the_others() -> None:
    for name, markup in every_keyboard().items():
        data = {button.callback_data for row in markup.inline_keyboard for button in row}
        captions = {button.text.lower() for row in markup.inline_keyboard for button in row}
        assert len(captions) >= len(data), name


def test_a_case_is_given_whole_with_its_source_and_date() -> None:
    told = cases.whole_case(evil_case(), MOSCOW)

    assert "Источник:" in told
    assert "02.03.2026" in told
    assert "30.06.2027" in told


def test_a_topic_that_begins_with_a_number_is_not_taken_for_the_number_of_a_case() -> None:
    assert asking.facet_value(Facet.TOPIC, "2–4 класс") == "Тема: 2–4 класс"
    assert asking.facet_value(Facet.TOPIC, "дроби") == "Дроби"
