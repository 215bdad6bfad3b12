"""Why the base decided as it did, in words that a methodist understands."""

from collections.abc import Mapping
from typing import Any

from knowledge.verdict import Decision

#: Cosines of e5 lie close together: below the first two texts share a topic at best.
_AKIN, _CLOSE = 0.84, 0.88
_FEW_WORDS, _MANY_WORDS = 0.15, 0.4
_SAME, _OTHER = 0.5, -0.5
#: So far above the next case, in log odds, the first one is seven times as likely to be right;
#: closer than the second figure the two can hardly be told apart.
_CLEAR_LEAD, _CLOSE_LEAD = 2.0, 0.5
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
_REMARKS = {
    "раскладка": "исправлена раскладка клавиатуры",
    "транслит": "латиница прочитана по-русски",
    "опечатки": "исправлены опечатки",
    "сокращения": "раскрыты сокращения",
}


def verdict(decision: Decision | None, *, nothing_asked: bool = False) -> tuple[str, str]:
    """What was decided, and why: a short title and a sentence; ``None``: nothing was searched."""
    if nothing_asked:
        return "Вопроса не видно", "В сообщении нет ни одного содержательного слова."
    if decision is None:
        return "Поиска не было", "Вопрос пошёл к методисту без поиска по базе."
    return _DECISIONS[decision]


def verdict_of(finding: Mapping[str, Any]) -> tuple[str, str]:
    """The same of a finding as it is stored with its question, the reply to it told, too."""
    decision = Decision(finding["decision"]) if finding.get("decision") else None
    reply = finding.get("reply")
    if reply is None:
        return verdict(decision, nothing_asked=bool(finding.get("nothing_asked")))
    chosen = f"Обращение похоже на «{reply['title']}» ({percent(reply['score'])} %)"
    if not reply["goes_on"]:
        return "Ответить словами базы", f"{chosen}: методист не нужен, пока его не позовут."
    title, reason = verdict(decision)
    return f"Сначала поддержать. {title}", f"{chosen}: сначала слова поддержки. {reason}"


def limits_of(finding: Mapping[str, Any]) -> str | None:
    """From which probability cases would have been shown; ``None`` where nothing was searched."""
    # What was asked before they were recorded has none.
    if finding.get("offer_from") is None or finding.get("nothing_asked"):
        return None
    return limits(answer_from=finding.get("answer_from"), offer_from=finding["offer_from"])


def was_by_words(finding: Mapping[str, Any]) -> bool:
    """Whether only words were compared, since no encoder was there."""
    return bool(finding.get("decision")) and finding.get("encoder") is None


def limits(*, answer_from: float | None, offer_from: float) -> str:
    """From which probability cases are shown; ``answer_from`` is ``None`` where none ever is."""
    offered = f"на выбор — от {percent(offer_from)} %"
    if answer_from is None:
        return f"Кейсы предлагаются {offered}; сразу не показываются: нет калибровки."
    return f"Сразу показывается кейс от {percent(answer_from)} %, {offered}."


def remark(name: str) -> str:
    """What was changed in the question before the search; see ``knowledge.normalise``."""
    return _REMARKS.get(name, name)


def percent(probability: float) -> int:
    """A probability for people, 0 to 99."""
    return min(_SUREST, round(100 * probability))


def reasons(signals: Mapping[str, Any]) -> tuple[str, ...]:
    """What speaks for a case, and against it, the weightiest first.

    Args:
        signals: ``knowledge.ranking.Signals`` as a mapping, as it is stored with a question; an
            older record may have fewer of them.
    """
    found = (
        _meaning(signals["whole"], signals.get("near")) if "whole" in signals else None,
        _words(signals.get("words")),
        _agreement(signals.get("subject"), "предмет тот же", "другой предмет"),
        _agreement(signals.get("level"), "уровень тот же", "другой уровень"),
        _agreement(signals.get("grade"), "класс тот же", "другой класс"),
        _lead(signals.get("margin")),
    )
    return tuple(words for words in found if words)


def _meaning(whole: float | None, near: float | None) -> str | None:
    known = [cosine for cosine in (whole, near) if cosine is not None]
    if not known:
        return "смысл не сравнивался"
    if max(known) < _AKIN:
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


def _lead(margin: float | None) -> str | None:
    """Only the first case leads; the margin of the others is below nought."""
    if margin is None or margin <= 0:
        return None
    if margin >= _CLEAR_LEAD:
        return "заметно опережает остальные"
    return "рядом есть почти такой же" if margin < _CLOSE_LEAD else None
