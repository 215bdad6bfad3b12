"""What the base makes of one message: cases, a reply, and what is to be done with them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import Protocol, Self

from knowledge.encoder import Encoder, Vector, second_of
from knowledge.index import Snapshot
from knowledge.lexicon import fold, words
from knowledge.matching import Asked, Match, judged, nearest
from knowledge.narrowing import Candidate, Narrowing, Tap, preferring, worth_asking
from knowledge.normalise import Understood, normalise
from knowledge.replying import (
    NO_CASE,
    Beside,
    Chosen,
    Replies,
    ReplyFound,
    asks,
    told_beside,
)
from knowledge.several import are_several, asked_in, together
from knowledge.verdict import Calibration, Decision, decide
from knowledge.wording import is_stale
from people.levels import Level

#: Materials for methodists never surface to teachers.
FOR_TEACHERS = ("teacher",)
NO_REPLIES = Replies(())


@dataclass(frozen=True)
class Finding:
    decision: Decision
    matches: tuple[Match, ...]
    """At most ten, best first."""
    understood: str
    """The question as it was searched for; empty when nothing was asked."""
    remarks: tuple[str, ...]
    """What was changed in it: «раскладка», «транслит», «опечатки», «сокращения»."""
    encoder: str | None
    """Fingerprint; ``None`` when the search went by words alone."""
    calibration: str
    ms: float
    nothing_asked: bool
    """Nothing but greetings and thanks: not one content word."""
    ranking: str = ""
    """What the signals of the matches mean; see ``Calibration.ranking``."""
    answer_from: float | None = None
    """The probability from which a case is shown at once; ``None`` where none ever is."""
    offer_from: float = 1.0
    narrowing: Narrowing | None = None
    """What is worth asking back beside an offer."""
    taps: tuple[Tap, ...] = ()
    """What the asker has tapped when asked back."""
    reply: ReplyFound | None = None
    """Polite words of the base that the message calls for."""

    def as_of(self, today: date) -> Self:
        """The same on a given day: a case whose review is late is offered, never shown at once."""
        if self.decision is Decision.ANSWER and is_stale(self.matches[0].review_by, today):
            return replace(self, decision=Decision.OFFER)
        return self

    @property
    def is_replied(self) -> bool:
        """The reply stands instead of cases and of a methodist; the decision is then ``route``."""
        return self.reply is not None and not self.reply.goes_on


class Searching(Protocol):
    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
        taps: Sequence[Tap] = (),
    ) -> Finding:
        """Find cases for ``text``; ``subjects`` and ``levels`` are those of the asker's profile,
        ``taps`` what was tapped when the base asked back.
        """


async def find_in(
    snapshot: Snapshot,
    encoder: Encoder | None,
    calibration: Calibration,
    text: str,
    *,
    subjects: Sequence[str] = (),
    levels: Sequence[Level] = (),
    audiences: Sequence[str] = FOR_TEACHERS,
    taps: Sequence[Tap] = (),
    replies: Replies = NO_REPLIES,
) -> Finding:
    """Find cases for ``text`` in ``snapshot``; the calibration must fit the encoder."""
    started = perf_counter()
    understood = await asyncio.to_thread(normalise, text, snapshot.vocabulary)
    matches: tuple[Match, ...] = ()
    decision, narrowing = Decision.ROUTE, None
    vector: Vector | None = None
    if not understood.nothing_asked:
        weights = calibration.blend if encoder else calibration.blend_by_words

        async def look(question: str) -> tuple[Asked, list[Candidate]]:
            asked = await asked_of(encoder, question, subjects, levels)
            found = await asyncio.to_thread(nearest, snapshot, asked, audiences, weights)
            return asked, found

        (asked, found), *of_parts = await asyncio.gather(
            look(understood.text), *map(look, asked_in(understood.text))
        )
        vector, found = asked.vector, preferring(found, taps)
        parts = [judged(part, calibration) for _, part in of_parts]
        offer_from = calibration.offer_from
        matches = together(judged(found, calibration), parts, offer_from=offer_from)
        decision = decide(
            matches[0].signals if matches else None,
            matches[0].score if matches else 0.0,
            content_lemmas=asked.content_lemmas,
            calibration=calibration,
        )
        if decision is Decision.ANSWER and are_several(parts, offer_from=offer_from):
            decision = Decision.OFFER
        elif decision is Decision.OFFER:
            narrowing = worth_asking(found, asked.asker, taps)
    elif encoder is not None and replies.entries and words(text):
        vector = await encoder.question(fold(text))
    chosen = await _chosen(replies, encoder, text, understood, vector, matches)
    reply = _reply(chosen, text, decision) if chosen is not None else None
    if reply is not None and not reply.goes_on:
        decision, narrowing = Decision.ROUTE, None
    return Finding(
        decision,
        matches,
        understood.text,
        understood.remarks,
        encoder.fingerprint if encoder else None,
        calibration.name,
        (perf_counter() - started) * 1000,
        understood.nothing_asked,
        calibration.ranking,
        calibration.answer_from if encoder and calibration.is_fitted else None,
        calibration.offer_from if encoder else calibration.offer_by_words_from,
        narrowing,
        tuple(taps),
        reply,
    )


async def asked_of(
    encoder: Encoder | None, question: str, subjects: Sequence[str], levels: Sequence[Level]
) -> Asked:
    """The question, normalised, as the search sees it: by both opinions on its meaning."""
    if encoder is None:
        return Asked.of(question, None, subjects=subjects, levels=levels)
    second = second_of(encoder)
    if second is None:
        return Asked.of(
            question, await encoder.question(question), subjects=subjects, levels=levels
        )
    vector, gist = await asyncio.gather(encoder.question(question), second.question(question))
    return Asked.of(
        question, vector, gist=gist, meanings=second.words, subjects=subjects, levels=levels
    )


async def _chosen(
    replies: Replies,
    encoder: Encoder | None,
    text: str,
    understood: Understood,
    vector: Vector | None,
    matches: Sequence[Match],
) -> Chosen | None:
    """The reply to the message, or the care for what it says beside its question."""
    beside = Beside.of([match.signals for match in matches], matches[0].score if matches else 0.0)
    asked_nothing = understood.nothing_asked
    message = fold(text) if asked_nothing else understood.text
    chosen = replies.choose(message, vector, beside, nothing_asked=asked_nothing)
    feelings = told_beside(message)
    if chosen is not None or not feelings or not replies.entries:
        return chosen
    felt = await encoder.question(feelings) if encoder is not None and words(feelings) else None
    care = replies.choose(feelings, felt, NO_CASE)
    return care if care is not None and care.entry.is_care else None


def _reply(chosen: Chosen, text: str, decision: Decision) -> ReplyFound:
    entry = chosen.entry
    has_case = decision is not Decision.ROUTE and not chosen.is_nearest
    return ReplyFound(
        entry.version_id,
        entry.case_id,
        entry.title,
        chosen.score,
        entry.is_care,
        goes_on=entry.is_care and (has_case or asks(text)),
    )
