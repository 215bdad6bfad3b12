"""All that is stored about a person, in Russian, as a dictionary ready for JSON."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from people.models import Account, Invitation, Methodist, Person, PersonId, Profile
from people.pool.draft import CONSENTS
from people.pool.files import spoken
from people.pool.models import PoolEntry
from people.subjects import subject_of
from routing.models import Entry, EntryId, EntryKind, Question, QuestionState, ShownCase
from routing.reading import FOR_ASKERS
from routing.words import words_of

#: The states of a question, in words for people.
STATES = {
    QuestionState.OFFERED: "показаны похожие случаи",
    QuestionState.QUEUED: "у координатора",
    QuestionState.ASSIGNED: "передан методисту",
    QuestionState.TAKEN: "методист готовит ответ",
    QuestionState.CLARIFYING: "методист ждёт уточнения",
    QuestionState.ANSWERED: "есть ответ",
    QuestionState.CLOSED: "закрыт",
}
_KINDS = {
    EntryKind.QUESTION: "вопрос",
    EntryKind.SUPPLEMENT: "дополнение",
    EntryKind.CLARIFICATION: "методист уточняет",
    EntryKind.CLARIFIED: "уточнение",
    EntryKind.ANSWER: "ответ методиста",
    EntryKind.NOTE: "заметка для коллег",
    EntryKind.OLD_WORDS: "было до исправления",
    EntryKind.CASE_OPENED: "открыт случай",
    EntryKind.ASSIGNED: "передан методисту",
    EntryKind.QUEUED: "передан координатору",
    EntryKind.TAKEN: "взят",
    EntryKind.DECLINED: "не моё",
    EntryKind.PASSED: "передан другому",
    EntryKind.WITHDRAWN: "ответ отменён до отправки",
    EntryKind.HELPED: "помогло",
    EntryKind.NOT_HELPED: "не помогло",
    EntryKind.FINISHED: "методист завершил вопрос",
    EntryKind.CLOSED: "закрыт",
    EntryKind.REOPENED: "открыт снова",
    EntryKind.REPLIED: "вежливый ответ без методиста",
    EntryKind.CASE_BEGUN: "из ответов начат кейс",
    EntryKind.FORGOTTEN: "автор стёр свои данные",
}
#: What an edit has replaced is kept as the detail of a deed, not as its words.
_TOLD_IN_DETAIL = (EntryKind.OLD_WORDS, EntryKind.PASSED)

Json = dict[str, Any]


def person(of: Person, accounts: Sequence[Account]) -> Json:
    return {
        "имя": of.name,
        "роли": list(of.roles),
        "впервые написали": _moment(of.met_at),
        "адреса": [
            {
                "канал": account.channel,
                "номер в канале": account.external_id,
                "недоступен с": _moment(account.unreachable_since),
            }
            for account in accounts
        ],
    }


def profile(of: Profile | None) -> Json | None:
    if of is None:
        return None
    return {
        "предметы": _subjects(of.subjects),
        "уровни": list(of.levels),
        "муниципалитет": of.municipality,
        "стаж, лет": of.experience_years,
    }


def methodist(of: Methodist | None) -> Json | None:
    if of is None:
        return None
    return {
        "предметы": _subjects(of.subjects) or "все",
        "на дежурстве": of.on_duty,
        "в отпуске до": _moment(of.away_until),
        "часы": of.hours or "как у региона",
        "открытых вопросов не больше": of.most_open or "как у всех",
    }


def question(
    asked: Question,
    entries: Sequence[Entry],
    shown: Sequence[ShownCase],
    *,
    unsent: Collection[EntryId],
    vectors: int,
) -> Json:
    """A question to whoever has asked it: notes of methodists for one another are not theirs.

    ``vectors`` is how often its meaning is kept as numbers.
    """
    told = [
        entry
        for entry in entries
        if entry.id not in unsent
        and (entry.kind in FOR_ASKERS or entry.author_id == asked.asker_id)
    ]
    found = [*asked.finding.get("matches", []), asked.finding.get("reply")]
    titles = {each["version_id"]: each["title"] for each in found if each is not None}
    return {
        "номер": asked.id,
        "состояние": STATES[asked.state],
        "задан": _moment(asked.asked_at),
        "предмет": subject_of(asked.subject).name if asked.subject else None,
        "уровень": asked.level,
        "понят как": asked.finding.get("understood"),
        "смысл хранится числами": "да" if vectors else "нет",
        "ответ обещан до": _moment(asked.answer_by),
        "отвечен": _moment(asked.answered_at),
        "закрыт": _moment(asked.closed_at),
        "помогло": asked.helped,
        "показанные случаи": [
            {
                "название": titles.get(case.version_id),
                "показан": _moment(case.shown_at),
                "открыт": _moment(case.opened_at),
            }
            for case in shown
        ],
        "история": [entry_line(entry, asked.asker_id) for entry in told],
    }


def entry_line(entry: Entry, reader_id: PersonId) -> Json:
    words = words_of(entry)
    text = words.text or (entry.detail if entry.kind in _TOLD_IN_DETAIL else "")
    return {
        "вопрос": entry.question_id,
        "что": _KINDS[entry.kind],
        "когда": _moment(entry.at),
        "кто": _who(entry, reader_id),
        "слова": text or None,
        "вложения": [
            {"вид": file.kind.value, "имя": file.name, "байт": file.size_bytes}
            for file in words.attachments
        ],
    }


def pool_entry(of: PoolEntry | None) -> Json | None:
    """The person's own row of the register, under the headings of its files."""
    return spoken(of.draft()) if of is not None else None


def consents(entry: PoolEntry | None) -> Json:
    """What the person has agreed to, or where that stands in the same file."""
    draft = entry.draft() if entry is not None else None
    agreed = draft.consents if draft is not None else ()
    return {
        "публикация в открытом списке методистов": [CONSENTS[code] for code in agreed],
        "проверки самочувствия": "в разделе «проверки самочувствия»",
    }


def invitation(used: Invitation) -> Json:
    return {
        "роль": used.role.value,
        "предметы": _subjects(used.subjects),
        "имя": used.name,
        "принято": _moment(used.used_at),
    }


def _who(entry: Entry, reader_id: PersonId) -> str:
    if entry.author_id is None:
        return "линия"
    return "вы" if entry.author_id == reader_id else "методист"


def _subjects(codes: Sequence[str]) -> list[str]:
    return [subject_of(code).name for code in codes]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
