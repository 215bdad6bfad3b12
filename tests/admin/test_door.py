"""The door as a browser meets it: button, cookie, refusals; nothing is fixed beforehand."""

import pytest

from admin.access import IDLE_LASTS
from kit.database import Transaction
from people.models import Role
from tests.support.panel import PanelHouse

HTTPS = "https://hotline.example"


async def link(house: PanelHouse) -> str:
    person = await house.person(Role.CURATOR, name="Вера Павловна")
    return await house.access.link(person.id, now=house.now)


async def test_a_robot_that_opens_the_link_neither_uses_it_up_nor_learns_who_it_is_for(
    house: PanelHouse,
) -> None:
    address = await link(house)
    robot = house.browser()

    for _ in range(3):
        sheet = await robot.get(address)
        assert sheet.status == 200
        assert "Войти в панель" in sheet.words
        assert "Вера" not in sheet.html
    assert robot.cookies == {}

    assert (await house.browser().enter(address)).status == 303


async def test_the_button_leads_to_the_home_page(house: PanelHouse) -> None:
    browser = house.browser()

    entered = await browser.enter(await link(house))

    home = await browser.follow(entered)
    assert entered.location == "/panel/"
    assert "Вера Павловна" in home.words


async def test_a_used_link_says_so_and_what_to_do(house: PanelHouse) -> None:
    address = await link(house)
    await house.browser().enter(address)
    other = house.browser()

    looked, entered = await other.get(address), await other.enter(address)

    for sheet in (looked, entered):
        assert sheet.status == 410
        assert "уже входили" in sheet.words
        assert "/panel" in sheet.words
    assert (await other.get("/panel/")).status == 401


async def test_an_expired_link_says_so(house: PanelHouse) -> None:
    address = await link(house)
    house.pass_time(minutes=6)

    sheet = await house.browser().get(address)

    assert sheet.status == 410
    assert "пять минут" in sheet.words


async def test_a_link_that_was_cut_off_says_so(house: PanelHouse) -> None:
    address = await link(house)

    sheet = await house.browser().get(address[:-5])

    assert sheet.status == 404
    assert "Такой ссылки нет" in sheet.words


async def test_a_foreign_page_cannot_sign_anybody_in(house: PanelHouse) -> None:
    token = (await link(house)).partition("token=")[2]
    browser = house.browser()

    for headers in (
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": ""},
    ):
        sheet = await browser.send("/panel/enter", {"token": token}, headers=headers)
        assert sheet.status == 403

    assert browser.cookies == {}


async def test_a_session_cannot_be_fixed_beforehand(house: PanelHouse) -> None:
    browser = house.browser()
    name = next(iter((await _signed_in_cookies(house)).keys()))
    browser.keep(name, "chosen-by-somebody-else")

    await browser.enter(await link(house))

    assert browser.cookies[name] != "chosen-by-somebody-else"
    victim = house.browser()
    victim.keep(name, "chosen-by-somebody-else")
    assert (await victim.get("/panel/")).status == 401


async def _signed_in_cookies(house: PanelHouse) -> dict[str, str]:
    return (await house.signed_in(Role.CURATOR)).cookies


async def test_entering_again_gives_another_secret_and_ends_the_former_session(
    house: PanelHouse,
) -> None:
    browser = await house.signed_in(Role.CURATOR)
    [(name, former)] = browser.cookies.items()

    await browser.sign_in()

    assert browser.cookies[name] != former
    thief = house.browser()
    thief.keep(name, former)
    assert (await thief.get("/panel/")).status == 401


async def test_over_https_the_cookie_is_bound_to_this_host(transaction: Transaction) -> None:
    house = PanelHouse(transaction, url=HTTPS)
    browser = house.browser()

    entered = await browser.enter(await link(house))

    cookie = entered.response.headers["set-cookie"]
    assert cookie.startswith("__Host-hotline-panel=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word.lower() in cookie.lower()
    assert "domain" not in cookie.lower()
    assert "max-age=31536000" in entered.response.headers["strict-transport-security"]


async def test_without_https_the_cookie_is_still_hidden_from_scripts(house: PanelHouse) -> None:
    entered = await house.browser().enter(await link(house))

    cookie = entered.response.headers["set-cookie"].lower()
    assert cookie.startswith("hotline-panel-8080=")
    assert "httponly" in cookie
    assert "secure" not in cookie
    assert "strict-transport-security" not in entered.response.headers


async def test_signing_out_ends_the_session_and_takes_the_cookie(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.CURATOR)
    [(name, secret)] = browser.cookies.items()

    left = await browser.submit("/panel/sessions", to="/panel/sign-out")

    assert left.status == 303
    assert browser.cookies == {}
    thief = house.browser()
    thief.keep(name, secret)
    assert (await thief.get("/panel/")).status == 401


async def test_signing_out_everywhere_asks_first_and_ends_every_session(house: PanelHouse) -> None:
    office = await house.signed_in(Role.CURATOR)
    home = house.browser(office.person)
    await home.sign_in()
    asked = await office.get("/panel/sign-out-everywhere")
    assert "Выйти на всех устройствах?" in asked.words
    assert (await home.get("/panel/")).status == 200

    await office.submit("/panel/sign-out-everywhere")

    assert (await home.get("/panel/")).status == 401
    assert (await office.get("/panel/")).status == 401


async def test_a_dismissed_curator_gets_no_other_page(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.CURATOR)
    await house.dismiss(browser.person.id)

    assert (await browser.get("/panel/cases")).status == 401
    assert (await browser.send("/panel/sign-out", {})).status == 401


async def test_after_a_long_silence_the_page_says_how_to_come_in_again(house: PanelHouse) -> None:
    browser = await house.signed_in(Role.CURATOR)
    house.now += IDLE_LASTS

    sheet = await browser.get("/panel/")

    assert sheet.status == 401
    assert "Вход — через чат" in sheet.words


async def test_a_page_that_was_open_before_can_ask_for_the_token_of_the_new_session(
    house: PanelHouse,
) -> None:
    browser = await house.signed_in(Role.CURATOR)
    former = (await browser.get("/panel/sessions")).csrf
    assert (await browser.get("/panel/token")).html == former

    await browser.sign_in()

    fresh = (await browser.get("/panel/token")).html
    assert fresh != former
    assert (await browser.send("/panel/sign-out", {"csrf": fresh})).status == 303
    assert (await browser.get("/panel/token")).status == 401


@pytest.mark.parametrize("path", ["/panel", "/panel/"])
async def test_both_spellings_of_the_address_lead_home(house: PanelHouse, path: str) -> None:
    browser = await house.signed_in(Role.CURATOR)

    sheet = await browser.get(path)
    home = sheet if sheet.status == 200 else await browser.follow(sheet)

    assert "на этой неделе" in home.words
