"""The one-time link: robots, second browsers, time, foreign forms, and the cookie."""

import re

import pytest

from tests.support.checkin_page import URL, PageHouse
from tests.wellbeing.test_leaks import telling_words
from wellbeing.instruments import PULSE
from wellbeing.outcomes import RoundId

USED = "Эта ссылка уже открыта в другом месте или устарела"


async def fresh_link(house: PageHouse) -> str:
    person = await house.enrolled()
    step = await house.checkins.begin(person, PULSE, now=house.now)
    return await house.link(person, step.round_id)


async def test_a_robot_that_looks_at_the_link_does_not_use_it_up(house: PageHouse) -> None:
    link = await fresh_link(house)
    robot, browser = house.browser(), house.browser()
    for _ in range(3):
        await robot.opens(link)

    await browser.opens(link)
    await browser.presses("Начать")

    assert "1 из 3" in browser.words
    assert robot.cookies == {}


async def test_t33_the_door_tells_a_preview_nothing(house: PageHouse) -> None:
    browser = house.browser()

    sheet = await browser.opens(await fresh_link(house))

    assert [words for words in telling_words() if words in sheet.html] == []
    assert "og:" not in sheet.html


async def test_the_door_is_the_same_for_a_link_of_nobody(house: PageHouse) -> None:
    browser = house.browser()
    link, foreign = await fresh_link(house), f"{URL}/checkin/{'x' * 32}"

    real = (await browser.opens(link)).html.replace(link[-32:], "")
    made_up = (await browser.opens(foreign)).html.replace("x" * 32, "")

    assert made_up == real


async def test_a_used_link_opens_nothing_in_another_browser(house: PageHouse) -> None:
    link = await fresh_link(house)
    first, second = house.browser(), house.browser()
    await first.opens(link)
    await first.presses("Начать")

    await second.opens(link)
    await second.presses("Начать")

    assert second.sheet.status == 410
    assert USED in second.words
    assert "/checkin" in second.words
    assert second.cookies == {}


async def test_a_used_link_leads_the_same_browser_on(house: PageHouse) -> None:
    link = await fresh_link(house)
    browser = house.browser()
    await browser.opens(link)
    await browser.presses("Начать")
    await browser.answers(1)

    await browser.opens(link)
    await browser.presses("Начать")

    assert "2 из 3" in browser.words


async def test_a_link_lasts_an_hour(house: PageHouse) -> None:
    link = await fresh_link(house)
    browser = house.browser()
    await browser.opens(link)
    await house.pass_time(minutes=61)

    await browser.presses("Начать")

    assert USED in browser.words


async def test_a_visit_lasts_two_hours_and_what_was_answered_stays(house: PageHouse) -> None:
    person = await house.enrolled()
    step = await house.checkins.begin(person, PULSE, now=house.now)
    browser = await house.inside(person, step.round_id)
    await browser.answers(1)
    await house.pass_time(minutes=121)

    await browser.answers(1)
    assert USED in browser.words
    again = await house.inside(person, step.round_id)

    assert "2 из 3" in again.words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/checkin/", USED),
        ("/checkin", USED),
        ("/checkin/mine", USED),
        ("/checkin/data", USED),
        ("/checkin/forget", USED),
        ("/checkin/answer", USED),
        ("/checkin/cut-off", "Такой страницы нет"),
        ("/checkin/a/b", "Такой страницы нет"),
    ],
)
async def test_without_a_visit_every_page_is_closed(
    house: PageHouse, path: str, words: str
) -> None:
    browser = house.browser()

    sheet = await browser.opens(path)

    assert sheet.status in (404, 410)
    assert words in sheet.words


async def test_a_made_up_cookie_opens_nothing(house: PageHouse) -> None:
    await fresh_link(house)
    browser = house.browser()
    browser.keeps("__Secure-hotline-checkin", "x" * 32)

    assert USED in (await browser.opens("/checkin/mine")).words


async def test_two_people_see_only_their_own(house: PageHouse) -> None:
    anna, boris = await house.enrolled(), await house.enrolled()
    step = await house.checkins.begin(anna, PULSE, now=house.now)
    of_anna, of_boris = await house.inside(anna, step.round_id), await house.inside(boris)

    assert "1 из 3" in of_anna.words
    assert "Продолжить начатое" not in of_boris.words
    foreign = of_anna.sheet.pressed(of_anna.sheet.choices[0])[1]
    own = of_boris.sheet.pressed("Закончить")[1]
    sheet = await of_boris.sends("/checkin/answer", {**foreign, **own})

    assert "Такого опроса у вас нет" in sheet.words


