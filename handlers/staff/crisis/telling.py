"""What the colleagues named for a check-in hear without asking: that it began, who needs help, how it ended.

The first who needs help is told at once, whoever follows within PACE together in one message, so that five hundred
presses are a few messages to each colleague. A notice is a row before, and done after it was sent.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import ExtBot

from bot.crisis import totals
from bot.crisis.ending import readers
from bot.delivery.pace import Lane
from bot.services import Services
from bot.staff.permissions import Action, may
from bot.text.translator import Translator
from handlers.screen import Screen, send
from handlers.staff import access
from handlers.staff.crisis import card, wording
from handlers.staff.crisis.card import part
from storage.crisis import answers, cards, check_ins, notices
from storage.crisis.answers import NEED, Person
from storage.crisis.cards import Card
from storage.crisis.check_ins import CheckIn
from storage.crisis.notices import Notice

log = structlog.get_logger()

EVERY = 1.0  # seconds between looks
PACE = timedelta(seconds=20)  # between two messages about people to the same colleague
SAME = timedelta(minutes=3)  # between two about the same person, who may press to and fro
LISTED = 8  # people named in one message
LANE = Lane.URGENT  # before bulk


async def bring(bot: ExtBot[Any], services: Services) -> None:
    """Everything that waits, one message a colleague and a check-in."""
    now = services.clock()
    waiting = await services.database.read(notices.waiting, now)
    for check_in_id, user_id in waiting:
        async with services.database.begin() as tx:
            claimed = await notices.claim(tx, check_in_id, user_id, now, PACE, SAME)
            check_in = await check_ins.get(tx, check_in_id)
        if claimed and check_in is not None:
            await _bring(bot, services, check_in, user_id, claimed)


async def _bring(
    bot: ExtBot[Any], services: Services, check_in: CheckIn, user_id: int, claimed: Sequence[Notice]
) -> None:
    """To whoever is on the team still; of people to those named for it."""
    roles = {person.user_id: person.role for person in await access.team(services)}
    if not may(roles.get(user_id), Action.FOLLOW_CHECK_INS):
        return await _done(services, claimed, "left the team")
    async with services.database.connect() as tx:
        sees = user_id in await readers(tx, services.config.staff.owners, check_in)
    kinds = {notice.kind for notice in claimed}
    translator = await access.translator_in(services, user_id)
    try:
        if "began" in kinds:
            await _begin(bot, services, translator, check_in, user_id)
        if sees and kinds & {"answer", "details"}:
            await _tell(bot, services, translator, check_in, user_id, claimed)
        if "ended" in kinds:
            await _end(bot, services, translator, check_in, user_id)
    except RetryAfter:  # surely not sent, and the others need not wait for this colleague's chat
        log.info("a colleague is told later", reason="RetryAfter")
        return await services.database.write(notices.put_off, claimed)
    except (Forbidden, BadRequest, ChatMigrated) as refusal:
        log.info("a colleague could not be told", reason=type(refusal).__name__)
        return await _done(services, claimed, type(refusal).__name__)
    return await _done(services, claimed)


async def _done(services: Services, claimed: Sequence[Notice], reason: str | None = None) -> None:
    await services.database.write(notices.done, claimed, services.clock(), reason)


async def _begin(
    bot: ExtBot[Any], services: Services, translator: Translator, check_in: CheckIn, user_id: int
) -> None:
    """The card, which follows it from here on."""
    shown = await card.screen(services, translator, check_in, user_id)
    sent = await send(bot, user_id, shown, LANE)
    await services.database.write(cards.put, Card(check_in.id, user_id, sent.message_id, shown.text))


async def _tell(
    bot: ExtBot[Any],
    services: Services,
    translator: Translator,
    check_in: CheckIn,
    user_id: int,
    claimed: Sequence[Notice],
) -> None:
    """Those of them who need somebody still; nobody is told of who changed their mind."""
    numbers = sorted({notice.member_id for notice in claimed if notice.member_id is not None})
    people = await services.database.read(answers.of_members, check_in.id, numbers)
    in_need = [somebody for somebody in people if somebody.answer in NEED]
    if in_need:
        zone = await card.zone_of(services, user_id)
        team = await access.named_team(bot, services)
        names = {person.user_id: person.name or "" for person in team}
        listed = [wording.person(translator, somebody, zone, names) for somebody in in_need[:LISTED]]
        await send(bot, user_id, _alarm(translator, check_in, in_need, listed), LANE)


def _alarm(translator: Translator, check_in: CheckIn, people: Sequence[Person], listed: list[str]) -> Screen:
    head = translator.tn(
        "🆘 <b>Check-in No. {number}: {n} person needs somebody</b>",
        "🆘 <b>Check-in No. {number}: {n} people need somebody</b>",
        len(people),
        number=check_in.id,
    )
    rest = len(people) - len(listed)
    more = [translator.tn("and {n} more", "and {n} more", rest)] if rest else []
    ways = [
        [part("🆘 " + translator.label("Who needs help"), check_in, "who", 0)],
        [part(translator.label("Check-in No. {number}", number=check_in.id), check_in, "card")],
    ]
    return Screen("\n\n".join([head, *listed, *more]), ways)


async def _end(
    bot: ExtBot[Any], services: Services, translator: Translator, check_in: CheckIn, user_id: int
) -> None:
    groups = await card.groups_of(services, check_in)
    zone = await card.zone_of(services, user_id)
    text = wording.report(translator, check_in, totals.totals(groups), totals.places(groups), zone)
    way = part(translator.label("Check-in No. {number}", number=check_in.id), check_in, "card")
    await send(bot, user_id, Screen(text, [[way]]), LANE)
