"""What ``hotline cases calibrate`` says to the operator."""

import json
from dataclasses import asdict
from typing import Any

from knowledge.adapting import FEWEST, FEWEST_OF_EACH
from knowledge.calibrating import Proposal, TooFewExamples
from knowledge.examples import Origin
from knowledge.models import CalibrationId
from knowledge.reliability import Reliability
from knowledge.thresholds import NEVER, Cost


def too_few(few: TooFewExamples, *, is_shipped: bool) -> str:
    counts = few.counts
    remains = (
        "действует калибровка из поставки"
        if is_shipped
        else "кейсы по-прежнему предлагаются на выбор"
    )
    own = "" if is_shipped else f", типовых вопросов базы {counts.get(Origin.OWN, 0)}"
    return (
        f"Калибровать пока не по чему: размеченных вопросов {counts.get(Origin.LABELLED, 0)}, "
        f"отзывов учителей {counts.get(Origin.VERDICT, 0)}{own}, первый кейс верен у {few.right} "
        f"из них, а нужно не меньше {FEWEST}, и не меньше {FEWEST_OF_EACH} как верных, так и "
        f"неверных; {remains}."
    )


def proposed(proposal: Proposal) -> str:
    lines = [*_sources(proposal), "", *_reliability(proposal.before, proposal.after), ""]
    lines += ["Чего стоит цель, на этих же вопросах:"]
    lines += [f"  {cost(one)}" for one in proposal.costs]
    lines += ["", f"Выбрано: {cost(proposal.cost)}."]
    return "\n".join(lines)


def cost(one: Cost) -> str:
    line = (
        f"при цели {_percent(one.most_wrong)}: уверенно {_percent(one.answered, 0)}, на выбор "
        f"{_percent(one.offered, 0)}, методисту {_percent(one.routed, 0)}"
    )
    if one.answer_from >= NEVER:
        return f"{line}; сразу показывать нельзя ничего: такой уверенности не набирается"
    low, high = one.wrong_between
    return (
        f"{line}; неверных среди уверенных {_percent(one.wrong)} "
        f"(95 %: {_percent(low)}…{_percent(high)})"
    )


def in_force(number: CalibrationId) -> str:
    return (
        f"Калибровка №{number} в силе: служба уже решает по ней. "
        "Вернуться к той, что в поставке: hotline cases calibrate --forget"
    )


def nothing_changed() -> str:
    return "Ничего не изменено: это была проба (--dry-run)."


def forgotten(*, had_one: bool) -> str:
    if had_one:
        return "Своя калибровка снята, действует то, что в поставке."
    return "Своей калибровки не было: и так действует то, что в поставке."


def document(proposal: Proposal, number: CalibrationId | None) -> str:
    """``number`` is ``None`` when nothing was put in force."""
    return json.dumps(
        {
            "number": number,
            "fingerprint": proposal.calibration.fingerprint,
            "fitted_on": proposal.calibration.fitted_on,
            "questions": proposal.calibration.questions,
            "labelled": proposal.labelled,
            "verdicts": proposal.verdicts,
            "verdicts_left_out": proposal.verdicts_left_out,
            "own": proposal.own,
            "cases": proposal.calibration.cases,
            "before": asdict(proposal.before),
            "after": asdict(proposal.after),
            "cost": _cost_document(proposal.cost),
            "costs": [_cost_document(one) for one in proposal.costs],
        },
        ensure_ascii=False,
    )


def _cost_document(one: Cost) -> dict[str, Any]:
    answer_from = one.answer_from if one.answer_from < NEVER else None
    return {**asdict(one), "answer_from": answer_from}


def _sources(proposal: Proposal) -> list[str]:
    lines = [
        f"Вопросов: {proposal.calibration.questions}, из них размеченных {proposal.labelled}, "
        f"по отзывам учителей {proposal.verdicts}, типовых из самой базы {proposal.own}. "
        f"Кейсов: {proposal.calibration.cases}."
    ]
    if proposal.verdicts_left_out:
        lines.append(
            f"Не учтено отзывов: {proposal.verdicts_left_out}; они даны при другом подборе или "
            "кодировщике."
        )
    if proposal.own:
        lines.append(
            f"Людьми сказано меньше, чем о {FEWEST} вопросах, поэтому вероятности остались "
            "прежними, а порог выбран по типовым вопросам базы, вдвое строже цели. Так бывает "
            "надёжно, но скупо: лучше дать файл размеченных вопросов."
        )
    return lines


def _reliability(before: Reliability, after: Reliability) -> list[str]:
    lines = [
        "Надёжность вероятностей (новая — на вопросах, которых модель не видела):",
        f"  ошибка   {_percent(before.error)} → {_percent(after.error)}",
        f"  Брайер   {_number(before.brier)} → {_number(after.brier)}",
        "  сказано → верно (вопросов)",
    ]
    return lines + [
        f"  {_percent(span.said, 0):>7} → {_percent(span.right, 0)} ({span.questions})"
        for span in after.spans
    ]


def _percent(share: float, digits: int = 1) -> str:
    """Whole numbers without a fraction: «3 %», «2,4 %»."""
    written = f"{100 * share:.{digits}f}"
    if digits:
        written = written.rstrip("0").rstrip(".")
    return f"{written.replace('.', ',')} %"


def _number(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
