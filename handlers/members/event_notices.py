"""What one member is to hear of an event, brought as work of its own: a free seat, a day before, an hour before.

1. The reminders of an event are written once, when it is time (`storage.events.notices.remind`).
2. They are claimed and sent as all notices (`handlers/notices.py`); `bot.events.notice` says what becomes of each.
The hour's goes before broadcasts, so that a large one in the same hour does not make it late.
"""

from functools import partial
from typing import Any

from telegram.ext import ExtBot

from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.turn import Now
from bot.delivery.pace import Lane
from bot.events import wording
from bot.events.notice import decide
from bot.services import Services
from bot.text.translator import N_, Translator
from handlers import notices as queue
from handlers.members.events import SIGN
from handlers.screen import BELOW, Screen, button, send
from storage.events import events, notices, responses
from storage.events.events import Event
from storage.events.notices import Notice
from storage.events.responses import Response
from storage.members import forget_requests, members
from storage.members.members import Member

EVERY = 2.0  # seconds between looks
LANES = {"seat": Lane.BACKGROUND, "day": Lane.BACKGROUND, "hour": Lane.URGENT}
HEADS = {
    ("seat", "yes"): N_("🎟 <b>A seat is free for you: you are coming.</b>"),
    ("day", "yes"): N_("⏰ <b>A reminder: you are coming to this event.</b>"),
    ("day", "maybe"): N_("⏰ <b>A reminder: you said maybe. Are you coming?</b>"),
    ("hour", "yes"): N_("⏰ <b>Within an hour it begins.</b>"),
    ("hour", "maybe"): N_("⏰ <b>Within an hour it begins. Are you coming?</b>"),
}


async def bring(bot: ExtBot[Any], services: Services) -> None:
    await write_reminders(services)
    await queue.bring(services, notices.QUEUE, partial(_bring, bot, services))


async def write_reminders(services: Services) -> None:
    """The rows of events that are a day or an hour ahead."""
    now = services.clock()
    for kind in notices.LEADS:
        due = await services.database.read(notices.to_remind, kind, now)
        for event_id in due:
            await services.database.write(notices.remind, event_id, kind, now)


async def _bring(bot: ExtBot[Any], services: Services, notice: Notice) -> None:
    now, quiet = services.clock(), QuietHours.of(services.config.delivery)
    async with services.database.connect() as tx:
        event = await events.get(tx, notice.event_id)
        member = await members.get(tx, notice.member_id)
        response = await responses.get(tx, notice.event_id, notice.member_id)
        leaving = member is not None and await forget_requests.get(tx, member.chat_id) is not None
    if leaving:  # it is claimed again after a while
        return None
    if event is None or member is None:  # forgotten meanwhile, and the notice with them
        return None
    turn = decide(notice, event, response, member, now, quiet)
    if not isinstance(turn, Now):
        return await queue.not_now(services, notices.QUEUE, notice, turn)
    assert response is not None
    translator = Translator.of(services.catalogs, member.language, member.script)
    said = screen(translator, notice, event, response, member)
    bringing = partial(send, bot, member.chat_id, said, LANES[notice.kind])
    return await queue.deliver(services, notices.QUEUE, notice, bringing)


def screen(
    translator: Translator, notice: Notice, event: Event, response: Response, member: Member
) -> Screen:
    """When and where, and the way to say that one is not coming after all."""
    head = translator.t(HEADS[notice.kind, response.answer])
    facts = wording.facts(translator, event, member.timezone, tappable=True)
    opens = button(f"{SIGN} " + translator.label("Open the event"), f"{BELOW}evc", event.id)
    yes = button(translator.label("I am coming"), "evr", event.id, "y", 0)
    no = button(translator.label("Not coming"), "evr", event.id, "n", 0)
    rows = [[yes, no], [opens]] if response.answer == "maybe" else [[opens, no]]
    return Screen("\n".join([head, "", wording.title(translator, event), *facts]), rows)
