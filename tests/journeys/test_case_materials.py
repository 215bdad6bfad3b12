"""A file that belongs to a case reaches the teacher, and is uploaded to the messenger once."""

from pathlib import Path

from kit.database import Database
from knowledge.case_files import CaseFiles
from knowledge.encoder import Encoder
from knowledge.file_shelf import FileShelf
from knowledge.models import CaseId
from knowledge.seeds import shipped
from knowledge.service import CaseBook
from people.addresses import Address
from people.service import Directory
from tests.support.files import PDF, PDF_CODE
from tests.support.town import MONDAY_MORNING, Resident, open_town

ASKED = "Семиклассники пишут километры рядом с секундами и получают пешехода 80 м/с"
CASE = CaseId("physics-01")


def documents(resident: Resident) -> list[dict[str, object]]:
    return [m.content["document"] for m in resident.person.messages if "document" in m.content]


async def test_the_teacher_gets_the_file_of_a_case_by_a_button(
    planted: Database, encoder: Encoder, tmp_path: Path
) -> None:
    shelf = FileShelf(tmp_path)
    vera = await Directory(planted.transaction).meet(
        Address("telegram", "9"), "Вера", now=MONDAY_MORNING
    )
    files = CaseFiles(planted.transaction, shelf)
    kept = await files.keep("Бланк.pdf", PDF, by=vera.id, now=MONDAY_MORNING)
    [text] = [case for case in shipped().cases if case.id == CASE]
    text = text.model_copy(update={"materials": ("Таблица", str(kept))})
    await CaseBook(planted.transaction).import_cases(
        [text], publish=True, by=None, now=MONDAY_MORNING
    )

    async with open_town(planted, encoder, shelf=shelf) as town:
        await town.pass_time(minutes=1)
        anna, boris = await town.teacher("Анна"), await town.teacher("Борис")
        for teacher in (anna, boris):
            await teacher.writes(ASKED)
            if text.title not in teacher.screen.words or "Что делать" not in teacher.screen.words:
                await teacher.presses("1")
            assert "📎 Бланк.pdf" in teacher.screen.words
            await teacher.presses("Материалы")
            [document] = documents(teacher)
            assert document["file_name"] == "Бланк.pdf"
            assert document["file_size"] == len(PDF)
        # The second teacher was sent what Telegram had already.
        assert documents(anna)[0]["file_id"] == documents(boris)[0]["file_id"]

        # After a change of the token Telegram does not know its own name any more.
        await files.remember(PDF_CODE, "telegram", "of-another-bot")
        await boris.presses("Материалы")
        assert len(documents(boris)) == 2
        assert documents(boris)[1]["file_id"] != documents(boris)[0]["file_id"]

        shelf.remove(PDF_CODE)
        await files.forget_copy(PDF_CODE, "telegram")
        await anna.presses("Материалы")
        assert "Файл «Бланк.pdf»" in anna.heard[-1]
        assert len(documents(anna)) == 1
