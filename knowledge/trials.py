"""Tries a text out before it is published: how would the test questions of all cases fare?"""

import asyncio
from bisect import insort
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from kit.database import Transaction
from knowledge import vectors as stored_vectors
from knowledge.encoder import Encoder, Matrix, second_of
from knowledge.finding import asked_of
from knowledge.index import HEARD, Entry, Gists, Snapshot, Sought, Vectors
from knowledge.indexing import Representable, encode, encode_gists
from knowledge.matching import Asked, Match, judged
from knowledge.normalise import normalise
from knowledge.search import FOR_TEACHERS, CaseSearch
from knowledge.service import CaseText
from knowledge.trial_questions import TrialQuestion, TrialQuestions
from knowledge.trial_report import Collision, Outcome, Report, Trial, report_of
from knowledge.verdict import Calibration, Decision, decide
from people.levels import Level

#: Matches that are looked at: as many as a teacher is shown.
_SHOWN = 3
#: Questions that are searched for together: as many rows as the signals of all cases.
_AT_ONCE = 128
#: Threads that search for them while somebody waits: numbers are mostly reckoned outside the GIL.
_THREADS = 2
#: Indexes of which it is known how the questions fare: the one that serves, and some texts tried.
_MOST_INDEXES = 4
#: A question remembers what so many versions say to its words; then it begins again.
_MOST_HEARD = 4 * HEARD

#: How an encoder sees a text: the names of the parts, and a row for each.
Seeing = Callable[[Encoder, Representable], Awaitable[tuple[list[str], Matrix]]]
#: How questions fare in one index.
_Fares = dict[TrialQuestion, Outcome]


