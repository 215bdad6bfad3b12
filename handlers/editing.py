"""A message was edited: whose words were they, and of which question?"""

from datetime import datetime

from aiogram.types import Message

from delivery.threads import Threads
from handlers.answering import correct
from handlers.asking import Teller, receive_edit
from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import asking as texts
from people.models import Person
from routing.desk import Desk
from routing.models import QuestionId
from routing.reading import Questions
from routing.service import Hotline


async def receive(
    edited_message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    threads: Threads,
    hotline: Hotline,
    desk: Desk,
    questions: Questions,
    teller: Teller,
) -> None:
    found = await threads.question_of(
        channel, str(edited_message.chat.id), str(edited_message.message_id)
    )
    if found is None:
        await reply.say(texts.edit_means_nothing())
        return
    question_id = QuestionId(found)
    if await questions.is_asked_by(question_id, person.id):
        await receive_edit(
            edited_message, person, reply, now, channel, question_id, hotline, teller
        )
    else:
        await correct(edited_message, question_id, person, reply, now, channel, desk)


def router() -> Router:
    editing = Router(name="editing")
    editing.edited_message.register(receive)
    return editing
