"""One round after another: its steps, its answers, its end."""

import secrets
from datetime import datetime

from wellbeing import queries
from wellbeing.change import Change
from wellbeing.errors import NoSuchAnswer, RoundOver
from wellbeing.finishing import close, finish, reading_of, scale_results
from wellbeing.guest import Guest, seed_of, whereabouts
from wellbeing.instruments import PULSE, InstrumentId, ItemId
from wellbeing.models import Round, RoundNumber, RoundState
from wellbeing.outcomes import Choice, Result, RoundId, Step
from wellbeing.round_times import PutOff, Skipped, Snooze, Snoozed, closes_at, snoozed_to
from wellbeing.script import Script
from wellbeing.windows import window_on

#: Stands for the option that leaves an item out.
_LEFT_OUT = 255


def new_number() -> RoundNumber:
    return RoundNumber(secrets.randbits(62) + 1)


async def begin(guest: Guest, instrument_id: InstrumentId, *, now: datetime) -> Step:
    member = guest.enrolled
    opened = await queries.open_round(guest.session, guest.pseudonym)
    if opened is not None and now < opened.closes_at:
        script = script_of(guest, opened)
        if script.instrument.id == instrument_id:
            return step_of(guest, opened, script)
    if opened is not None:
        close(guest, opened, None, RoundState.SKIPPED, now=now)
        await guest.session.flush()
    where = whereabouts(member, guest.vault, guest.policy)
    window = window_on(where.local_day(now), where.calendar)
    wave = window.wave if window is not None else None
    script = Script.begin(instrument_id, turn=member.turn, wave=wave)
    if instrument_id == PULSE:
        member.turn += 1
    begun = Round(
        number=new_number(),
        pseudonym=guest.pseudonym,
        state=RoundState.OPEN,
        by_own_wish=True,
        opened_at=now,
        closes_at=closes_at(now),
        snoozes=0,
        sealed_answers=guest.vault.seal(script.document(), of=guest.pseudonym),
    )
    guest.session.add(begun)
    member.round_at = now
    member.silent, member.is_pause_told = 0, False
    guest.plan(begun.closes_at)
    return step_of(guest, begun, script)


async def stand(guest: Guest, found: Round, *, now: datetime) -> Step | Result:
    if found.state is RoundState.ANSWERED and found.sealed_answers and found.sealed_scores:
        return shown_again(guest, found)
    return step_of(guest, found, open_script(guest, found, now=now))


async def answer(
    guest: Guest, found: Round, item_id: ItemId, points: int | None, *, now: datetime
) -> Step | Result:
    if found.state is RoundState.ANSWERED and found.sealed_answers and found.sealed_scores:
        return shown_again(guest, found)
    script = open_script(guest, found, now=now).answered(item_id, points)
    found.remind_at = None
    if script.next is None:
        return await finish(guest, found, script, now=now)
    found.sealed_answers = guest.vault.seal(script.document(), of=guest.pseudonym)
    return step_of(guest, found, script)


async def press(
    guest: Guest, found: Round, item_index: int, option_index: int, *, now: datetime
) -> Step | Result:
    """An answer by its place in the round; of a round that is over, its state is shown."""
    if found.state is not RoundState.OPEN:
        return await stand(guest, found, now=now)
    items = open_script(guest, found, now=now).items
    if item_index >= len(items):
        raise NoSuchAnswer
    item = items[item_index]
    if option_index == _LEFT_OUT:
        return await answer(guest, found, item.id, None, now=now)
    if option_index >= len(item.options):
        raise NoSuchAnswer
    return await answer(guest, found, item.id, item.options[option_index].points, now=now)


async def take_back(guest: Guest, found: Round, *, now: datetime) -> Step:
    script = open_script(guest, found, now=now).taken_back()
    found.sealed_answers = guest.vault.seal(script.document(), of=guest.pseudonym)
    return step_of(guest, found, script)


def skip(guest: Guest, found: Round, *, now: datetime) -> None:
    if found.state is not RoundState.OPEN:
        return
    close(guest, found, script_of(guest, found), RoundState.SKIPPED, now=now)
    guest.plan(now)


def snooze(
    guest: Guest, found: Round, span: Snooze, *, now: datetime
) -> Snoozed | PutOff | Skipped:
    script = open_script(guest, found, now=now)
    member = guest.enrolled
    later = snoozed_to(
        span,
        sent_at=found.opened_at,
        snoozes=found.snoozes,
        now=now,
        hour=member.hour,
        where=whereabouts(member, guest.vault, guest.policy),
        seed=seed_of(member.pseudonym),
    )
    member.silent, member.is_pause_told = 0, False
    match later:
        case Snoozed(at=at):
            found.snoozes += 1
            found.remind_at = at
        case PutOff(at=at):
            close(guest, found, script, RoundState.SKIPPED, now=now)
            guest.put_off(at, script)
        case Skipped():
            skip(guest, found, now=now)
    return later


def script_of(guest: Guest, found: Round) -> Script:
    """
    Raises:
        RoundOver: nothing is kept of it, or its words are of another version.
    """
    if found.sealed_answers is None:
        raise RoundOver
    return Script.read(guest.vault.open(found.sealed_answers, of=guest.pseudonym))


def open_script(guest: Guest, found: Round, *, now: datetime) -> Script:
    """
    Raises:
        RoundOver: it is over, by its state or by the time.
        NotConsented, ConsentOutdated: check-ins are off.
    """
    if found.state is not RoundState.OPEN or now >= found.closes_at:
        raise RoundOver
    assert guest.enrolled
    return script_of(guest, found)


def step_of(guest: Guest, found: Round, script: Script) -> Step:
    item = script.next
    assert item is not None, "a round without items left is over"
    index = script.items.index(item)

    def code(option: int) -> str:
        return guest.vault.code(found.number, index, option)

    return Step(
        round_id=RoundId(guest.vault.code(found.number)),
        instrument=script.instrument.id,
        item=item,
        number=len(script.answers) + 1,
        of=len(script.items),
        choices=tuple(
            Choice(option.title, option.points, code(place))
            for place, option in enumerate(item.options)
        ),
        skip_code=code(_LEFT_OUT),
        can_go_back=bool(script.answers),
    )


def shown_again(guest: Guest, found: Round) -> Result:
    """The result of a kept round, without what was offered then."""
    script = script_of(guest, found)
    values = {scale.id: None for scale in script.instrument.scales}
    kept = {**values, **reading_of(found, guest.vault).values}
    unchanged = {scale.id: Change.NONE for scale in script.instrument.scales}
    return Result(
        round_id=RoundId(guest.vault.code(found.number)),
        instrument=script.instrument.id,
        scales=scale_results(script, kept, unchanged),
        offer=None,
        driver=None,
        is_kept=True,
        is_counted=False,
        is_again=True,
    )
