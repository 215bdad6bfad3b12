"""Logs: to standard error, ids and outcomes only."""

import logging
import sys

#: The first ones tell every request, and with it the token or people's words; the others, nothing
#: that an operator could use.
TALKATIVE = (
    "aiogram",
    "aiohttp",
    "uvicorn",
    "apscheduler",
    "alembic",
    "pymorphy3",
    "sentence_transformers",
    "httpx2",
)


def set_up_logs(level: str) -> None:
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
