"""Agreeing, withdrawing, and how things stand with a person."""

from datetime import datetime

from wellbeing import queries
from wellbeing.finishing import close, count_token
from wellbeing.guest import Guest, place_of, rhythm_of, seed_of
from wellbeing.models import Consent, Member, RoundState, Switch
from wellbeing.outcomes import Overview, RoundId
from wellbeing.rhythm import Every, after_silence, usual_rhythm
from wellbeing.zones import zone_of


async def overview(guest: Guest) -> Overview:
    member = guest.member
    versions = [given.version for given in guest.consents.values()]
    place = place_of(member, guest.vault) if member is not None else {}
    opened = (
        await queries.open_round(guest.session, guest.pseudonym) if member is not None else None
    )
    return Overview(
        switches=guest.switches,
        consent_version=min(versions, default=None),
        needs_consent=guest.is_outdated,
        rhythm=rhythm_of(member) if member else None,
        every=after_silence(member.silent, member.every) if member else Every.PAUSED,
        zone=member.zone if member else str(guest.policy.zone),
        zone_confirmed=member is not None and member.zone_confirmed,
        municipality=place.get("municipality"),
        school=place.get("school"),
        away_until=member.away_until if member else None,
        next_due=member.next_due_at if member else None,
        open_round=RoundId(guest.vault.code(opened.number)) if opened else None,
    )


async def agree(guest: Guest, switch: Switch, *, now: datetime) -> None:
    given = guest.consents.get(switch)
    if given is not None:
        given.version, given.given_at = guest.policy.consent_version, now
    else:
        given = Consent(
            pseudonym=guest.pseudonym,
            switch=switch,
            version=guest.policy.consent_version,
            given_at=now,
        )
        guest.session.add(given)
        guest.consents[switch] = given
    if switch is Switch.CHECK_INS:
        if guest.member is None:
            guest.member = _enrol(guest)
        guest.plan(now)


def _enrol(guest: Guest) -> Member:
    rhythm = usual_rhythm(seed_of(guest.pseudonym))
    member = Member(
        pseudonym=guest.pseudonym,
        weekday=rhythm.weekday,
        hour=rhythm.hour,
        every=rhythm.every,
        zone=str(guest.policy.zone),
        zone_confirmed=False,
        turn=0,
        silent=0,
        is_pause_told=False,
    )
    guest.session.add(member)
    guest.member = member
    if guest.about.municipality is not None:
        settle(guest, guest.about.municipality, None)
    return member


def settle(guest: Guest, municipality: str | None, school: str | None) -> None:
    """Keep where the member works, sealed; the zone follows and waits to be confirmed."""
    member = guest.member
    assert member is not None
    told = {"municipality": municipality, "school": school}
    member.sealed_place = guest.vault.seal(told, of=member.pseudonym) if municipality else None
    member.zone = zone_of(municipality, default=str(guest.policy.zone))
    member.zone_confirmed = False


async def withdraw(guest: Guest, switch: Switch, *, now: datetime) -> None:
    await guest.session.delete(guest.consents.pop(switch))
    if not guest.consents:
        await forget(guest)
        return
    if switch is Switch.CHECK_INS:
        await _leave(guest, now=now)
    elif switch is Switch.HISTORY:
        await queries.forget_history(guest.session, guest.pseudonym)
        if guest.member is not None:
            guest.member.sealed_offer = None
    elif switch is Switch.AGGREGATES:
        await _uncount(guest)


async def _leave(guest: Guest, *, now: datetime) -> None:
    opened = await queries.open_round(guest.session, guest.pseudonym)
    if opened is not None:
        close(guest, opened, None, RoundState.SKIPPED, now=now)
    if guest.member is not None:
        await guest.session.delete(guest.member)
        guest.member = None


async def _uncount(guest: Guest) -> None:
    """Take back what can be found: records that are linked, because a history is kept."""
    waves = await queries.forget_records(guest.session, guest.pseudonym)
    await queries.uncount(guest.session, [count_token(guest, wave) for wave in waves])


async def forget(guest: Guest) -> None:
    """Nothing that can be found stays, not even that there was somebody."""
    assert guest.alias is not None
    waves = await queries.waves_counting(guest.session)
    await queries.uncount(guest.session, [count_token(guest, wave) for wave in waves])
    await queries.forget_alias(guest.session, guest.alias)
    guest.alias, guest.member, guest.consents = None, None, {}
