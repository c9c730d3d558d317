"""PTB's calls through the one budget, over our transport."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from telegram import InputMediaPhoto
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.delivery import windows
from bot.delivery.pace import Lane, Pace
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.throttle import Throttle
from bot.delivery.transport import AiohttpRequest
from bot.seats import SEAT
from tests.bot.delivery.fake import FakeTelegram, refusal


class Talk:
    """A PTB bot on a fake server."""

    async def __aenter__(self) -> "Talk":
        self.telegram = await FakeTelegram().start()
        self.throttle = Throttle(Pace(100))
        self.bot: ExtBot[Lane] = ExtBot(
            "1:x",
            base_url=f"{self.telegram.url}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(2),
            rate_limiter=RateLimiter(self.throttle),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot._request[0].shutdown()
        await self.bot._request[1].shutdown()
        await self.telegram.stop()


async def test_two_messages_to_a_chat_are_a_second_apart_and_others_do_not_wait() -> None:
    async with Talk() as talk:
        await asyncio.gather(*(talk.bot.send_message(chat, "x") for chat in (7, 7, 8)))
        at = {}
        for call in talk.telegram.calls:
            at.setdefault(call.chat, []).append(call.at)
    assert at[7][1] - at[7][0] > 0.9  # as they arrive on a busy machine
    assert at[8][0] - at[7][0] < 0.3


async def test_edits_answers_and_typing_use_the_budget_but_not_the_chats_second() -> None:
    async with Talk() as talk:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await talk.bot.send_message(7, "x")
        await talk.bot.delete_message(7, 1)
        await talk.bot.answer_callback_query("1")
        assert loop.time() - begun < 0.5
        assert len(talk.throttle.pace.free.sent) == 3


async def test_whoever_waits_for_the_minute_of_a_group_gives_their_seat_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windows, "GROUP_SPAN", 4.0)
    monkeypatch.setattr(windows, "PER_CHAT", 0.01)
    seats = list[str]()

    @contextmanager
    def away() -> Iterator[None]:
        seats.append("given away")
        yield
        seats.append("taken again")

    SEAT.set(away)
    async with Talk() as talk:
        for _ in range(windows.GROUP_MOST):
            await talk.bot.send_message(-7, "x")
        await talk.bot.send_message(7, "x")
        assert seats == []
        await talk.bot.send_message(-7, "x")
    assert seats == ["given away", "taken again"]


async def test_a_short_refusal_is_waited_for_and_the_call_made_again() -> None:
    async with Talk() as talk:
        wait = refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        talk.telegram.rule = lambda call, before: wait if not before else None
        await talk.bot.send_message(7, "x")
    first, second = talk.telegram.calls
    assert second.at - first.at >= 1


async def test_a_long_refusal_is_told_and_bulk_goes_on() -> None:
    async with Talk() as talk:
        talk.telegram.rule = lambda call, before: refusal(
            429, "Too Many Requests: retry after 900", retry_after=900
        )
        with pytest.raises(RetryAfter):
            await talk.bot.send_message(7, "x")
        assert talk.throttle.pace.flood_until == 0


async def test_a_chat_that_telegram_holds_for_long_holds_nobody_else() -> None:
    """One that was refused for minutes is refused at once from then on, in every lane; others and bulk go on."""
    async with Talk() as talk:
        long = refusal(429, "Too Many Requests: retry after 300", retry_after=300)
        talk.telegram.rule = lambda call, before: long if call.chat == -7 else None
        async with asyncio.timeout(5):
            for lane in (Lane.BACKGROUND, Lane.BACKGROUND, Lane.URGENT, Lane.REPLY):
                with pytest.raises(RetryAfter):
                    await talk.bot.send_message(-7, "x", rate_limit_args=lane)
            await talk.bot.send_message(8, "x", rate_limit_args=Lane.BACKGROUND)
            await talk.bot.send_message(9, "x")
        assert [call.chat for call in talk.telegram.calls] == [-7, 8, 9]
        assert talk.throttle.pace.flood_until == 0


async def test_while_all_bulk_has_to_wait_for_minutes_no_round_of_work_waits_with_it() -> None:
    async with Talk() as talk:
        talk.throttle.pace.hold_bulk(asyncio.get_running_loop().time() + 300)
        async with asyncio.timeout(5):
            with pytest.raises(RetryAfter):
                await talk.bot.send_message(8, "x", rate_limit_args=Lane.BACKGROUND)
            await talk.bot.send_message(8, "x")


async def test_a_lane_can_be_chosen_and_an_album_counts_by_its_size() -> None:
    async with Talk() as talk:
        talk.throttle.pace.hold_bulk(asyncio.get_running_loop().time() + 0.5)
        begun = asyncio.get_running_loop().time()
        await talk.bot.send_message(9, "digest", rate_limit_args=Lane.BACKGROUND)
        assert asyncio.get_running_loop().time() - begun >= 0.5
        media = [InputMediaPhoto("a"), InputMediaPhoto("b"), InputMediaPhoto("c")]
        await talk.bot.send_media_group(8, media)
        assert len(talk.throttle.pace.free.sent) == 4
