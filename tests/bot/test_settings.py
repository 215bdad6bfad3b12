"""The settings: how they are read, and what is said of a wrong one."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings, read_settings
from kit.errors import WrongInstallation
from people.addresses import Address

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment of ours and no .env but what the test writes."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HOTLINE_{name.upper()}", raising=False)


def test_without_any_setting_the_defaults_hold() -> None:
    settings = read_settings()

    assert settings.bot_token is None
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.timezone == "Europe/Moscow"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("HOTLINE_WEB_PORT=9001\nHOTLINE_MOST_OPEN=2\n")
    monkeypatch.setenv("HOTLINE_WEB_PORT", "9002")

    settings = read_settings()

    assert (settings.web_port, settings.most_open) == (9002, 2)


def test_admins_are_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_ADMINS", "telegram:17, telegram:18")

    assert read_settings().admins == (Address("telegram", "17"), Address("telegram", "18"))


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_DATA_DIR", "~/hotline")

    assert read_settings().data_dir == tmp_path / "hotline"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "zebra"),
        ("BOT_API_URL", "zebra"),
        ("PUBLIC_URL", "ftp://zebra"),
        ("WEBHOOK", "zebra"),
        ("WEB_PORT", "zebra"),
        ("WEB_PORT", "70000"),
        ("DATABASE_URL", "mysql://zebra"),
        ("REDIS_URL", "http://zebra"),
        ("DATA_DIR", "~zebra/data"),
        ("ADMINS", "zebra"),
        ("ENCODER", "zebra"),
        ("TIMEZONE", "Mars/Zebra"),
        ("BURST_SECONDS", "-1"),
        ("UNDO_SECONDS", "zebra"),
        ("CHECKIN_PLACE", "zebra"),
        ("LOG_LEVEL", "zebra"),
        ("ANSWER_WITHIN_HOURS", "0"),
        ("MOST_OPEN", "1.5"),
    ],
)
def test_a_wrong_value_is_named_in_one_russian_line_that_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"HOTLINE_{name}", value)

    with pytest.raises(WrongInstallation) as refused:
        read_settings()

    sentence = str(refused.value)
    assert f"HOTLINE_{name}: " in sentence
    assert "\n" not in sentence
    assert not re.search("zebra", sentence, re.IGNORECASE)
    assert not re.search(r"\b(input|should|value)\b", sentence, re.IGNORECASE)


def test_hours_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_WORKING_HOURS", "всегда")

    with pytest.raises(WrongInstallation, match="HOTLINE_WORKING_HOURS"):
        read_settings()


def test_a_webhook_without_an_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_WEBHOOK", "true")

    with pytest.raises(WrongInstallation, match="HOTLINE_PUBLIC_URL"):
        read_settings()


def test_every_wrong_setting_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_WEB_PORT", "zebra")
    monkeypatch.setenv("HOTLINE_TIMEZONE", "zebra")

    with pytest.raises(WrongSettings) as refused:
        read_settings()

    named = [fault.partition(":")[0] for fault in refused.value.faults]
    assert named == ["HOTLINE_WEB_PORT", "HOTLINE_TIMEZONE"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HOTLINE_WEB_HOST=\xff\xfe\n")

    with pytest.raises(WrongInstallation, match=r"\.env"):
        read_settings()


def test_the_example_names_every_setting_and_explains_it_in_russian() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    places = {
        found["name"]: number
        for number, line in enumerate(lines)
        if (found := re.fullmatch(r"#?HOTLINE_(?P<name>\w+)=.*", line))
    }

    assert sorted(places) == sorted(name.upper() for name in Settings.model_fields)
    for number in places.values():
        assert re.match("# .*[а-я]", lines[number - 1])


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    shown = EXAMPLE.read_text("utf-8").replace("#HOTLINE_", "HOTLINE_")
    (tmp_path / ".env").write_text(shown)

    assert read_settings() == Settings(_env_file=None)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"WEB_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"WEB_HOST": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"WEB_HOST": "10.1.2.3"}, "http://10.1.2.3:8080"),
        ({"WEB_HOST": "::1"}, "http://[::1]:8080"),
        ({"PUBLIC_URL": "https://hotline.example/"}, "https://hotline.example"),
    ],
)
def test_links_lead_to_where_the_web_side_is_reached(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], address: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)

    assert read_settings().web_url == address
