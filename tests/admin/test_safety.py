"""Headers, forms that are too large, people's words as words, and what happens when we fail."""

import re
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette

from admin import forms
from admin.app import build_panel
from admin.errors import ForeignForm
from admin.words.refusals import refused
from kit.errors import Refusal
from people.models import Role
from tests.admin.table import TABLE
from tests.handlers.test_texts import DOMAIN, SAID_BY_COMMANDS, refusals_of_the_domain
from tests.support.cases import draft
from tests.support.panel import Browser, PanelHouse

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


class Tags(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def harmful(self) -> list[tuple[str, dict[str, str | None]]]:
        """What the content policy would have to stop, and what leads elsewhere."""
        return [
            (tag, attrs)
            for tag, attrs in self.found
            if (tag == "script" and not (attrs.get("src") or "").startswith("/panel/static/"))
            or tag in ("style", "iframe", "object", "embed", "base")
            or any(name.startswith("on") or name == "style" for name in attrs)
            or any(
                (attrs.get(name) or "").lower().lstrip().startswith(("javascript:", "data:", "//"))
                for name in ("href", "src", "action")
            )
        ]


@pytest.fixture
async def evil(house: PanelHouse) -> Browser:
    """An admin with an evil name, before whom lie two versions of an evil case."""
    fields = ("title", "problem", "solution", "direction", "source", "author", "kind")
    for text in (EVIL, f"{EVIL} ещё"):
        words = {name: text for name in fields}
        lists = {name: [text] for name in ("topics", "materials", "questions", "basis")}
        cases = [draft("physics-1", **words, **lists), draft(f"{EVIL[:60]}", title=text)]
        await house.casebook.import_cases(cases, publish=True, by=None, now=house.now)
    await house.cases.refresh()
    return await house.signed_in(Role.ADMIN, Role.CURATOR, name=EVIL)


async def test_no_page_takes_words_for_markup(evil: Browser) -> None:
    for row in TABLE.values():
        await takes_no_words_for_markup(evil, row.address)


async def takes_no_words_for_markup(evil: Browser, address: str) -> None:
    page = await evil.get(address)
    if not page.response.headers["content-type"].startswith("text/html"):
        # A browser keeps it, or shows it as the plain text that it is.
        assert page.response.headers["x-content-type-options"] == "nosniff"
        return
    assert Tags(page.html).harmful() == [], address
    assert "<script>alert" not in page.html, address
    assert "49" not in re.findall(r"\{\{7\*7\}\}|\b49\b", page.html)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/panel/cases", ["question", "words", "subject", "level", "state", "audience", "page"]),
        ("/panel/audit", ["deed", "matter", "matter_id", "person", "since", "until", "page"]),
        ("/panel/enter", ["token"]),
        ("/panel/sign-out-everywhere", ["x"]),
    ],
)
async def test_what_the_address_says_is_shown_as_words(
    evil: Browser, path: str, names: list[str]
) -> None:
    for value in (EVIL, "\x00", "\ud83d", "-1", "9" * 30, "ы" * 600):
        page = await evil.get(
            path, **{name: value.encode("utf-8", "ignore").decode() for name in names}
        )
        assert page.status in (200, 404), (path, value)
        assert Tags(page.html).harmful() == []


async def test_the_words_themselves_are_shown(evil: Browser) -> None:
    page = await evil.get("/panel/cases/case?id=physics-1")

    assert EVIL in page.words


@pytest.mark.parametrize(
    "path",
    [
        "/panel/",
        "/panel/nowhere",
        "/panel/enter?token=x",
        "/panel/static/panel.css",
        "/panel/cases",
    ],
)
@pytest.mark.parametrize("is_in", [True, False])
async def test_every_answer_carries_the_headers(house: PanelHouse, path: str, is_in: bool) -> None:
    browser = await house.signed_in(Role.CURATOR) if is_in else house.browser()

    headers = (await browser.get(path)).response.headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    expected = "no-cache" if "static" in path else "no-store"
    assert headers["cache-control"] == expected


async def test_pages_ask_for_nothing_from_elsewhere(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.ADMIN)

    for row in TABLE.values():
        page = await browser.get(row.address)
        for tag, attrs in Tags(page.html).found:
            address = attrs.get("src") or (attrs.get("href") if tag == "link" else None)
            assert address is None or address.startswith("/panel/static/"), (row.address, tag)


