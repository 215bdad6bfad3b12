"""Calibrations in words: what judges, what a target costs, and what would follow."""

from admin.words.moments import counted, number, percent
from knowledge.adapting import FEWEST, FEWEST_OF_EACH
from knowledge.outlooks import Basis, Outlook, Sources
from knowledge.recalculation_results import TooFew
from knowledge.thresholds import NEVER, Cost
from knowledge.verdict import Calibration

#: Captions of the tabs.
BASES = {
    Basis.PROPOSED: "Предложенная",
    Basis.IN_FORCE: "Действующая",
    Basis.ESTIMATED: "Оценка по базе",
}
#: What the figures of a basis are counted on.
COUNTED_ON = {
    Basis.PROPOSED: "Посчитано на вопросах, о которых известно, какой кейс верен. Каждый судила "
    "модель, которая его не видела.",
    Basis.IN_FORCE: "Посчитано на тех вопросах, по которым подогнана действующая калибровка.",
    Basis.ESTIMATED: "Отзывов пока мало, поэтому это только прикидка: типовые вопросы самих "
    "кейсов заданы базе так, будто их в ней нет, каждый третий — без своего кейса, а другой "
    "подходящий кейс считается ошибкой. Неверных здесь выходит во много раз больше, чем у "
    "настоящих учителей: сравнивайте цели между собой. Менять по ней порог нельзя.",
}


def share(of: float) -> str:
    """«3 %», «2,4 %»."""
    written = f"{100 * of:.1f}".removesuffix(".0")
    return f"{written.replace('.', ',')}\N{NO-BREAK SPACE}%"


def threshold(of: float) -> str:
    """A probability from which something is done."""
    return "никогда" if of >= NEVER else f"при уверенности от {share(of)}"


def name(of: Calibration) -> str:
    if of.number:
        return f"своя, №{of.number}"
    return "из поставки" if of.is_fitted else "нет: кодировщик не откалиброван"


def sources(of: Sources) -> str:
    told = (
        (of.verdicts, "отзывов учителей"),
        (of.labelled, "проверочных и размеченных вопросов"),
        (of.own, "типовых вопросов базы"),
    )
    return ", ".join(f"{words} {number(count)}" for count, words in told if count)


def wrong(of: Cost) -> str:
    """Of the answered."""
    return share(of.wrong) if of.answered else "—"


def wrong_between(of: Cost) -> str:
    if not of.answered:
        return ""
    low, high = of.wrong_between
    return f"на деле от {share(low)} до {share(high)}"


def left_out(count: int) -> str:
    words = counted(count, "отзыв", "отзыва", "отзывов")
    return f"Не учтено: {words} — они даны при другом подборе или кодировщике."


def too_few(of: TooFew) -> str:
    return (
        f"Подгонять калибровку пока не по чему: отзывов учителей {of.verdicts}, проверочных "
        f"вопросов {of.labelled}, первый кейс верен у {of.right} из них. Нужно хотя бы "
        f"{FEWEST}, и не меньше {FEWEST_OF_EACH} как верных, так и неверных."
    )


def put_consequences(of: Outlook) -> str:
    cost = of.chosen
    return (
        f"Бот сразу начнёт решать по этой калибровке. На известных вопросах он сразу показал бы "
        f"{percent(cost.answered)}, из них неверно {wrong(cost)}; предложил бы на выбор "
        f"{percent(cost.offered)}, передал бы методисту {percent(cost.routed)}. Вернуть прежнее "
        "можно в любой момент."
    )


FORGET_CONSEQUENCES = (
    "Бот сразу начнёт решать по калибровке из поставки. Своя останется в истории; чтобы она снова "
    "действовала, её нужно пересчитать и применить."
)
