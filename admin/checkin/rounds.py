"""A round on the page: one item a screen, its result, and the wishes that are always there."""

from starlette.responses import Response

from admin.checkin import words
from admin.checkin.call import Call
from admin.checkin.rendering import result_lines, track
from admin.errors import FormUnreadable
from admin.forms import Form
from admin.words.check_ins import ROUND_OVER
from wellbeing.errors import RoundOver
from wellbeing.instruments import InstrumentId, all_instruments, load
from wellbeing.models import Switch
from wellbeing.outcomes import Result, RoundId, Step
from wellbeing.round_times import Snooze
from wellbeing.series import Series
from wellbeing.support.materials import to_try


async def show_here(call: Call) -> Response:
    """Wherever the person is: at an item, at a result, or on the own page."""
    overview = await call.checkins.overview(call.person_id, now=call.now)
    if overview.open_round is not None and not overview.needs_consent:
        try:
            found = await call.checkins.step(call.person_id, overview.open_round, now=call.now)
        except RoundOver:
            call.in_hand.say(call.visit.session, ROUND_OVER, now=call.now)
        else:
            return await _shown(call, found)
    result = call.in_hand.result(call.visit.session, now=call.now)
    return await _result(call, result) if result is not None else call.go("/mine")


async def answer(call: Call, form: Form) -> Response:
    """An item that was answered before keeps its answer, and whoever has gone back is told so."""
    try:
        before = await call.checkins.step(call.person_id, RoundId(form.text("round")), now=call.now)
        found = await call.checkins.press(call.person_id, form.text("code"), now=call.now)
    except RoundOver:
        if call.in_hand.result(call.visit.session, now=call.now) is not None:
            return call.go()  # a second tap on the last answer
        return call.go("/mine", note=ROUND_OVER)
    if isinstance(found, Step):
        is_new = isinstance(before, Step) and found.number > before.number
        return call.go(note="" if is_new else words.ANSWERED_ALREADY)
    if isinstance(before, Step) or not call.in_hand.result(call.visit.session, now=call.now):
        # Shown again, a result has lost what was offered with it.
        call.in_hand.hold(call.visit.session, found, now=call.now)
    # What is not kept is shown in this very reply: no other process could show it.
    return call.go() if found.is_kept else await _result(call, found)


async def take_back(call: Call, _form: Form) -> Response:
    await call.checkins.take_back(call.person_id, await _open_round(call), now=call.now)
    return call.go()


async def begin(call: Call, form: Form) -> Response:
    instrument = form.text("instrument")
    if instrument not in {each.id for each in all_instruments()}:
        raise FormUnreadable
    await call.checkins.begin(call.person_id, InstrumentId(instrument), now=call.now)
    call.in_hand.drop(call.visit.session)
    return call.go()


async def wish(call: Call, form: Form) -> Response:
    """One of what is always there; skipping asks for no reason."""
    match form.text("wish"):
        case "skip":
            return await _skip(call)
        case "later":
            has_round = (await _overview_round(call)) is not None
            return call.go("/later") if has_round else call.go("/mine", note=words.NOTHING_OPEN)
        case "less":
            overview = await call.checkins.less_often(call.person_id, now=call.now)
            return call.go(note=words.less_often(overview.every))
        case "resume":
            await call.checkins.resume(call.person_id, now=call.now)
            return call.go("/mine", note=words.RESUMED)
        case "stop":
            return await _stop(call)
        case "forget":
            return call.go("/forget")
        case _:
            raise FormUnreadable


async def show_later(call: Call) -> Response:
    return call.page("later.html")


async def put_off(call: Call, form: Form) -> Response:
    try:
        span = Snooze(form.text("span"))
    except ValueError:
        raise FormUnreadable from None
    round_id = await _open_round(call)
    later = await call.checkins.snooze(call.person_id, round_id, span, now=call.now)
    overview = await call.checkins.overview(call.person_id, now=call.now)
    return call.go("/mine", note=words.snoozed(later, overview.zone))


async def _skip(call: Call) -> Response:
    round_id = await _overview_round(call)
    if round_id is None:
        return call.go("/mine", note=words.NOTHING_OPEN)
    await call.checkins.skip_round(call.person_id, round_id, now=call.now)
    return call.go("/mine", note=words.SKIPPED)


async def _stop(call: Call) -> Response:
    overview = await call.checkins.stop(call.person_id, now=call.now)
    chat = await call.services.chat()
    if overview.consent_version is None:  # it was the only switch: nothing is left of the visit
        return call.leave("stopped.html", chat=chat, is_all_gone=True)
    return call.page("stopped.html", chat=chat, is_all_gone=False)


async def _shown(call: Call, found: Step | Result) -> Response:
    if isinstance(found, Result):
        return await _result(call, found)
    return call.page("step.html", step=found, title=load(found.instrument).title)


async def _result(call: Call, result: Result) -> Response:
    instrument = load(result.instrument)
    series = (
        await call.checkins.series(call.person_id, result.instrument, now=call.now)
        if result.is_kept
        else Series(())
    )
    overview = await call.checkins.overview(call.person_id, now=call.now)
    return call.page(
        "result.html",
        result=result,
        lines=result_lines(result),
        is_draft=instrument.is_draft,
        track=track("Мои записи", series) if series.tracks else None,
        materials=to_try(result.driver),
        helplines=call.services.helplines_at(overview.municipality),
        may_write=Switch.PSYCHOLOGIST in overview.switches,
    )


async def _overview_round(call: Call) -> RoundId | None:
    return (await call.checkins.overview(call.person_id, now=call.now)).open_round


async def _open_round(call: Call) -> RoundId:
    """
    Raises:
        RoundOver: there is none.
    """
    round_id = await _overview_round(call)
    if round_id is None:
        raise RoundOver
    return round_id


SHOWN = [("/", show_here), ("/later", show_later)]
DONE = [
    ("/answer", answer),
    ("/back", take_back),
    ("/begin", begin),
    ("/wish", wish),
    ("/later", put_off),
]
