"""A person's own page: the series, the rhythm, what helps, the data and their end."""

import json

from starlette.responses import Response

from admin.checkin import words
from admin.checkin.call import Call
from admin.checkin.rendering import track
from admin.errors import FormUnreadable
from admin.forms import Form
from wellbeing.instruments import CBI, PULSE, load
from wellbeing.models import Switch
from wellbeing.support.materials import Group, all_groups, materials_of, to_try


async def show_mine(call: Call) -> Response:
    """With it, what was offered weeks ago is seen once more, and noted as seen."""
    overview = await call.checkins.overview(call.person_id, now=call.now)
    tracks = []
    for instrument_id in (PULSE, CBI):
        series = await call.checkins.series(call.person_id, instrument_id, now=call.now)
        if series.tracks:
            tracks.append(track(load(instrument_id).title, series))
    offer = await call.checkins.offer_again(call.person_id, now=call.now)
    return call.page(
        "mine.html",
        overview=overview,
        is_on=Switch.CHECK_INS in overview.switches,
        has_history=Switch.HISTORY in overview.switches,
        may_write=Switch.PSYCHOLOGIST in overview.switches,
        instruments=[load(PULSE), load(CBI)],
        tracks=tracks,
        offer=offer,
        materials=to_try(offer.driver) if offer is not None else (),
        helplines=call.services.helplines_at(overview.municipality),
    )


async def show_help(call: Call) -> Response:
    return await _help(call, None)


async def choose_help(call: Call, form: Form) -> Response:
    """By a form: what somebody reads about is nobody's business, and addresses are kept in logs."""
    group = next((each for each in all_groups() if each.id == form.text("group")), None)
    if group is None:
        raise FormUnreadable
    return await _help(call, group)


async def _help(call: Call, group: Group | None) -> Response:
    overview = await call.checkins.overview(call.person_id, now=call.now)
    return call.page(
        "help.html",
        groups=all_groups(),
        group=group,
        materials=materials_of(group.id) if group is not None else (),
        lines=call.services.helplines_at(overview.municipality),
    )


async def write_to_psychologist(call: Call, _form: Form) -> Response:
    """The words go by the chat, where the answer will come; here we see that they may."""
    await call.checkins.write_to_psychologist(call.person_id, now=call.now)
    return call.page("write.html", chat=await call.services.chat())


async def export(call: Call) -> Response:
    told = await call.checkins.export(call.person_id)
    return Response(
        json.dumps(told, ensure_ascii=False, indent=2).encode(),
        media_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="moi-dannye.json"'},
    )


async def show_forget(call: Call) -> Response:
    return call.page("forget.html")


async def forget(call: Call, _form: Form) -> Response:
    await call.checkins.forget(call.person_id, now=call.now)
    return call.leave("forgotten.html", chat=await call.services.chat())


async def leave(call: Call, _form: Form) -> Response:
    """For a computer that others use, too."""
    return call.leave("closed.html", said=words.LEFT, chat=await call.services.chat())


SHOWN = [
    ("/mine", show_mine),
    ("/help", show_help),
    ("/data", export),
    ("/forget", show_forget),
]
DONE = [
    ("/help", choose_help),
    ("/psychologist", write_to_psychologist),
    ("/forget", forget),
    ("/leave", leave),
]
