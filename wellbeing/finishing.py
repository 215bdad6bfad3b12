"""The end of a round: scores, what is kept of them, what is counted, what is offered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from wellbeing import queries
from wellbeing.change import Change, Reading, changes, margin, reading
from wellbeing.following import (
    Driver,
    Offer,
    PulseMark,
    Reason,
    Way,
    after_full,
    after_pulse,
    heaviest,
)
from wellbeing.guest import Guest
from wellbeing.instruments import CBI, PULSE, InstrumentId, ScaleId
from wellbeing.models import CountedRecord, Pseudonym, Round, RoundState, Switch
from wellbeing.outcomes import Result, RoundId, ScaleResult
from wellbeing.scoring import is_worth_a_look, score
from wellbeing.script import Script
from wellbeing.vault import Vault

#: So many newest rounds are enough to find what is to be offered.
_MARKS = 12


async def finish(guest: Guest, over: Round, script: Script, *, now: datetime) -> Result:
    """Score an answered round for its person; what is not kept is gone when this is shown."""
    values = score(script.instrument, script.points)
    is_kept = Switch.HISTORY in guest.switches
    earlier = await queries.kept_rounds(guest.session, guest.pseudonym) if is_kept else []
    past = [(each, reading_of(each, guest.vault)) for each in earlier]
    close(guest, over, script, RoundState.ANSWERED, now=now)
    if is_kept:
        over.sealed_answers = guest.vault.seal(script.document(), of=guest.pseudonym)
        seal_scores(guest, over, script, values)
    found = reading(script.instrument, values)
    changed = changes(script.instrument, _newest_like(found, past), found)
    driver = heaviest(_marks(past, found, now))
    offer = _offer(guest, found, changed, _marks(past, found, now), driver, now=now)
    if offer is not None and is_kept:
        _remember_offer(guest, offer, now=now)
    if script.instrument.id == CBI:
        guest.enrolled.full_at = now
    is_counted = await _count(guest, script, values)
    guest.plan(now)
    return Result(
        round_id=RoundId(guest.vault.code(over.number)),
        instrument=script.instrument.id,
        scales=scale_results(script, values, changed),
        offer=offer,
        driver=driver,
        is_kept=is_kept,
        is_counted=is_counted,
    )


def close(
    guest: Guest, over: Round, script: Script | None, state: RoundState, *, now: datetime
) -> None:
    """End a round that the person has taken notice of; nothing of its answers stays."""
    over.state, over.finished_at, over.remind_at = state, now, None
    over.sealed_answers = None
    member = guest.member
    if member is not None:
        member.silent, member.is_pause_told = 0, False
    if state is RoundState.SKIPPED and script is not None and Switch.HISTORY in guest.switches:
        seal_scores(guest, over, script, {})


def seal_scores(
    guest: Guest, over: Round, script: Script, values: Mapping[ScaleId, float | None]
) -> None:
    """Keep the scores; none at all are those of a round that was skipped."""
    document = {
        "instrument": script.instrument.id,
        "version": script.instrument.version,
        "language": script.instrument.language,
        "scores": {scale: value for scale, value in values.items() if value is not None},
    }
    over.sealed_scores = guest.vault.seal(document, of=guest.pseudonym)


def reading_of(kept: Round, vault: Vault) -> Reading:
    """What a kept round gave; without values when it was skipped."""
    assert kept.sealed_scores is not None, "only kept rounds are read"
    document = vault.open(kept.sealed_scores, of=kept.pseudonym)
    return Reading(
        InstrumentId(document["instrument"]),
        document["version"],
        document["language"],
        {ScaleId(scale): value for scale, value in document["scores"].items()},
    )


def scale_results(
    script: Script,
    values: Mapping[ScaleId, float | None],
    changed: Mapping[ScaleId, Change],
) -> tuple[ScaleResult, ...]:
    """Of the scales that were asked this time."""
    asked = {item.scale for item in script.items}
    return tuple(
        ScaleResult(
            id=scale.id,
            title=scale.title,
            value=values[scale.id],
            margin=margin(scale.precision) if scale.precision is not None else None,
            is_above_50=_is_high(values[scale.id], script),
            change=changed[scale.id],
        )
        for scale in script.instrument.scales
        if scale.id in asked
    )


def _is_high(value: float | None, script: Script) -> bool:
    is_bordered = script.instrument.id == CBI and not script.instrument.is_draft
    return value is not None and is_bordered and is_worth_a_look(value)


def _newest_like(found: Reading, past: Sequence[tuple[Round, Reading]]) -> Reading | None:
    same = (old for _, old in reversed(past) if old.instrument == found.instrument and old.values)
    return next(same, None)


def _marks(past: Sequence[tuple[Round, Reading]], found: Reading, now: datetime) -> list[PulseMark]:
    """The pulses, oldest first, the one just answered among them."""
    rounds = [(each.finished_at or each.opened_at, old) for each, old in past[-_MARKS:]]
    return [_mark(at, old) for at, old in [*rounds, (now, found)] if old.instrument == PULSE]


def _mark(at: datetime, pulse: Reading) -> PulseMark:
    exhaustion = pulse.values.get(ScaleId("exhaustion"))
    for driver in Driver:
        weight = pulse.values.get(ScaleId(driver.value))
        if weight is not None:
            return PulseMark(at, _whole(exhaustion), driver, int(weight))
    return PulseMark(at, _whole(exhaustion))


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _offer(
    guest: Guest,
    found: Reading,
    changed: Mapping[ScaleId, Change],
    marks: Sequence[PulseMark],
    driver: Driver | None,
    *,
    now: datetime,
) -> Offer | None:
    if found.instrument != PULSE:
        return after_full(found.values, changed, driver=driver, now=now)
    document = offer_document(guest)
    last = document.get("pulses_at")
    return after_pulse(marks, last_offer_at=datetime.fromisoformat(last) if last else None)


def offer_document(guest: Guest) -> dict[str, Any]:
    """When what was offered; only of those who keep a history."""
    sealed = guest.enrolled.sealed_offer
    return {} if sealed is None else guest.vault.open(sealed, of=guest.pseudonym)


def _remember_offer(guest: Guest, offer: Offer, *, now: datetime) -> None:
    document = offer_document(guest)
    if offer.reason is Reason.TWO_PULSES:
        document["pulses_at"] = now.isoformat()
    if offer.again_at is not None:
        document["again"] = {
            "at": offer.again_at.isoformat(),
            "reason": offer.reason,
            "driver": offer.driver,
            "ways": list(offer.ways),
        }
    guest.enrolled.sealed_offer = guest.vault.seal(document, of=guest.pseudonym)


def offer_again(guest: Guest, now: datetime) -> Offer | None:
    """An offer whose time to be shown once more has come; this is that time."""
    document = offer_document(guest)
    again = document.get("again")
    if again is None or now < datetime.fromisoformat(again["at"]):
        return None
    rest = {key: value for key, value in document.items() if key != "again"}
    guest.enrolled.sealed_offer = guest.vault.seal(rest, of=guest.pseudonym)
    driver = Driver(again["driver"]) if again["driver"] else None
    return Offer(Reason(again["reason"]), tuple(map(Way, again["ways"])), driver, again_at=None)


async def _count(guest: Guest, script: Script, values: Mapping[ScaleId, float | None]) -> bool:
    """Add the scores to the figures of the wave, once; whether they are in them now."""
    if script.wave is None or script.instrument.id != CBI:
        return False
    if Switch.AGGREGATES not in guest.switches:
        return False
    token = count_token(guest, script.wave)
    if not await queries.claim_count(guest.session, token, script.wave):
        return True
    owner: Pseudonym | None = guest.pseudonym if Switch.HISTORY in guest.switches else None
    record_id = uuid4()
    stratum = guest.about.stratum
    document = {
        "version": script.instrument.version,
        "language": script.instrument.language,
        "scores": dict(values),
        "stratum": [stratum.municipality, stratum.experience, stratum.level],
        "k": guest.policy.k,
        "viewer": guest.about.is_viewer,
    }
    guest.session.add(
        CountedRecord(
            id=record_id,
            wave=script.wave,
            pseudonym=owner,
            key_id=guest.vault.key_id,
            sealed=guest.vault.seal(document, of=record_id),
        )
    )
    return True


def count_token(guest: Guest, wave: str) -> bytes:
    return guest.vault.lookup_of(guest.person_id, f"wave {wave}")
