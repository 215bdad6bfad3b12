"""Logs: to standard error, ids and outcomes only."""

import logging
import sys


def set_up_logs(level: str) -> None:
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # These tell every request, and with it the token or people's words.
    for noisy in ("aiogram", "httpx", "aiohttp.access", "uvicorn.access", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
