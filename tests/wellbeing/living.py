"""One simulated person of the check-ins: whims, leaves, moves, and a sweep that is often late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wellbeing.contact import Contact, Occasion, next_contact, ripe_contact
from wellbeing.rhythm import Every, Past, Rhythm, less_often
from wellbeing.round_times import (
    PutOff,
    Snooze,
    Snoozed,
    closes_at,
    is_reminder_timely,
    reminder_at,
    snoozed_to,
)
from wellbeing.slots import Whereabouts, next_allowed

Deed = Callable[[datetime], None]

ZONES = tuple(
    map(
        ZoneInfo,
        (
            "Europe/Kaliningrad",
            "Europe/Moscow",
            "Europe/Samara",
            "Asia/Yekaterinburg",
            "Asia/Novosibirsk",
            "Asia/Srednekolymsk",
            "Asia/Kamchatka",
        ),
    )
)
_BY_MOMENT = itemgetter(0)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Sent(NamedTuple):
    """A message that left, with what was true of its receiver in that moment."""

    kind: str
    at: datetime
    where: Whereabouts
    round_at: datetime | None = None


@dataclass
class Round:
    began_at: datetime
    remind_at: datetime | None
    again_at: datetime | None = None
    snoozes: int = 0
    reacts_at: datetime | None = None


class Life:
    """What happens to one person; all chance comes from ``chance``."""

    def __init__(
        self, chance: Random, rhythm: Rhythm, where: Whereabouts, start: datetime, seed: str
    ) -> None:
        self.sent: list[Sent] = []
        self.ended: dict[datetime, datetime] = {}
        """When each round ended, by its beginning."""
        self._chance = chance
        self._rhythm = rhythm
        self._where = where
        self._seed = seed
        self._past = Past()
        self._round: Round | None = None
        self._due = self._next(start)
        self._changes_at = start + _DAY * chance.uniform(1, 250)
        self._silence = chance.choice((0.1, 0.4, 0.95))

    def live(self, until: datetime) -> "Life":
        moment, deed = min(self._agenda(), key=_BY_MOMENT)
        while moment < until:
            deed(moment)
            moment, deed = min(self._agenda(), key=_BY_MOMENT)
        return self

    def _agenda(self) -> Iterator[tuple[datetime, Deed]]:
        yield self._changes_at, self._change
        if self._round is None:
            if self._due is not None:
                yield self._due.at, self._invite
            return
        yield closes_at(self._round.began_at), self._close
        if self._round.reacts_at is not None:
            yield self._round.reacts_at, self._react
        if self._round.remind_at is not None:
            yield self._round.remind_at, self._remind
        if self._round.again_at is not None:
            yield self._round.again_at, self._come_again

    # What the hotline does

    def _next(self, after: datetime) -> Contact | None:
        due = next_contact(self._rhythm, self._where, self._past, after=after, seed=self._seed)
        return due and due.put_to(self._swept(due.at))

    def _swept(self, due: datetime) -> datetime:
        """When the sweep comes by: mostly within a minute, now and then after an outage."""
        if self._chance.random() < 0.05:
            return due + timedelta(hours=self._chance.uniform(0, 80))
        return due + _MINUTE * self._chance.random()

    def _invite(self, now: datetime) -> None:
        assert self._due is not None
        due = ripe_contact(
            self._due, self._rhythm, self._where, self._past, now=now, seed=self._seed
        )
        if due is None or due.at > now:
            self._due = due and due.put_to(self._swept(due.at))
            return
        self._say(due.occasion, now, now)
        past = self._past
        if due.occasion is Occasion.PAUSE:
            self._past = Past(past.round_at, now, past.full_at, past.silent, is_pause_told=True)
            self._due = None
            return
        full_at = now if due.occasion is Occasion.WAVE else past.full_at
        self._past = Past(now, now, full_at, past.silent)
        remind_at = reminder_at(now, self._rhythm.hour, self._where, seed=self._seed)
        self._round = Round(now, remind_at and self._swept(remind_at), reacts_at=self._mood(now))

    def _remind(self, now: datetime) -> None:
        assert self._round is not None
        if is_reminder_timely(self._round.began_at, now, self._where):
            self._say("reminder", now, self._round.began_at)
            self._past = replace(self._past, contact_at=now)
        self._round.remind_at = None

    def _come_again(self, now: datetime) -> None:
        assert self._round is not None
        at = next_allowed(now, self._rhythm.hour, self._where, seed=self._seed)
        if at == now:
            self._say("again", now, self._round.began_at)
            self._past = replace(self._past, contact_at=now)
            self._round.again_at, self._round.reacts_at = None, self._mood(now)
        else:
            self._round.again_at = at

    def _close(self, now: datetime) -> None:
        self._past = replace(self._past, silent=self._past.silent + 1)
        self._end(now)

    def _end(self, now: datetime, asked_for: datetime | None = None) -> None:
        assert self._round is not None
        self.ended[self._round.began_at] = now
        self._round = None
        self._due = Contact(Occasion.PULSE, asked_for) if asked_for else self._next(now)

    def _say(self, kind: str, now: datetime, round_at: datetime | None) -> None:
        self.sent.append(Sent(kind, now, self._where, round_at))

    # What the person does

    def _mood(self, now: datetime) -> datetime | None:
        if self._chance.random() < self._silence:
            return None
        return now + timedelta(hours=self._chance.expovariate(1 / 20))

    def _react(self, now: datetime) -> None:
        assert self._round is not None
        past = self._past
        self._past = Past(past.round_at, past.contact_at, past.full_at)
        if self._chance.random() < 0.7:
            self._end(now)
            return
        outcome = snoozed_to(
            self._chance.choice(list(Snooze)),
            sent_at=self._round.began_at,
            snoozes=self._round.snoozes,
            now=now,
            hour=self._rhythm.hour,
            where=self._where,
            seed=self._seed,
        )
        if isinstance(outcome, Snoozed):
            self._round = Round(self._round.began_at, None, outcome.at, self._round.snoozes + 1)
        else:
            self._end(now, outcome.at if isinstance(outcome, PutOff) else None)

    def _change(self, now: datetime) -> None:
        self._changes_at = now + _DAY * self._chance.uniform(1, 250)
        match self._chance.randrange(4):
            case 0:
                self._where = replace(self._where, zone=self._chance.choice(ZONES))
            case 1:
                away = self._where.local_day(now) + _DAY * self._chance.randrange(60)
                self._where = replace(self._where, away_until=away)
            case 2:
                every = less_often(self._rhythm.every)
                self._rhythm = random_rhythm(self._chance, every)
            case _:
                self._past = replace(self._past, silent=0, is_pause_told=False)
                self._rhythm = random_rhythm(self._chance, Every.FORTNIGHT)
        self._due = self._next(now)


def random_rhythm(chance: Random, every: Every) -> Rhythm:
    return Rhythm(chance.randrange(5), chance.randrange(24), every)
