"""Files of cases on the panel: chosen in the editor, named in the text, given out as downloads."""

from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.attached import Attached
from knowledge.models import CaseId
from tests.support.cases import draft
from tests.support.files import PDF, PDF_CODE
from tests.support.panel import Browser, PanelHouse

EDIT = "/panel/cases/edit"
FIELDS = {
    "title": "Единицы", "subject": "physics", "level": "ООО", "audience": "teacher", "kind": "кейс",
    "problem": "Путают.", "solution": "Раздайте бланк.", "materials": "Таблица единиц",
}  # fmt: skip
LINE = str(Attached("Бланк.pdf", PDF_CODE))


async def sent(browser: Browser, data: bytes, name: str, **fields: str) -> tuple[int, str]:
    sheet = await browser.submit(
        EDIT, FIELDS | fields, files={"file": (name, data, "application/octet-stream")}
    )
    return sheet.status, sheet.html


async def test_a_chosen_file_becomes_a_line_and_nothing_typed_is_lost(
    house: PanelHouse, curator: Browser
) -> None:
    status, html = await sent(curator, PDF, "Бланк.pdf", attach="1")

    assert status == 200
    assert f"Таблица единиц\n{LINE}" in html
    assert "📎 Бланк.pdf" in html
    assert "Раздайте бланк." in html
    assert (await house.casebook.count()).all == 0


async def test_a_file_is_saved_with_the_text_and_can_be_downloaded(
    house: PanelHouse, curator: Browser
) -> None:
    status, _ = await sent(curator, PDF, "../../Бланк.exe", id="own-1")
    assert status == 303

    page = await curator.get("/panel/cases/case?id=own-1")
    [address] = [part.split('"')[0] for part in page.html.split('href="')[1:] if "/file?" in part]
    assert parse_qs(urlsplit(address).query.replace("amp;", ""))["code"] == [PDF_CODE]
    given = (await curator.get(address.replace("&amp;", "&"))).response
    assert given.content == PDF
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("data", "words"), [(b"MZ\x90", "Такие файлы не прикладываем"), (b"", "Файл пуст")]
)
async def test_an_unfit_file_is_refused_beside_the_text(
    curator: Browser, data: bytes, words: str
) -> None:
    status, html = await sent(curator, data, "Бланк.pdf")

    assert status == 422
    assert words in html
    assert "Раздайте бланк." in html


async def test_a_file_that_is_not_here_hinders_publishing(
    house: PanelHouse, curator: Browser
) -> None:
    text = draft("own-1", materials=["файл:Чужой.pdf [00112233445566ff]"])
    await house.casebook.import_cases([text], publish=False, by=None, now=house.now)

    page = await curator.get("/panel/cases/check?id=own-1")

    assert "Файла «Чужой.pdf» здесь нет" in page.words
    assert (await curator.get("/panel/cases/file?code=00112233445566ff")).status == 404
    assert (await curator.get("/panel/cases/file?code=../../etc")).status == 404
    assert (await house.casebook.count()).drafts == 1
    assert (await house.services.life.standing(CaseId("own-1"), now=house.now)).hindrances
