"""Buttons."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from delivery.notices import Hint
from handlers.callbacks import (
    AboutQuestion,
    CaseMaterials,
    Deed,
    IAm,
    MoveTo,
    Narrow,
    OpenCase,
    OwnQuestion,
    PassTo,
    SendCase,
    StopWriting,
    TakeBack,
    Who,
)
from handlers.texts import asking as asking_texts
from handlers.texts import start as start_texts
from knowledge.narrowing import Facet, Narrowing
from people.subjects import all_subjects
from routing.models import QuestionState
from routing.outcomes import Brief, Shown, Story

#: Longer captions are cut by the messenger itself.
_CAPTION = 48
#: Six numbers in a row can still be hit by a thumb.
_NUMBERS_IN_A_ROW = 5

HELPED, NOT_HELPED, ASK_PERSON = "Помогло", "Не помогло", "Спросить методиста"
SUPPLEMENT, CLOSE, REOPEN = "Дополнить", "Закрыть", "Вернуть"
TAKE, DECLINE = "Беру", "Не моё"
ANSWER, CLARIFY, NOTE, CASE, PASS, FINISH = (
    "Ответить", "Уточнить", "Заметка", "Кейс", "Передать", "Завершить",
)  # fmt: skip
MATERIALS = "📎 Материалы"
MAKE_CASE = "Сделать кейс из ответа"
TAKE_BACK, STOP = "Отменить", "Не писать"
ANY = "Неважно"

Button = tuple[str, CallbackData]


def start() -> InlineKeyboardMarkup:
    return _rows(
        [(start_texts.TEACHER, IAm(who=Who.TEACHER)), (start_texts.LEADER, IAm(who=Who.LEADER))],
        [(start_texts.PARENT, IAm(who=Who.PARENT)), (start_texts.PUPIL, IAm(who=Who.PUPIL))],
    )


def offered(
    question_id: int,
    cases: Sequence[Shown],
    earlier: int | None = None,
    narrowing: Narrowing | None = None,
) -> InlineKeyboardMarkup:
    return _rows(
        *_cases(question_id, cases),
        *(_asked_back(question_id, narrowing) if narrowing is not None else ()),
        [(ASK_PERSON, _about(Deed.ASK_PERSON, question_id))],
        *_earlier(question_id, earlier),
    )


def _asked_back(question_id: int, asked: Narrowing) -> list[list[Button]]:
    """One tap each; a topic has a row of its own, being long."""
    taps: list[Button] = [
        (
            asking_texts.facet_value(asked.facet, value)[:_CAPTION],
            Narrow(question_id=question_id, facet=asked.facet, place=place),
        )
        for place, value in enumerate(asked.values)
    ]
    in_a_row = 1 if asked.facet is Facet.TOPIC else 2
    rows = [taps[start : start + in_a_row] for start in range(0, len(taps), in_a_row)]
    return [*rows, [(ANY, Narrow(question_id=question_id, facet=asked.facet, place=-1))]]


def case_shown(
    question_id: int,
    others: Sequence[Shown] = (),
    earlier: int | None = None,
    files_of: int | None = None,
) -> InlineKeyboardMarkup:
    """Under a case: its files, did it help, a person instead, and the cases near it."""
    return _rows(
        *_files(question_id, files_of),
        _did_it_help(question_id),
        [(ASK_PERSON, _about(Deed.ASK_PERSON, question_id))],
        *_cases(question_id, others),
        *_earlier(question_id, earlier),
    )


def replied(question_id: int, earlier: int | None = None) -> InlineKeyboardMarkup:
    """Under a reply of the base: a person after all."""
    return _rows(
        [(ASK_PERSON, _about(Deed.ASK_PERSON, question_id))], *_earlier(question_id, earlier)
    )


def with_person(question_id: int, earlier: int | None = None) -> InlineKeyboardMarkup:
    rows = [
        [
            (SUPPLEMENT, _about(Deed.SUPPLEMENT, question_id)),
            (CLOSE, _about(Deed.CLOSE, question_id)),
        ]
    ]
    return _rows(*rows, *_earlier(question_id, earlier))


def clarified(question_id: int) -> InlineKeyboardMarkup:
    return _rows([("Это новый вопрос", _about(Deed.ASK_ANEW, question_id))])


def answer(question_id: int, files_of: int | None = None) -> InlineKeyboardMarkup:
    return _rows(
        *_files(question_id, files_of),
        _did_it_help(question_id),
        [(SUPPLEMENT, _about(Deed.SUPPLEMENT, question_id))],
    )


def corrected(question_id: int) -> InlineKeyboardMarkup:
    """Under the correction of a case: a person, for whoever has acted on the wrong one."""
    return _rows([(ASK_PERSON, _about(Deed.ASK_PERSON, question_id))])


def clarification(question_id: int) -> InlineKeyboardMarkup:
    return _rows([(SUPPLEMENT, _about(Deed.SUPPLEMENT, question_id))])


def finished(question_id: int) -> InlineKeyboardMarkup:
    return _rows(_did_it_help(question_id))


def stop_writing() -> InlineKeyboardMarkup:
    return _rows([(STOP, StopWriting())])


def my_questions(briefs: Sequence[Brief]) -> InlineKeyboardMarkup:
    return _rows(*_numbers(briefs, Deed.SHOW))


def story(told: Story) -> InlineKeyboardMarkup | None:
    """What the asker can still do with a question."""
    number, state = told.brief.question_id, told.brief.state
    if state is QuestionState.CLOSED:
        return _rows([(REOPEN, _about(Deed.REOPEN, number))]) if told.can_be_reopened else None
    if state is QuestionState.ANSWERED:
        return answer(number)
    if state is QuestionState.OFFERED:
        return _rows(
            [(ASK_PERSON, _about(Deed.ASK_PERSON, number))],
            [(SUPPLEMENT, _about(Deed.SUPPLEMENT, number)), (CLOSE, _about(Deed.CLOSE, number))],
        )
    return with_person(number)


def card(question_id: int) -> InlineKeyboardMarkup:
    return _rows(
        [(TAKE, _about(Deed.TAKE, question_id)), (DECLINE, _about(Deed.DECLINE, question_id))]
    )


def unassigned(question_id: int) -> InlineKeyboardMarkup:
    return _rows([(TAKE, _about(Deed.TAKE, question_id)), (PASS, _about(Deed.PASS, question_id))])


def with_colleague(question_id: int) -> InlineKeyboardMarkup:
    """For coordinators: a colleague has the question, and somebody else could."""
    return _rows([(PASS, _about(Deed.PASS, question_id))])


def taken(question_id: int) -> InlineKeyboardMarkup:
    return _rows(
        [
            (ANSWER, _about(Deed.ANSWER, question_id)),
            (CLARIFY, _about(Deed.CLARIFY, question_id)),
        ],
        [(NOTE, _about(Deed.NOTE, question_id)), (CASE, _about(Deed.CASE, question_id))],
        [(PASS, _about(Deed.PASS, question_id)), (FINISH, _about(Deed.FINISH, question_id))],
    )


def answer_accepted(entry_id: int) -> InlineKeyboardMarkup:
    return _rows([(TAKE_BACK, TakeBack(entry_id=entry_id))])


def make_case(question_id: int) -> InlineKeyboardMarkup:
    return _rows([(MAKE_CASE, _about(Deed.MAKE_CASE, question_id))])


def hints(
    question_id: int, cases: Sequence[Hint], *, is_answered: bool = False
) -> InlineKeyboardMarkup:
    made = [[(MAKE_CASE, _about(Deed.MAKE_CASE, question_id))]] if is_answered else []
    return _rows(
        *(
            [
                (
                    _cut(f"{place}. {hint.title}"),
                    SendCase(question_id=question_id, version_id=hint.version_id),
                )
            ]
            for place, hint in enumerate(cases, start=1)
        ),
        *made,
    )


def pass_to(question_id: int) -> InlineKeyboardMarkup:
    buttons: list[Button] = [
        (_cut(subject.name, 30), PassTo(question_id=question_id, subject=subject.code))
        for subject in all_subjects()
    ]
    return _rows(*_in_rows(buttons, 2))


def whose_words(own: Sequence[Brief]) -> InlineKeyboardMarkup:
    answers: list[list[Button]] = [
        [(f"Ответ на №{brief.question_id}", _about(Deed.WRITTEN, brief.question_id))]
        for brief in own
    ]
    return _rows(*answers, [("Мой вопрос", OwnQuestion())])


def queue(briefs: Sequence[Brief]) -> InlineKeyboardMarkup:
    return _rows(*_numbers(briefs, Deed.CARD))


def _did_it_help(question_id: int) -> list[Button]:
    return [
        (HELPED, _about(Deed.HELPED, question_id)),
        (NOT_HELPED, _about(Deed.NOT_HELPED, question_id)),
    ]


def _files(question_id: int, version_id: int | None) -> list[list[Button]]:
    if version_id is None:
        return []
    return [[(MATERIALS, CaseMaterials(question_id=question_id, version_id=version_id))]]


def _about(deed: Deed, question_id: int) -> AboutQuestion:
    return AboutQuestion(deed=deed, question_id=question_id)


def _cases(question_id: int, cases: Sequence[Shown]) -> list[list[Button]]:
    return [
        [
            (
                _cut(f"{case.position}. {case.title}"),
                OpenCase(question_id=question_id, version_id=case.version_id),
            )
        ]
        for case in cases
    ]


def _earlier(question_id: int, earlier: int | None) -> list[list[Button]]:
    if earlier is None:
        return []
    return [[(f"Это к №{earlier}", MoveTo(from_id=question_id, to_id=earlier))]]


def _numbers(briefs: Sequence[Brief], deed: Deed) -> list[list[Button]]:
    return _in_rows(
        [(f"№{brief.question_id}", _about(deed, brief.question_id)) for brief in briefs],
        _NUMBERS_IN_A_ROW,
    )


def _in_rows(buttons: list[Button], width: int) -> list[list[Button]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _cut(caption: str, length: int = _CAPTION) -> str:
    return caption if len(caption) <= length else caption[: length - 1].rstrip() + "…"


def _rows(*rows: Sequence[Button]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=caption, callback_data=data.pack()) for caption, data in row]
            for row in rows
        ]
    )