async def test_the_cookie_is_for_this_page_and_this_site_alone(house: PageHouse) -> None:
    browser = house.browser()
    await browser.opens(await fresh_link(house))
    action, fields = browser.sheet.pressed("Начать")

    reply = await browser.posts(action, fields)

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("__Secure-hotline-checkin=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"httponly", "path=/checkin", "samesite=strict", "secure"}
    assert reply.headers["location"] == "/checkin/"


async def test_over_plain_http_the_cookie_is_not_secure_and_knows_its_port(
    house: PageHouse,
) -> None:
    house.url = "http://127.0.0.1:8080"
    house.open(house.policy)
    browser = house.browser()
    await browser.opens(await fresh_link(house))

    reply = await browser.posts(*browser.sheet.pressed("Начать"))

    assert reply.headers["set-cookie"].startswith("hotline-checkin-8080=")
    assert "secure" not in reply.headers["set-cookie"].lower()
    assert "strict-transport-security" not in reply.headers


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": URL}, True),
        ({"referer": f"{URL}/checkin/abc"}, True),
        ({"sec-fetch-site": "cross-site", "origin": URL}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"referer": "https://evil.example/checkin/"}, False),
        ({}, False),
    ],
)
async def test_only_our_own_door_lets_in(
    house: PageHouse, headers: dict[str, str], is_let_in: bool
) -> None:
    link = await fresh_link(house)
    browser = house.browser()
    await browser.opens(link)
    action, fields = browser.sheet.pressed("Начать")

    reply = await browser.posts(action, fields, headers=headers)

    assert (reply.status_code, bool(browser.cookies)) == (303 if is_let_in else 403, is_let_in)


async def test_a_form_without_its_token_changes_nothing(house: PageHouse) -> None:
    person = await house.enrolled()
    browser = await house.inside(person)
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        for path in ("forget", "wish", "begin", "answer", "back", "later", "leave", "psychologist"):
            sheet = await browser.sends(f"/checkin/{path}", {"wish": "stop", **fields})
            assert (sheet.status, "устарела" in sheet.words) == (403, True), path

    assert (await house.checkins.overview(person, now=house.now)).switches


async def test_the_form_of_another_browser_is_not_taken(house: PageHouse) -> None:
    anna, boris = await house.enrolled(), await house.enrolled()
    of_anna, of_boris = await house.inside(anna), await house.inside(boris)

    await of_boris.presses("Стоп", on=of_anna.sheet)

    assert of_boris.sheet.status == 403


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("answer", {"code": "", "round": ""}),
        ("answer", {"code": "x" * 22, "round": "x" * 22}),
        ("answer", {"code": "ы\x00", "round": "\ud83d".encode("utf-8", "ignore").decode()}),
        ("wish", {"wish": "everything"}),
        ("later", {"span": "never"}),
        ("begin", {"instrument": "mbi"}),
        ("help", {"group": "everything"}),
    ],
)
async def test_what_no_page_of_ours_sends_is_refused_kindly(
    house: PageHouse, path: str, fields: dict[str, str]
) -> None:
    browser = await house.inside(await house.enrolled())
    csrf = browser.sheet.pressed("Стоп")[1]["csrf"]

    sheet = await browser.sends(f"/checkin/{path}", {"csrf": csrf, **fields})

    assert sheet.status in (400, 409)
    assert "Продолжить" in sheet.links


async def test_a_form_that_is_too_large_is_refused(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    sheet = await browser.sends("/checkin/wish", {"wish": "x" * 20_000})

    assert sheet.status == 400


async def test_every_answer_carries_the_headers(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    for path in ("", "mine", "help", "forget", "data", "nothing", "x" * 32):
        headers = (await browser.opens(f"/checkin/{path}")).response.headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["x-frame-options"] == "DENY"
        assert "strict-transport-security" in headers


async def test_nothing_comes_from_elsewhere_and_nothing_runs(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    for path in ("", "mine", "help", "forget", "later"):
        html = (await browser.opens(f"/checkin/{path}")).html
        assert "<script" not in html
        assert re.findall(r'(?:src|href|action)="(?!/checkin|tel:|#)([^"]*)"', html) == []
        assert re.findall(r"\s(?:on\w+|style)=", html) == []


async def test_the_style_is_kept_by_browsers(house: PageHouse) -> None:
    browser = house.browser()
    door = await browser.opens(await fresh_link(house))
    address = re.findall(r'href="(/checkin/static/checkin\.css\?v=\w+)"', door.html)[0]

    style = (await browser.opens(address)).response

    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")
    assert (await browser.opens("/checkin/static/../app.py")).status == 404


async def test_our_own_mistake_is_an_apology_without_its_words(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    async def breaks() -> str | None:
        raise RuntimeError("secret words")

    house.chat = breaks
    house.open(house.policy)
    sheet = await browser.presses("Стоп")

    assert sheet.status == 500
    assert "сломалось у нас" in sheet.words
    assert "secret words" not in sheet.html


async def test_a_round_of_somebody_else_cannot_be_linked_to(house: PageHouse) -> None:
    anna, boris = await house.enrolled(), await house.enrolled()
    step = await house.checkins.begin(anna, PULSE, now=house.now)

    browser = await house.inside(boris)
    fields = browser.sheet.pressed("Стоп")[1]
    stolen = {"csrf": fields["csrf"], "round": RoundId(step.round_id), "code": step.skip_code}
    sheet = await browser.sends("/checkin/answer", stolen)

    assert "Такого опроса у вас нет" in sheet.words
