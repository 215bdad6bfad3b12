"""What the service leans on outside its own database: encoder, Telegram, clock, Redis."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import perf_counter

import aiohttp
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import WebhookInfo
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.doctor import calibration, queries
from bot.doctor.outcome import Outcome, aside, failure, ok, warning
from bot.settings import Settings
from bot.telegram.line import is_out_of_reach
from bot.telegram.opening import open_bot
from bot.telegram.webhook import PATH
from kit.database import Database
from kit.errors import WrongInstallation
from knowledge.encoder import Encoder, has_avx2, open_encoder

_QUESTION = "Как оценивать проект по физике?"
_LARGEST_SKEW_SECONDS = 30
_TELEGRAM = "https://api.telegram.org"


async def encoder(settings: Settings, database: Database | str) -> Outcome:
    try:
        opened = await aside(lambda: open_encoder(settings.encoder))
    except WrongInstallation as wrong:
        return failure(settings.encoder, str(wrong))
    if opened is None:
        reason = "не загружается" if has_avx2() else "у процессора нет AVX2"
        return warning(
            f"{settings.encoder}: {reason}, поиск идёт только по словам",
            "Нужен процессор x86-64 с AVX2 или ARM; переустановите зависимости: удалите .venv и "
            "запустите ./hotline doctor.",
        )
    return await judged(opened, database)


async def judged(opened: Encoder, database: Database | str) -> Outcome:
    """Whether the encoder answers, and its answers can be trusted."""
    started = perf_counter()
    await opened.question(_QUESTION)
    took = (perf_counter() - started) * 1000
    state = f"{opened.fingerprint}, вопрос за {took:.0f} мс"
    return await calibration.judged(opened.fingerprint, state, database)


async def messenger(settings: Settings) -> Outcome:
    if settings.bot_token is None:
        return warning(
            "бот не настроен: нет токена",
            "Получите токен у @BotFather и впишите его в .env как HOTLINE_BOT_TOKEN.",
        )
    bot = open_bot(settings.bot_token.get_secret_value(), api_url=settings.bot_api_url)
    try:
        return await _spoken_to(bot, settings)
    except AiogramError as error:
        return _refused(error)
    finally:
        await bot.session.close()


async def _spoken_to(bot: Bot, settings: Settings) -> Outcome:
    me = await bot.get_me()
    webhook = await bot.get_webhook_info()
    return _webhook(f"@{me.username}", webhook, settings)


def _webhook(name: str, webhook: WebhookInfo, settings: Settings) -> Outcome:
    if not settings.webhook:
        if not webhook.url:
            return ok(f"{name}, опрос")
        return warning(
            f"{name}: у бота стоит вебхук, а в настройках опрос",
            "Запустите hotline run: служба снимет вебхук сама; другую службу с этим токеном "
            "остановите.",
        )
    if webhook.url != f"{settings.public_url}{PATH}":
        return warning(
            f"{name}: вебхук ещё не стоит на HOTLINE_PUBLIC_URL",
            "Запустите hotline run: служба поставит вебхук сама.",
        )
    if webhook.last_error_message and webhook.pending_update_count:
        return warning(
            f"{name}: Telegram не может доставить {webhook.pending_update_count} сообщений "
            f"({webhook.last_error_message})",
            "Проверьте, что HOTLINE_PUBLIC_URL открывается снаружи и ведёт на эту службу.",
        )
    return ok(f"{name}, вебхук, ждёт доставки {webhook.pending_update_count}")


def _refused(error: AiogramError) -> Outcome:
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return failure(
            "Telegram не принимает токен",
            "Проверьте HOTLINE_BOT_TOKEN: новый токен выдаёт @BotFather.",
        )
    if is_out_of_reach(error):
        return failure(
            "Telegram не отвечает",
            "Проверьте выход в интернет и HOTLINE_BOT_API_URL; служба будет пробовать снова сама.",
        )
    return failure(
        f"Telegram отказывает ({type(error).__name__})", "Подождите минуту и проверьте ещё раз."
    )


async def clock(settings: Settings, database: Database | str) -> Outcome:
    """Compares with a clock that is not this machine's own: Telegram's, else the database's."""
    skew = await _skew_from_telegram(settings) if settings.bot_token is not None else None
    whose = "Telegram"
    if skew is None and isinstance(database, Database) and settings.database_url is not None:
        async with database.transaction() as session:
            theirs = await queries.clock(session)
        skew, whose = (datetime.now(UTC) - theirs).total_seconds(), "базы"
    if skew is None:
        return warning(
            f"{datetime.now(UTC):%H:%M} UTC, сверить не с чем",
            "Сравните с точным временем сами; когда Telegram на связи, часы сверяются с ним.",
        )
    if abs(skew) > _LARGEST_SKEW_SECONDS:
        return warning(
            f"расходятся с часами {whose} на {abs(skew):.0f} с",
            "Включите синхронизацию времени: sudo timedatectl set-ntp true",
        )
    return ok(f"идут как часы {whose}")


async def _skew_from_telegram(settings: Settings) -> float | None:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as web,
            web.get(settings.bot_api_url or _TELEGRAM, allow_redirects=False) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (TimeoutError, aiohttp.ClientError, KeyError, ValueError):
        return None
    return (datetime.now(UTC) - theirs).total_seconds()


async def redis(settings: Settings) -> Outcome:
    if settings.redis_url is None:
        return ok("не нужен: служба работает одним процессом")
    client = Redis.from_url(settings.redis_url.get_secret_value())
    try:
        await client.ping()
    except (RedisError, OSError, ValueError) as error:
        return failure(
            f"не отвечает ({type(error).__name__})",
            "Запустите Redis или проверьте HOTLINE_REDIS_URL; одному процессу Redis не нужен.",
        )
    finally:
        await client.aclose()
    return ok("отвечает")
