"""When a case is shown at once: what judges, what other targets would cost, and the choice."""

import re
from datetime import date

from starlette.responses import Response

from admin.calibration_charts import MIX_HEIGHT, MIX_WIDTH, mix, plot
from admin.errors import NothingHere
from admin.models import Deed, Matter
from admin.visit import Page, Visit
from admin.words import calibration as words
from admin.words.moments import day
from knowledge.calibration_desk import State
from knowledge.calibration_errors import NoEncoder
from knowledge.outlooks import Basis, Outlook
from knowledge.thresholds import NEVER

#: Shares of wrong that can be borne, in per cent.
LEAST, MOST = 0.5, 50
_PERCENT = re.compile(r"[0-9]{1,2}(?:[.,][0-9])?")
#: Seconds after which the page looks again while something is worked out.
_LOOK_AGAIN = 4


async def show(visit: Visit) -> Response:
    try:
        state = await visit.services.calibrations.state(_asked_target(visit.asked("target")))
    except NoEncoder:
        return await visit.render("calibration_none.html")
    outlook = state.outlook(visit.asked("basis"))
    return await visit.render(
        "calibration.html",
        state=state,
        outlook=outlook,
        tabs=[
            (visit.here(basis=each.basis), words.BASES[each.basis], each is outlook)
            for each in state.outlooks
        ],
        rows=_rows(outlook),
        plot=plot(outlook.after) if outlook is not None else None,
        facts=_facts(state),
        is_running=state.recalculation is not None and state.recalculation.ended_at is None,
        is_target_wrong=_is_target_wrong(visit),
        words=words,
        least=LEAST,
        most=MOST,
        bar=(MIX_WIDTH, MIX_HEIGHT),
        look_again=_LOOK_AGAIN,
    )


async def decide(visit: Visit) -> Response:
    """Ask for a new one, or, after a second thought, change what judges."""
    match visit.form.text("deed"):
        case "recalculate":
            return await _recalculate(visit)
        case "put":
            return await _put(visit)
        case "aim":
            return await _aim(visit)
        case "forget":
            return await _forget(visit)
        case _:
            raise NothingHere


async def _recalculate(visit: Visit) -> Response:
    if await visit.services.calibrations.recalculate(now=visit.now):
        await visit.note(Deed.ASKED_FOR_CALIBRATION, Matter.CALIBRATION)
    return await visit.go("calibration")


async def _put(visit: Visit) -> Response:
    target, number = _sent_target(visit), visit.form.number("number")
    if number is None:
        raise NothingHere
    if not visit.form.is_checked("sure"):
        question = f"Применить калибровку с целью {words.share(target)}?"
        return await _asked_again(visit, question, target, Basis.PROPOSED)
    put = await visit.services.calibrations.put_in_force(number, target, now=visit.now)
    detail = {"target": target, "recalculation": number}
    await visit.note(Deed.PUT_CALIBRATION, Matter.CALIBRATION, put, detail=detail)
    return await _judged_by(visit, f"Калибровка №{put} в силе: бот уже решает по ней.")


async def _aim(visit: Visit) -> Response:
    target = _sent_target(visit)
    if not visit.form.is_checked("sure"):
        question = f"Сменить цель на {words.share(target)}?"
        return await _asked_again(visit, question, target, Basis.IN_FORCE)
    aimed = await visit.services.calibrations.choose_target(target, now=visit.now)
    detail = {"target": target}
    await visit.note(Deed.AIMED_CALIBRATION, Matter.CALIBRATION, aimed, detail=detail)
    return await _judged_by(visit, f"Цель изменена. Теперь действует калибровка №{aimed}.")


async def _forget(visit: Visit) -> Response:
    if not visit.form.is_checked("sure"):
        return await visit.confirm(
            "Вернуться к калибровке из поставки?",
            consequences=words.FORGET_CONSEQUENCES,
            button="Вернуться",
            back=visit.link("calibration"),
            fields={"deed": "forget", "sure": "1"},
        )
    await visit.services.calibrations.forget()
    await visit.note(Deed.FORGOT_CALIBRATION, Matter.CALIBRATION)
    return await _judged_by(visit, "Своя калибровка снята: действует та, что из поставки.")


async def _asked_again(visit: Visit, question: str, target: float, basis: Basis) -> Response:
    """The press leads to a page with what would follow."""
    state = await visit.services.calibrations.state(target)
    outlook = next((each for each in state.outlooks if each.basis is basis), None)
    if outlook is None:
        raise NothingHere
    fields = {name: visit.form.text(name) for name in ("deed", "number", "target")}
    return await visit.confirm(
        question,
        consequences=words.put_consequences(outlook),
        button="Применить",
        back=visit.link("calibration", target=visit.form.text("target"), basis=basis),
        fields={**fields, "sure": "1"},
    )


async def _judged_by(visit: Visit, flash: str) -> Response:
    # Other processes hear of it; this one must not answer by the former until then.
    await visit.services.cases.refresh()
    return await visit.go("calibration", flash=flash)


def _asked_target(text: str) -> float | None:
    """A share; ``None`` for anything that is no target."""
    if not _PERCENT.fullmatch(text):
        return None
    percent = float(text.replace(",", "."))
    return percent / 100 if LEAST <= percent <= MOST else None


def _is_target_wrong(visit: Visit) -> bool:
    text = visit.asked("target")
    return bool(text) and _asked_target(text) is None


def _sent_target(visit: Visit) -> float:
    target = _asked_target(visit.form.text("target"))
    if target is None:
        raise NothingHere
    return target


def _rows(outlook: Outlook | None) -> list[dict[str, object]]:
    """A line a target; the chosen one among the usual ones, in their order."""
    if outlook is None:
        return []
    costs = {cost.most_wrong: cost for cost in (*outlook.costs, outlook.chosen)}
    rows: list[dict[str, object]] = [
        {
            "name": f"не больше {words.share(target)}",
            "cost": costs[target],
            "mix": mix(costs[target]),
            "is_chosen": target == outlook.chosen.most_wrong,
        }
        for target in sorted(costs)
    ]
    if outlook.now is not None:
        now = {"name": "как сейчас", "cost": outlook.now, "mix": mix(outlook.now)}
        rows.insert(0, {**now, "is_chosen": False})
    return rows


def _facts(state: State) -> list[tuple[str, str]]:
    judging, stored = state.judging, state.stored
    facts = [
        ("Калибровка", words.name(judging)),
        ("Кодировщик", judging.fingerprint),
        ("Подогнана", day(date.fromisoformat(judging.fitted_on)) if judging.fitted_on else ""),
        ("Вопросов", str(judging.questions or "")),
        ("Кейсов было", str(judging.cases or "")),
        ("Показать сразу", words.threshold(min(judging.answer_from, NEVER))),
        ("Предложить на выбор", words.threshold(judging.offer_from)),
    ]
    if stored is not None and not state.is_ignored:
        facts.insert(2, ("Цель", f"не больше {words.share(state.target_in_force)} неверных"))
        facts.append(("Ошибка вероятностей", words.share(float(stored.reliability["error"]))))
    return facts


PAGES = (Page("calibration", "/quality/calibration", show, decide),)
