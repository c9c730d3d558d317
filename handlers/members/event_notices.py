"""What one member is to hear of an event, brought as work of its own: a free seat, a day before, an hour before.

1. The reminders of an event are written once, when it is time (`storage.events.notices.remind`).
2. A few are claimed, so that no other process brings them, and held as long as they wait for their turn;
   `bot.events.notice` says what becomes of each.
3. It is sent, then its row is done. Where the process dies between the two, it is sent again after five minutes: a
   reminder is better read twice than missed.
The hour's goes before broadcasts, so that a large one in the same hour does not make it late.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import ExtBot

from bot.broadcasts.quiet_hours import QuietHours
from bot.delivery.pace import Lane
from bot.events import wording
from bot.events.notice import Later, Never, decide
from bot.services import Services
from bot.text.translator import N_, Translator
from handlers.members.events import SIGN
from handlers.screen import BELOW, NO_PREVIEW, Screen, button, keyboard
from storage.events import events, notices, responses
from storage.events.events import Event
from storage.events.notices import Notice
from storage.events.responses import Response
from storage.members import members
from storage.members.members import Member

log = structlog.get_logger()

EVERY = 2.0  # seconds between looks
ROUND = 3.0  # seconds after which a round claims no more, so that a stop finds it at its end
MOST = 10  # claimed at a time
RENEW = 60.0  # seconds after which a claim is renewed, well within `notices.RETRY`
LANES = {"seat": Lane.BACKGROUND, "day": Lane.BACKGROUND, "hour": Lane.URGENT}
HEADS = {
    ("seat", "yes"): N_("🎟 <b>A seat is free for you: you are coming.</b>"),
    ("day", "yes"): N_("⏰ <b>A reminder: you are coming to this event.</b>"),
    ("day", "maybe"): N_("⏰ <b>A reminder: you said maybe. Are you coming?</b>"),
    ("hour", "yes"): N_("⏰ <b>Within an hour it begins.</b>"),
    ("hour", "maybe"): N_("⏰ <b>Within an hour it begins. Are you coming?</b>"),
}


async def bring(bot: ExtBot[Any], services: Services) -> None:
    """Everything whose time has come."""
    await write_reminders(services)
    until = time.monotonic() + ROUND
    while time.monotonic() < until and (claimed := await _claimed(services)):
        async with _held(services, claimed):
            for notice in claimed:
                await _bring(bot, services, notice)


@asynccontextmanager
async def _held(services: Services, claimed: list[Notice]) -> AsyncIterator[None]:
    """Nobody else takes them up while they wait for their turn, which a large broadcast may put off for long."""
    renewing = asyncio.create_task(_renewed(services, claimed), name="event notices")
    try:
        yield
    finally:
        renewing.cancel()
        [ended] = await asyncio.gather(renewing, return_exceptions=True)
        if isinstance(ended, Exception):
            log.warning("a claim could not be renewed", reason=type(ended).__name__)


async def _renewed(services: Services, claimed: list[Notice]) -> None:
    while True:
        await asyncio.sleep(RENEW)
        async with services.database.begin() as tx:
            await notices.renew(tx, claimed, services.clock())


async def write_reminders(services: Services) -> None:
    """The rows of events that are a day or an hour ahead."""
    now = services.clock()
    for kind in notices.LEADS:
        async with services.database.connect() as tx:
            due = await notices.to_remind(tx, kind, now)
        for event_id in due:
            async with services.database.begin() as tx:
                await notices.remind(tx, event_id, kind, now)


async def _claimed(services: Services) -> list[Notice]:
    async with services.database.connect() as tx:
        if not await notices.waits(tx, services.clock()):
            return []
    async with services.database.begin() as tx:
        return await notices.claim(tx, services.clock(), MOST)


async def _bring(bot: ExtBot[Any], services: Services, notice: Notice) -> None:
    now, quiet = services.clock(), QuietHours.of(services.config.delivery)
    async with services.database.connect() as tx:
        event = await events.get(tx, notice.event_id)
        member = await members.get(tx, notice.member_id)
        response = await responses.get(tx, notice.event_id, notice.member_id)
    if event is None or member is None:  # forgotten meanwhile, and the notice with them
        return None
    decided = decide(notice, event, response, member, now, quiet)
    if isinstance(decided, Never):
        return await _done(services, notice, decided.reason)
    if isinstance(decided, Later):
        async with services.database.begin() as tx:
            return await notices.put_off(tx, notice, decided.until)
    assert response is not None
    try:
        await _send(bot, services, notice, event, response, member)
    except RetryAfter:  # surely not sent
        async with services.database.begin() as tx:
            await notices.put_off(tx, notice, None)
        raise
    except (Forbidden, BadRequest, ChatMigrated) as refusal:
        log.info("a guest is out of reach", reason=type(refusal).__name__)
        return await _done(services, notice, type(refusal).__name__)
    return await _done(services, notice)


async def _done(services: Services, notice: Notice, reason: str | None = None) -> None:
    async with services.database.begin() as tx:
        await notices.done(tx, notice, services.clock(), reason)


async def _send(
    bot: ExtBot[Any], services: Services, notice: Notice, event: Event, response: Response, member: Member
) -> None:
    translator = Translator.of(services.catalogs, member.language, member.script)
    said = screen(translator, notice, event, response, member)
    await bot.send_message(
        member.chat_id,
        said.text,
        reply_markup=said.buttons,
        link_preview_options=NO_PREVIEW,
        rate_limit_args=LANES[notice.kind],
    )


def screen(
    translator: Translator, notice: Notice, event: Event, response: Response, member: Member
) -> Screen:
    """When and where, and the way to say that one is not coming after all."""
    head = translator.t(HEADS[notice.kind, response.answer])
    lines = [wording.title(translator, event), *wording.facts(translator, event, member.timezone)]
    opens = button(f"{SIGN} " + translator.label("Open the event"), f"{BELOW}evc", event.id)
    yes = button(translator.label("I am coming"), "evr", event.id, "y", 0)
    no = button(translator.label("Not coming"), "evr", event.id, "n", 0)
    rows = [[yes, no], [opens]] if response.answer == "maybe" else [[opens, no]]
    return Screen("\n".join([head, "", *lines]), keyboard(rows))
