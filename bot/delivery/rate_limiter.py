"""PTB's hook into the one budget: whatever a handler sends waits here for its turn.

Calls go in the reply lane; `rate_limit_args=Lane.BACKGROUND` picks another. A 429 holds that chat for as
long as Telegram says and the call is tried again, as long as somebody would still wait for the answer. Meanwhile others
to that chat are refused as Telegram would refuse them, so that nobody's round stands still for one chat.
"""

from collections.abc import Callable, Coroutine
from math import ceil
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.outcome import seconds_of
from bot.delivery.pace import SINGLE, Lane
from bot.delivery.throttle import Throttle
from bot.seats import given_away

PATIENCE = 30.0  # seconds a refused reply may wait
LONG = 2.0  # seconds of waiting for the chat's own turn; one message a second is no long wait
TRIES = 3
UNCOUNTED = ("get", "setWebhook", "deleteWebhook", "logOut", "close")  # nothing is sent by these
TO_CHAT = ("send", "copy", "forward")  # these bring a chat a message


class RateLimiter(BaseRateLimiter[Lane]):
    """`AIORateLimiter`'s place, with our lanes."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:
        """Waits for the turn, calls, and once more after a short refusal."""
        if endpoint.startswith(UNCOUNTED):
            return await callback(*args, **kwargs)
        lane = Lane.REPLY if rate_limit_args is None else rate_limit_args
        chat, weight = _chat(endpoint, data), _weight(endpoint, data)
        for attempt in range(1, TRIES + 1):
            await self._turn(lane, chat, weight)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = seconds_of(error)
                self._throttle.refused(lane if chat is None else Lane.REPLY, chat, seconds)
                if attempt == TRIES or seconds > PATIENCE:
                    raise
        raise AssertionError("unreachable")

    async def _turn(self, lane: Lane, chat: int | None, weight: int) -> None:
        """Whoever waits long, and for this chat alone, keeps nobody else from being answered."""
        if (wait := self._throttle.told_to_wait(lane, chat)) > PATIENCE:
            raise RetryAfter(ceil(wait))
        turn = self._throttle.acquire(lane, chat, weight, SINGLE if lane is Lane.BACKGROUND else 0)
        if lane is Lane.REPLY and chat is not None and self._throttle.chat_wait(chat) > LONG:
            with given_away():
                return await turn
        return await turn


def _chat(endpoint: str, data: dict[str, Any]) -> int | None:
    """The chat whose own pace counts; sendChatAction brings nobody a message."""
    if not endpoint.startswith(TO_CHAT) or endpoint == "sendChatAction":
        return None
    chat = data.get("chat_id")
    return chat if isinstance(chat, int) else None


def _weight(endpoint: str, data: dict[str, Any]) -> int:
    if endpoint == "sendMediaGroup":
        return max(1, len(data.get("media") or ()))
    return (
        max(1, len(data.get("message_ids") or ())) if endpoint in ("copyMessages", "forwardMessages") else 1
    )
