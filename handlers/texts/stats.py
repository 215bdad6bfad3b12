"""Figures in words."""

from datetime import timedelta

from handlers.texts.counting import counted
from people.subjects import subject_of
from routing.attention import Needs
from routing.figures import FEWEST, Figures, Report, Share, Typical

_MOST_SUBJECTS = 5


def figures(report: Report, needs: Needs) -> str:
    """The last seven days, and what waits at this moment."""
    whole = report.whole
    blocks = [
        f"<b>За семь дней: {counted(whole.asked, 'вопрос', 'вопроса', 'вопросов')}</b>",
        _shares(whole) if whole.is_telling else _few(),
        _subjects(report),
        f"<b>Сейчас:</b> без методиста — {needs.unassigned}, просрочено — {needs.overdue}.",
        "Подробнее и за другие дни — в панели: /panel.",
    ]
    return "\n\n".join(block for block in blocks if block)


def _few() -> str:
    return f"Меньше {FEWEST} вопросов: доли и сроки не считаю, за ними видны отдельные люди."


def _shares(of: Figures) -> str:
    return "\n".join(
        (
            f"• База ответила, «помогло» без человека: {_share(of.base_confirmed)}",
            f"• База ответила, без возврата: {_share(of.base_silent)}",
            f"• Помогло (кейс или ответ): {_share(of.confirmed)}",
            f"• Без возврата неделю: {_share(of.silent)}",
            f"• Не помогло: {_share(of.not_helped)}",
            f"• Первый ответ методиста: {_typical(of.first_answer)}",
            f"• До закрытия с методистом: {_typical(of.resolution)}",
            "",
            "Сроки — медианы рабочего времени. «Помогло» и «без возврата» не складываются.",
        )
    )


def _share(of: Share) -> str:
    if of.value is None:
        return f"мало данных (n = {of.n})"
    return f"{round(100 * of.value)} % (n = {of.n})"


def _typical(of: Typical) -> str:
    if of.median is None:
        return f"мало данных (n = {of.n})"
    return f"{_span(of.median)} (n = {of.n})"


def _span(of: timedelta) -> str:
    hours, minutes = divmod(round(of.total_seconds() / 60), 60)
    return " ".join([f"{hours} ч"] * bool(hours) + [f"{minutes} мин"] * bool(minutes or not hours))


def _subjects(report: Report) -> str:
    told = [(code, of.asked) for code, of in report.by_subject if code and of.is_telling]
    busiest = sorted(told, key=lambda each: (-each[1], each[0]))[:_MOST_SUBJECTS]
    if not busiest:
        return ""
    return "Больше всего: " + ", ".join(f"{subject_of(code).name} — {n}" for code, n in busiest)
