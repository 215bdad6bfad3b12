"""Cases for tests, complete unless a test says otherwise."""

from typing import Any

from knowledge.drafts import CaseDraft


def row(id: str = "physics-1", **values: Any) -> dict[str, Any]:
    """The values of one row of a file of cases: all required fields, and what is given."""
    return {
        "id": id,
        "title": "Единицы измерения в задачах",
        "subject": "physics",
        "level": "ООО",
        "topics": ["решение задач", "7 класс"],
        "problem": "Семиклассники складывают граммы с кубометрами.",
        "solution": "1. Разберите задачу по кадрам.\n2. Дайте бланк.",
        "materials": ["Бланк задачи"],
        **values,
    }


def draft(id: str = "physics-1", **values: Any) -> CaseDraft:
    return CaseDraft.model_validate(row(id, **values))
