"""Failures of Telegram: ordered by a test, or by the real limits."""

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tests.support.telegram_server.refusals import ApiError, too_many_requests


class Kind(StrEnum):
    FLOOD = "flood"
    ERROR = "error"
    HTML = "html"
    """A web server before Telegram answers with a page instead of JSON."""
    DROPPED = "dropped"
    """The connection breaks before the call is carried out."""
    UNHEARD = "unheard"
    """The call is carried out, the connection breaks before the answer."""


@dataclass
class Trouble:
    kind: Kind
    times: int
    method: str | None
    code: int = 500
    retry_after: int = 0
    chat_id: int | None = None

    def concerns(self, method: str, chat_id: int) -> bool:
        return (
            self.times > 0
            and (self.method is None or self.method.lower() == method)
            and (self.chat_id is None or self.chat_id == chat_id)
        )

    @property
    def error(self) -> ApiError:
        if self.kind is Kind.FLOOD:
            return too_many_requests(self.retry_after)
        names = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
        return ApiError(self.code, names.get(self.code, "Server Error"))


class Troubles:
    def __init__(self) -> None:
        self._ordered: list[Trouble] = []

    def order(self, trouble: Trouble) -> None:
        self._ordered.append(trouble)

    def next(self, method: str, chat_id: int) -> Trouble | None:
        for trouble in self._ordered:
            if trouble.concerns(method, chat_id):
                trouble.times -= 1
                return trouble
        return None


class FloodLimits:
    """The limits that Telegram tells bots to stay below."""

    per_chat = (1, timedelta(seconds=1))
    per_group = (20, timedelta(minutes=1))
    in_all = (30, timedelta(seconds=1))

    def __init__(self) -> None:
        self._sent: defaultdict[int | None, deque[datetime]] = defaultdict(deque)

    def check(self, chat_id: int, now: datetime) -> None:
        """Count a message, or refuse it because the limit is used up."""
        of_chat = self.per_group if chat_id < 0 else self.per_chat
        for key, (most, span) in ((chat_id, of_chat), (None, self.in_all)):
            sent = self._sent[key]
            while sent and now - sent[0] >= span:
                sent.popleft()
            if len(sent) >= most:
                raise too_many_requests((sent[0] + span - now).total_seconds())
        self._sent[chat_id].append(now)
        self._sent[None].append(now)
