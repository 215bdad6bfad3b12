"""Cases in documents of Word, complete unless a test says otherwise."""

from docx.document import Document

SECTIONS = {
    "Предмет": ["физика"],
    "Уровень": ["ООО"],
    "Темы": ["решение задач; 7 класс"],
    "Проблема": ["Складывают граммы с кубометрами.", "Ответ не проверяют."],
    "Решение": ["Разберите задачу по кадрам."],
    "Материалы": ["Бланк задачи", "Таблица единиц"],
}


def add_case(document: Document, title: str, **changes: list[str]) -> None:
    """A case with headings of styles; ``changes`` of parts by their names, empty: left out."""
    document.add_heading(title, 1)
    for name, texts in (SECTIONS | changes).items():
        if texts:
            document.add_heading(name, 2)
        for text in texts:
            document.add_paragraph(text)