async def test_a_browser_may_keep_a_file_for_as_long_as_it_stays_the_same(
    house: PanelHouse,
) -> None:
    page = await house.browser().get("/panel/")
    [address] = re.findall(r'href="(/panel/static/panel\.css\?v=\w+)"', page.html)

    kept = (await house.browser().get(address)).response

    assert "immutable" in kept.headers["cache-control"]
    assert (await house.browser().get("/panel/static/../app.py")).status == 401
    assert (await house.browser().get("/panel/static/nothing.css")).status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(house: PanelHouse, method: str) -> None:
    browser = await house.signed_in(Role.ADMIN)

    answer = await browser._client.request(method, "/panel/cases")

    assert answer.status_code == 405
    assert "content-security-policy" in answer.headers


# Forms


async def test_a_form_that_is_too_large_is_refused_and_the_session_goes_on(
    house: PanelHouse,
) -> None:
    browser = await house.signed_in(Role.CURATOR)
    csrf = (await browser.get("/panel/sessions")).csrf

    too_long = {"csrf": csrf, "x": "a" * (forms._LARGEST_FIELD_BYTES + 1)}
    too_many = {"csrf": csrf, **{f"field-{number}": "a" for number in range(600)}}
    for fields in (too_long, too_many):
        sheet = await browser.send("/panel/sign-out", fields)
        assert sheet.status == 413
        assert "велика" in sheet.words

    assert (await browser.get("/panel/")).status == 200


async def test_an_upload_that_is_too_large_is_refused(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.CURATOR)
    csrf = (await browser.get("/panel/sessions")).csrf
    file = ("cases.xlsx", b"0" * (forms.LARGEST_FORM_BYTES + 1))

    sheet = await browser.send("/panel/sign-out", {"csrf": csrf}, files={"file": file})

    assert sheet.status == 413
    assert (await browser.get("/panel/")).status == 200


async def test_an_upload_does_not_hide_a_missing_token(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.CURATOR)

    sheet = await browser.send("/panel/sign-out", {}, files={"csrf": ("csrf", b"0" * 64)})

    assert sheet.status == 403


@pytest.mark.parametrize("body", [b"\xff\xfe", b"csrf=%ff%fe", b"--x\r\nbroken", b"=&=&="])
@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
    ],
)
async def test_a_body_that_is_no_form_is_refused(house: PanelHouse, body: bytes, kind: str) -> None:
    browser = await house.signed_in(Role.CURATOR)

    answer = await browser._client.post(
        "/panel/sign-out",
        content=body,
        headers={"content-type": kind, "sec-fetch-site": "same-origin"},
    )

    assert answer.status_code in (403, 413)
    assert (await browser.get("/panel/")).status == 200


# Words for every no


def test_every_refusal_has_a_sentence_on_the_panel() -> None:
    refusals_of_the_domain()  # loads them
    kinds = {
        kind for kind in _below(Refusal) if kind.__module__.split(".")[0] in ("admin", *DOMAIN)
    }
    assert ForeignForm in kinds

    for kind in kinds - SAID_BY_COMMANDS:
        assert refused(kind()).endswith("."), kind.__name__


def _below(kind: type[Refusal]) -> set[type[Refusal]]:
    return {below for each in kind.__subclasses__() for below in ({each} | _below(each))}


# Our own mistakes


class BrokenLog:
    """A service that fails."""

    async def count(self, *_: object) -> int:
        raise ValueError("a mistake of ours")


async def test_a_mistake_of_ours_is_told_with_an_apology_and_nothing_else(
    house: PanelHouse,
) -> None:
    browser = await house.signed_in(Role.ADMIN)
    broken = {**vars(house.services), "log": BrokenLog()}
    house.app = Starlette(routes=build_panel(type(house.services)(**broken)))
    other = house.browser(browser.person)
    await other.sign_in()

    sheet = await other.get("/panel/audit")

    assert sheet.status == 500
    assert "сломалось у нас" in sheet.words
    assert "mistake" not in sheet.html
    assert "content-security-policy" in sheet.response.headers
