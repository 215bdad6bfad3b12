"""What a text still lacks, said to whoever writes it."""

from dataclasses import dataclass

from knowledge.models import CaseId
from knowledge.readiness import FEWEST_QUESTIONS, Hindrance, Lack


@dataclass(frozen=True)
class Lacking:
    """A sentence, the field that it is about, and the case that is in the way."""

    words: str
    field: str
    taken_by: CaseId | None


_SENTENCES = {
    Lack.QUESTIONS: (
        f"Нужны хотя бы {FEWEST_QUESTIONS} типичных вопроса: так бот узнаёт кейс.",
        "questions",
    ),
    Lack.TESTS: ("Нужен хотя бы один проверочный вопрос, другими словами.", "tests"),
    Lack.BASIS: ("Скажите, на чём основано, или отметьте «норматив не нужен».", "basis"),
    Lack.REVIEW: ("Назначьте день, до которого текст надо пересмотреть.", "review_by"),
    Lack.REVIEW_PAST: ("Срок пересмотра уже прошёл: назначьте новый.", "review_by"),
}
_ABOUT_PHRASES = {
    Lack.TITLE_TAKEN: ("Так уже называется другой кейс: «{}».", "title"),
    Lack.QUESTION_TAKEN: ("Этот вопрос уже стоит у другого кейса: «{}».", "questions"),
    Lack.FILE: ("Файла «{}» здесь нет: приложите его или уберите строку.", "materials"),
    Lack.TEST_IS_TYPICAL: ("Проверочный вопрос повторяет типичный: «{}».", "tests"),
}


def lacking(hindrance: Hindrance) -> Lacking:
    if hindrance.lack in _SENTENCES:
        words, field = _SENTENCES[hindrance.lack]
    else:
        sentence, field = _ABOUT_PHRASES[hindrance.lack]
        words = sentence.format(hindrance.phrase)
    return Lacking(words, field, hindrance.taken_by)
