"""Decides who has received a version of a case, and how: pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from delivery.models import DeliveryState
from people.models import PersonId
from routing.curating_models import Received
from routing.models import QuestionId
from routing.recall_queries import Reading, Sending


@dataclass(frozen=True)
class Recipient:
    """Somebody who has to hear that a version was wrong."""

    person_id: PersonId
    received: Received
    questions: tuple[QuestionId, ...]
    """For which they asked, or answered with it; oldest first."""


def recipients(readings: Sequence[Reading], sendings: Sequence[Sending]) -> list[Recipient]:
    """Methodists who sent it first, then askers who read it; each once in either part.

    A title that was offered and never opened is not received; neither is an answer that was taken
    back or has not arrived.
    """
    arrived = [sending for sending in sendings if sending.state is DeliveryState.SENT]
    return [
        *_grouped(Received.SENT_IT, [(each.methodist_id, each.question_id) for each in arrived]),
        *_grouped(Received.ASKED, _read(readings, sendings)),
    ]


def _read(
    readings: Sequence[Reading], sendings: Sequence[Sending]
) -> list[tuple[PersonId, QuestionId]]:
    sent = {each.question_id for each in sendings}
    arrived = {each.question_id for each in sendings if each.state is DeliveryState.SENT}
    return [
        (reading.asker_id, reading.question_id)
        for reading in readings
        if reading.question_id in arrived
        or (
            reading.opened_at is not None
            and not (reading.only_sent and reading.question_id in sent)
        )
    ]


def _grouped(received: Received, pairs: Sequence[tuple[PersonId, QuestionId]]) -> list[Recipient]:
    questions: dict[PersonId, list[QuestionId]] = defaultdict(list)
    for person_id, question_id in pairs:
        if question_id not in questions[person_id]:
            questions[person_id].append(question_id)
    return [Recipient(person_id, received, tuple(own)) for person_id, own in questions.items()]
