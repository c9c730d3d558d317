"""The digest of the week: on Monday morning each colleague who may see figures gets those of the seven days before."""

from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.stats.figures import FEW
from bot.text.translator import Translator
from handlers import notices as queue
from handlers.screen import button, keyboard
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.stats.questions import by_staff
from handlers.staff.stats.words import beside, came_and_went, number
from storage import counts, periods
from storage.staff import weeks
from storage.staff.weeks import Week

EVERY = 300.0  # seconds between looks
HOUR, LAST_DAY = 9, 2  # of Monday; Wednesday: later it would be news of long ago
SPAN = timedelta(days=7)


async def look(bot: ExtBot[Any], services: Services) -> None:
    """Writes this week's rows when it is time, and brings whatever is not brought."""
    now = services.clock()
    week = due(now.astimezone(services.config.locale.zone))
    if week is not None:
        known = await services.database.read(weeks.written, week)
        if not known:
            readers = [person.user_id for person in await access.team(services) if _may(person)]
            await services.database.write(weeks.write, week, readers, now)
    await queue.bring(services, weeks.QUEUE, partial(_bring, bot, services))


def due(local: datetime) -> str | None:
    """The week that is to be told of at this hour, "2026-W48"; None when it is not the time."""
    day = local.weekday()
    if day > LAST_DAY or (day == 0 and local.hour < HOUR):
        return None
    year, number, _ = local.isocalendar()
    return f"{year}-W{number:02}"


def _may(person: access.Person) -> bool:
    return permissions.may(person.role, Action.SEE_FIGURES)


async def _bring(bot: ExtBot[Any], services: Services, week: Week) -> None:
    """Whoever left the team meanwhile is not told."""
    if not any(person.user_id == week.user_id and _may(person) for person in await access.team(services)):
        return await queue.finish(services, weeks.QUEUE, week, "left")
    translator = await access.translator_in(services, week.user_id)
    text = await worded(services, translator, week.until)
    ways = keyboard([[button("📊 " + translator.label("Figures"), "st", "who")]])
    send = partial(bot.send_message, week.user_id, text, reply_markup=ways, rate_limit_args=Lane.BACKGROUND)
    return await queue.deliver(services, weeks.QUEUE, week, send)


async def worded(services: Services, translator: Translator, until: datetime) -> str:
    span = (until - SPAN, until)
    async with services.database.snapshot() as tx:
        [came], [went] = await counts.joined(tx, span), await counts.left(tx, span)
        searched, answers = await periods.searched(tx, span), await periods.answers(tx, span, until)
        sent, held = await periods.sent(tx, span), await periods.held(tx, span)
    t, say = translator.t, partial(number, translator)
    asked, unanswered = sum(searched.values()), searched.get("unknown", 0)
    unknown, _ = beside(say, [unanswered, asked - unanswered])
    joined, left = came_and_went(say, came, went)
    lines = [
        t("🗓 <b>The week in figures</b>"),
        "",
        t("Joined {joined}, left {left}", joined=joined, left=left),
        t(
            "Questions to the bot: {number}, without an answer {unknown}",
            number=say(asked),
            unknown=unknown,
        ),
        t(
            "To staff: {asked}, answered {answered}, open {open}",
            **by_staff(say, answers),
        ),
    ]
    if answers.late:
        lines.append(t("❗ Past the promised time: {number}. See /inbox", number=say(answers.late)))
    if len(answers.seconds) >= FEW:
        took = wording.duration(translator, median(answers.seconds))
        lines.append(t("Half of them were answered within {time}", time=took))
    of, delivered = translator.words.number, say(sum(row.sent for row in sent))
    lines.append(t("Broadcasts: {number}, delivered {delivered}", number=of(len(sent)), delivered=delivered))
    if held:
        lines.append(t("Events: {number}", number=of(len(held))))
    return "\n".join(lines)
