"""What the panel says of questions and what happened to them."""

from delivery.content import Attachment, AttachmentKind
from routing.models import EntryKind, QuestionState
from routing.register import Event
from routing.register_queries import Heap
from routing.subject import Why

STATES = {
    QuestionState.OFFERED: "показаны случаи",
    QuestionState.QUEUED: "без методиста",
    QuestionState.ASSIGNED: "у методиста",
    QuestionState.TAKEN: "в работе",
    QuestionState.CLARIFYING: "ждёт уточнения",
    QuestionState.ANSWERED: "есть ответ",
    QuestionState.CLOSED: "закрыт",
}
#: Kind of the badge, see ``ui.badge``.
TONES = {
    QuestionState.OFFERED: "calm",
    QuestionState.QUEUED: "bad",
    QuestionState.ASSIGNED: "warn",
    QuestionState.TAKEN: "calm",
    QuestionState.CLARIFYING: "plain",
    QuestionState.ANSWERED: "good",
    QuestionState.CLOSED: "plain",
}
HEAPS = {
    Heap.OPEN: "Все открытые",
    Heap.UNASSIGNED: "Без методиста",
    Heap.OVERDUE: "Просрочены",
    Heap.DISPUTED: "Спорные",
    Heap.MINE: "Мои",
}
#: What an empty heap says.
NOTHING = {
    Heap.OPEN: "Открытых вопросов нет.",
    Heap.UNASSIGNED: "У каждого вопроса есть методист.",
    Heap.OVERDUE: "Просроченных нет.",
    Heap.DISPUTED: "Спорных нет: таких, где ответ не помог и нужен новый.",
    Heap.MINE: "У вас пока нет вопросов.",
}
WHY = {
    Why.TEXT: "предмет назван в вопросе",
    Why.CASES: "похожие случаи — по этому предмету",
    Why.PROFILE: "предмет взят из профиля учителя",
    Why.NOTHING: "предмет по вопросу не понятен",
    Why.METHODIST: "предмет указал коллега",
    Why.ASKER: "написано лично психологу",
}
_DEEDS = {
    EntryKind.QUESTION: "Вопрос",
    EntryKind.SUPPLEMENT: "Дополнение",
    EntryKind.CLARIFICATION: "Уточнение у учителя",
    EntryKind.CLARIFIED: "Ответ на уточнение",
    EntryKind.ANSWER: "Ответ",
    EntryKind.NOTE: "Заметка для коллег",
    EntryKind.OLD_WORDS: "Было до исправления",
    EntryKind.CASE_OPENED: "Открыт случай",
    EntryKind.ASSIGNED: "Передан методисту",
    EntryKind.QUEUED: "Передан координаторам: свободных методистов нет",
    EntryKind.TAKEN: "Взят в работу",
    EntryKind.DECLINED: "«Не моё»",
    EntryKind.PASSED: "Передан дальше",
    EntryKind.WITHDRAWN: "Ответ отменён до отправки",
    EntryKind.HELPED: "Помогло",
    EntryKind.NOT_HELPED: "Не помогло",
    EntryKind.FINISHED: "Завершён методистом",
    EntryKind.CLOSED: "Закрыт",
    EntryKind.REOPENED: "Открыт снова",
    EntryKind.REPLIED: "Вежливый ответ базы",
    EntryKind.CASE_BEGUN: "Из ответов начат кейс",
    EntryKind.FORGOTTEN: "Автор стёр свои данные",
}
_FILES = {
    AttachmentKind.PHOTO: "фото",
    AttachmentKind.DOCUMENT: "файл",
    AttachmentKind.VOICE: "голосовое",
    AttachmentKind.AUDIO: "аудио",
    AttachmentKind.VIDEO: "видео",
    AttachmentKind.VIDEO_NOTE: "видео-кружок",
    AttachmentKind.ANIMATION: "анимация",
}


def deed(event: Event, *, with_names: bool) -> str:
    """What happened, and whom it concerned."""
    words = _DEEDS[event.kind]
    if event.kind is EntryKind.ASSIGNED:
        chosen = "по очереди: меньше всего открытых" if event.by_hotline else "выбор координатора"
        towards = f": {event.towards or 'данные стёрты'}" if with_names else ""
        return f"{words}{towards} ({chosen})"
    return words


def who(event: Event, asker: int, *, with_names: bool) -> str:
    """Whoever did it: the asker under a number, colleagues by name for those who may know it."""
    if event.by_asker:
        return f"учитель №{asker}"
    if event.by_hotline:
        return "линия"
    return event.author or "коллега, чьи данные стёрты" if with_names else "коллега"


def files(of: tuple[Attachment, ...]) -> str:
    """Kinds of attachments; names of files may name people, and stay out."""
    return ", ".join(_FILES[each.kind] for each in of)