@dataclass(frozen=True)
class _Index:
    """What is searched in, and by which encoder and calibration."""

    snapshot: Snapshot
    encoder: Encoder | None
    calibration: Calibration

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two indexes in which every question fares alike."""
        second = second_of(self.encoder)
        held = tuple(
            (e.case_id, e.version_id, e.vectors is None, e.gists is None)
            for e in self.snapshot.entries
        )
        fingerprints = (one.fingerprint for one in (self.encoder, second) if one is not None)
        return (held, *fingerprints, self.calibration.to_json())

    def together(self, questions: Sequence[TrialQuestion]) -> list[TrialQuestion]:
        """The questions so that those of one subject stand together: they have words and cases in
        common, which are then looked at once."""
        subjects = {each.case_id: (each.subject, each.level) for each in self.snapshot.entries}
        unknown = ("", Level.ANY)
        return sorted(
            questions,
            key=lambda each: subjects.get(each.expected, unknown) if each.expected else unknown,
        )

    def holding(self, entry: Entry) -> "_Index":
        """The index as it would be with the entry in place of what its case says now."""
        entries = list(self.snapshot.entries)
        places = {each.case_id: place for place, each in enumerate(entries)}
        if entry.case_id in places:
            entries[places[entry.case_id]] = entry
        else:
            insort(entries, entry, key=lambda each: each.case_id)
        changed = Snapshot(entries, is_calibrated=self.snapshot.is_calibrated)
        return _Index(changed, self.encoder, self.calibration)


class Trials:
    """Runs the tests of the base against an index that holds a text as if it were published."""

    def __init__(self, transaction: Transaction, search: CaseSearch) -> None:
        self._transaction = transaction
        self._search = search
        self._questions = TrialQuestions(transaction)
        self._fares: dict[tuple[object, ...], _Fares] = {}
        """By ``_Index.key``, the latest used last: once a text is in force, its trial has told how
        the questions fare before the next one."""
        self._faring = asyncio.Lock()

    async def try_out(self, text: CaseText) -> Report:
        """What publishing ``text`` would change for the test questions, and whom it is like.

        The vectors of the text and of new test questions are kept: a text that was tried is found
        at once when it comes into force.
        """
        started = perf_counter()
        index = _Index(*self._search.now_seen)
        entry = await self._entry(text, index.encoder)
        changed = await asyncio.to_thread(index.holding, entry)
        questions = await self._questions.in_force(text)
        held = {None, *(each.case_id for each in index.snapshot.entries)}
        before = await self._fared(index, [q for q in questions if q.expected in held], index)
        after = await self._fared(changed, questions, index)
        collisions = await _collisions(text, changed)
        trials = [
            Trial(q.text, q.expected, before[q] if q.expected in held else None, after[q])
            for q in questions
        ]
        titles = {each.case_id: each.title for each in changed.snapshot.entries}
        return report_of(text.case_id, trials, collisions, titles, seconds=perf_counter() - started)

    async def encode_missing(self, *, limit: int) -> int:
        """Give test questions their vectors ahead of time; returns how many got one."""
        snapshot, encoder, _ = self._search.now_seen
        return await self._questions.encode_missing(snapshot.vocabulary, encoder, limit=limit)

    async def look_ahead(self, *, limit: int) -> None:
        """Try up to ``limit`` test questions in the index that serves, so that a text need not
        wait for them; what this finds out is held in this process only."""
        index = _Index(*self._search.now_seen)
        await self._fared(index, await self._questions.in_force(), index, limit=limit)

    async def _entry(self, text: CaseText, encoder: Encoder | None) -> Entry:
        second = second_of(encoder)
        held = Vectors.of(*await self._encoded(text, encoder, encode)) if encoder else None
        gists = Gists.of(*await self._encoded(text, second, encode_gists)) if second else None
        return await asyncio.to_thread(Entry.of, text.case_id, text.version_id, text, held, gists)

    async def _encoded(
        self, text: CaseText, encoder: Encoder, see: Seeing
    ) -> tuple[Sequence[str], Matrix]:
        fingerprint, version_id = encoder.fingerprint, text.version_id
        async with self._transaction() as session:
            found = await stored_vectors.vectors_of(session, [version_id], fingerprint)
        if version_id in found:
            stored = found[version_id]
            return stored.parts, stored_vectors.unpack(stored)
        parts, rows = await see(encoder, text)
        async with self._transaction() as session:
            await stored_vectors.store(session, version_id, fingerprint, parts, rows)
        return parts, rows

    async def _fared(
        self,
        index: _Index,
        questions: Sequence[TrialQuestion],
        serving: _Index,
        *,
        limit: int | None = None,
    ) -> _Fares:
        """How the questions fare in ``index``, understood by the words of what is ``serving``; at
        most ``limit`` are searched for anew."""
        fares = self._known_of(index)
        new = index.together([each for each in questions if each not in fares])[:limit]
        # Somebody waits for a trial, and nobody for what is tried ahead.
        threads = _THREADS if limit is None else 1
        for start in range(0, len(new), threads * _AT_ONCE):
            # In portions, so that what the service does beside it gets its turn; one at a time,
            # since what the questions remember is theirs.
            some = new[start : start + threads * _AT_ONCE]
            async with self._faring:
                asked = await self._questions.asked(
                    some, serving.snapshot.vocabulary, index.encoder
                )
                pairs = [(question, asked[question.test_id]) for question in some]
                async with asyncio.TaskGroup() as group:
                    parts = [
                        group.create_task(asyncio.to_thread(_fare_together, index, part))
                        for part in (
                            pairs[at : at + _AT_ONCE] for at in range(0, len(pairs), _AT_ONCE)
                        )
                    ]
                for part in parts:
                    fares |= part.result()
        return fares

    def _known_of(self, index: _Index) -> _Fares:
        key = index.key
        fares = self._fares[key] = self._fares.pop(key, {})
        while len(self._fares) > _MOST_INDEXES:
            del self._fares[next(iter(self._fares))]
        return fares


def _fare_together(index: _Index, pairs: Sequence[tuple[TrialQuestion, Asked | None]]) -> _Fares:
    fares: _Fares = {question: Outcome(Decision.ROUTE, ()) for question, _ in pairs}
    asked = [(question, one) for question, one in pairs if one is not None]
    sought = [(one, question.audiences) for question, one in asked]
    outcomes = _outcomes(index, sought)
    return fares | dict(zip((question for question, _ in asked), outcomes, strict=True))


def _outcomes(index: _Index, sought: Sequence[Sought]) -> list[Outcome]:
    """What a teacher would see of each question; all of them have vectors, or none."""
    for asked, _ in sought:
        if asked.heard is not None and len(asked.heard) > _MOST_HEARD:
            asked.heard.clear()
    calibration = index.calibration
    weights = calibration.blend if index.encoder is not None else calibration.blend_by_words
    found = index.snapshot.best(sought, weights, count=_SHOWN)
    return [
        _outcome(calibration, asked, judged(matches, calibration))
        for (asked, _), matches in zip(sought, found, strict=True)
    ]


def _outcome(calibration: Calibration, asked: Asked, matches: Sequence[Match]) -> Outcome:
    decision = decide(
        matches[0].signals if matches else None,
        matches[0].score if matches else 0.0,
        content_lemmas=asked.content_lemmas,
        calibration=calibration,
    )
    return Outcome(decision, tuple(match.case_id for match in matches))


async def _collisions(text: CaseText, index: _Index) -> list[Collision]:
    """Typical questions of the text that would find another case first."""
    found = []
    audiences = {*FOR_TEACHERS, text.audience}
    for question in text.questions:
        understood = await asyncio.to_thread(normalise, question, index.snapshot.vocabulary)
        if understood.nothing_asked:
            continue
        asked = await asked_of(index.encoder, understood.text, (), ())
        (outcome,) = await asyncio.to_thread(_outcomes, index, [(asked, audiences)])
        if outcome.shown and outcome.shown[0] != text.case_id:
            found.append(Collision(question, outcome.shown[0]))
    return found
