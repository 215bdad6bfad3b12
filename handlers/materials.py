"""The files of a case, sent by the button under it."""

from datetime import datetime

from aiogram.types import CallbackQuery

from handlers.callbacks import CaseMaterials
from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import asking as texts
from knowledge.models import VersionId
from people.models import Person
from routing.materials import Materials
from routing.models import QuestionId


async def send_materials(
    press: CallbackQuery,
    callback_data: CaseMaterials,
    person: Person,
    reply: Reply,
    now: datetime,
    materials: Materials,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    version_id = VersionId(callback_data.version_id)
    count = await materials.send(person.id, question_id, version_id, now=now)
    await reply.toast(texts.files_on_their_way(count))


def router() -> Router:
    files = Router(name="materials")
    files.callback_query.register(send_materials, CaseMaterials.filter())
    return files
