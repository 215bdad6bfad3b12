"""The layout of files of cases: the names of fields, and what they are called in Russian."""

from kit.files.layout import Layout
from knowledge.drafts import CaseDraft

#: The first title of each field is the one to be taught; the others are understood too.
RUSSIAN = {
    "id": ("Код", "Номер", "Идентификатор"),
    "title": ("Название", "Заголовок", "Тема кейса"),
    "subject": ("Предмет",),
    "level": ("Уровень", "Уровень образования"),
    "topics": ("Темы", "Тема"),
    "problem": ("Проблема", "Ситуация", "Описание проблемы"),
    "solution": ("Решение",),
    "materials": ("Материалы",),
    "questions": ("Вопросы", "Типовые вопросы", "Типичные вопросы", "Как спрашивают"),
    "kind": ("Вид", "Тип", "Форма"),
    "audience": ("Аудитория", "Для кого"),
    "direction": ("Направление",),
    "basis": ("Основание", "Основания", "На чём основано", "Нормативная база"),
    "source": ("Источник",),
    "author": ("Автор",),
    "review_by": ("Пересмотреть до", "Дата пересмотра", "Срок пересмотра", "Актуально до"),
    "state": ("Состояние",),
}

CASES = Layout(
    titles=RUSSIAN,
    required=[name for name, field in CaseDraft.model_fields.items() if field.is_required()],
    lists=frozenset(("topics", "materials", "questions", "basis")),
    days=frozenset(("review_by",)),
    sheet="Кейсы",
    widths={"title": 40, "problem": 60, "solution": 80, "materials": 50, "questions": 50},
)
