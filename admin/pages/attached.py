"""Files among the materials of cases: taken in by the editor, and given out as downloads."""

from starlette.responses import FileResponse, Response

from admin.case_form import items_of, lines_of
from admin.errors import NothingHere
from admin.models import Deed, Matter
from admin.visit import Page, Visit
from admin.words.refusals import refused
from knowledge.attached import Attached
from knowledge.case_files import LARGEST_BYTES
from knowledge.file_errors import FileIsEmpty, FileKindUnfit, FileNotKept, FileTooLarge

_UNFIT = (FileIsEmpty, FileKindUnfit, FileNotKept, FileTooLarge)


async def with_chosen_file(visit: Visit) -> tuple[dict[str, str], dict[str, str]]:
    """The values of the form with a line for the file chosen in it, and what is wrong with that."""
    values = visit.form.values()
    upload = visit.form.file("file")
    if upload is None:
        return values, {}
    data = await upload.read(LARGEST_BYTES + 1)
    try:
        kept = await visit.services.files.keep(
            upload.filename or "", data, by=visit.person.id, now=visit.now
        )
    except _UNFIT as refusal:
        return values, {"file": refused(refusal)}
    await visit.note(Deed.ATTACHED_FILE, Matter.CASE, visit.asked("id"), detail={"file": kept.code})
    return {**values, "materials": _with_line(values.get("materials", ""), kept)}, {}


def _with_line(materials: str, file: Attached) -> str:
    """The same content under the same code stands there once."""
    items = items_of(materials)
    named = [Attached.in_line(item) for item in items]
    if not any(each is not None and each.code == file.code for each in named):
        items.append(str(file))
    return lines_of(items)


async def give_out(visit: Visit) -> Response:
    """The file as a download, under the name that the case gives to it."""
    code = visit.asked("code")
    file, path = await visit.services.files.find(code)
    name = visit.asked("name")
    if name and not name.lower().endswith(file.kind.ending):
        raise NothingHere
    return FileResponse(path, media_type=file.kind.media_type, filename=name or file.name)


PAGES = (Page("case-file", "/cases/file", give_out),)
