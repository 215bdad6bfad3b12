"""What the hotline thought of a question, in the words of a methodist."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.verdict import Decision
from people.subjects import subject_of
from routing.models import WITH_PEOPLE, QuestionState

#: Cosines of e5 lie close together: below the first two texts share a topic at best.
_AKIN, _CLOSE = 0.84, 0.88
_FEW_WORDS, _MANY_WORDS = 0.15, 0.4
_SAME, _OTHER = 0.5, -0.5
#: Nobody is ever quite certain.
_SUREST = 99

_DECISIONS = {
    Decision.ANSWER: (
        "Ответить кейсом",
        "Один кейс подходит так уверенно, что учитель видит его сразу.",
    ),
    Decision.OFFER: (
        "Предложить на выбор",
        "Похожие кейсы есть, но полной уверенности нет: учитель выбирает сам.",
    ),
    Decision.ROUTE: (
        "Передать методисту",
        "Готового ответа в базе не видно: отвечает человек, а кейсы служат ему подсказкой.",
    ),
}
_STATES = {
    QuestionState.OFFERED: "Учителю показаны кейсы",
    QuestionState.QUEUED: "В очереди у координатора",
    QuestionState.ASSIGNED: "Назначен методист",
    QuestionState.TAKEN: "Методист взял вопрос",
    QuestionState.CLARIFYING: "Методист уточняет",
    QuestionState.ANSWERED: "Ответ отправлен",
    QuestionState.CLOSED: "Вопрос закрыт",
}
_REMARKS = {
    "раскладка": "исправлена раскладка клавиатуры",
    "транслит": "латиница прочитана по-русски",
    "опечатки": "исправлены опечатки",
    "сокращения": "раскрыты сокращения",
}
_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@dataclass(frozen=True)
class CaseThought:
    id: str
    title: str
    subject: str
    percent: int
    """How probably the case answers the question, 0 to 99."""
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Thought:
    """The last question of a teacher, and why the hotline did with it what it did."""

    question: int
    text: str
    state: str
    decision: Decision | None
    verdict: str
    reason: str
    understood: str | None
    """The question as it was searched for; ``None`` where that says nothing new."""
    remarks: tuple[str, ...]
    cases: tuple[CaseThought, ...]
    by_words_alone: bool
    """The search had no encoder: it compared words, not meaning."""
    subject: str | None
    why_subject: str
    promise: str | None
    """By when a person answers; ``None`` once nothing is waited for."""
    methodist: str | None
    why_methodist: str | None
    ms: int


def explain(
    *,
    question: int,
    text: str,
    state: QuestionState,
    finding: Mapping[str, Any],
    subject: str | None,
    why_subject: str,
    answer_by: datetime | None,
    zone: ZoneInfo,
    methodist: str | None = None,
    why_methodist: str | None = None,
) -> Thought:
    """Put a stored finding into words.

    Args:
        finding: ``knowledge.search.Finding`` as it is stored with the question.
        subject: the subject's code.
        methodist: the name shown in the demo; ``None`` while nobody has the question.
        why_methodist: why this one and no other.
    """
    decision = Decision(finding["decision"]) if finding.get("decision") else None
    verdict, reason = _verdict(
        decision, finding.get("reply"), is_empty=bool(finding.get("nothing_asked"))
    )
    understood = finding.get("understood") or None
    return Thought(
        question=question,
        text=text,
        state=_STATES[state],
        decision=decision,
        verdict=verdict,
        reason=reason,
        understood=understood if understood and not _is_same(understood, text) else None,
        remarks=tuple(_REMARKS.get(remark, remark) for remark in finding.get("remarks", ())),
        cases=tuple(_case(match) for match in finding.get("matches", ())),
        by_words_alone=decision is not None and finding.get("encoder") is None,
        subject=subject_name(subject),
        why_subject=why_subject,
        promise=_moment(answer_by, zone) if answer_by and state in WITH_PEOPLE else None,
        methodist=methodist,
        why_methodist=why_methodist,
        ms=round(finding.get("ms") or 0),
    )


def as_json(thought: Thought) -> dict[str, Any]:
    return asdict(thought)


def subject_name(code: str | None) -> str | None:
    """The Russian name; an unknown code stands for itself."""
    try:
        return subject_of(code).name if code else None
    except KeyError:
        return code


def _verdict(
    decision: Decision | None, reply: Mapping[str, Any] | None, *, is_empty: bool
) -> tuple[str, str]:
    if is_empty:
        return "Вопроса не видно", "В сообщении нет ни одного содержательного слова."
    if decision is None:
        return "Поиска не было", "Вопрос пошёл к методисту без поиска по базе."
    if reply is None:
        return _DECISIONS[decision]
    chosen = f"Обращение похоже на «{reply['title']}» ({_percent(reply['score'])} %)"
    if not reply["goes_on"]:
        return "Ответить словами базы", f"{chosen}: методист не нужен, пока его не позовут."
    verdict, reason = _DECISIONS[decision]
    return f"Сначала поддержать. {verdict}", f"{chosen}: сначала слова поддержки. {reason}"


def _case(match: Mapping[str, Any]) -> CaseThought:
    return CaseThought(
        id=str(match["case_id"]),
        title=match["title"],
        subject=subject_name(match["subject"]) or "",
        percent=_percent(match["score"]),
        reasons=tuple(_reasons(match.get("signals") or {})),
    )


def _percent(score: float) -> int:
    return min(_SUREST, round(100 * score))


def _reasons(signals: Mapping[str, Any]) -> Sequence[str]:
    return [
        words
        for words in (
            _meaning(signals.get("whole"), signals.get("near")),
            _words(signals.get("words")),
            _agreement(signals.get("subject"), "предмет тот же", "другой предмет"),
            _agreement(signals.get("level"), "уровень тот же", "другой уровень"),
        )
        if words
    ]


def _meaning(whole: float | None, near: float | None) -> str | None:
    known = [cosine for cosine in (whole, near) if cosine is not None]
    if not known or max(known) < _AKIN:
        return None
    if near is not None and near == max(known) and near >= _CLOSE:
        return "так уже спрашивали"
    return "близко по смыслу" if max(known) >= _CLOSE else "похоже по смыслу"


def _words(share: float | None) -> str | None:
    if share is None or share < _FEW_WORDS:
        return None
    return "совпали главные слова" if share >= _MANY_WORDS else "совпала часть слов"


def _agreement(value: float | None, same: str, other: str) -> str | None:
    if value is None or _OTHER < value < _SAME:
        return None
    return same if value >= _SAME else other


def _is_same(understood: str, text: str) -> bool:
    return _letters(understood) == _letters(text)


def _letters(text: str) -> str:
    folded = text.lower().replace("ё", "е")
    return "".join(character for character in folded if character.isalnum())


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"до {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"
