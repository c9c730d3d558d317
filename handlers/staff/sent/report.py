"""What became of a broadcast, in one message: a picture made for a phone, and the same in words under it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_percent
from telegram import Update

from bot.context import Context, chat_of
from bot.delivery import reached
from bot.delivery.pace import Lane
from bot.delivery.reached import Reached
from bot.services import Services
from bot.stats.blocks import Beside, Block, Course, Headline, Part, Ranking, Row, Share
from bot.stats.charts import card, drawn
from bot.stats.pen import CORAL, GOLD, SKY, STONE
from bot.text.markup import cut
from bot.text.translator import N_, Translator
from handlers.screen import button, keyboard
from handlers.staff.broadcast import wording
from handlers.staff.sent.screen import VERB, progress, unsubscribed
from handlers.staff.stats.words import number
from storage.broadcasts import presses
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts

# What Telegram's words hold, and what that means; the first that fits counts.
# https://core.telegram.org/bots/api#making-requests
KNOWN = (
    ("blocked by the user", N_("the member has blocked the bot")),
    ("user is deactivated", N_("the member's account was deleted")),
    ("chat not found", N_("the member has never written to this bot, or the chat is gone")),
    ("bot was kicked", N_("the bot was removed from the group")),
    ("not a member", N_("the bot was removed from the group")),
    ("no rights", N_("the bot may not write in the group")),
    ("not enough rights", N_("the bot may not write in the group")),
    ("answered", N_("the member has answered the check-in meanwhile")),
    ("initiate conversation", N_("the member has never written to this bot, or the chat is gone")),
)


def counted(translator: Translator, reason: str, number: int) -> str:
    """One line, as HTML; words nobody knows stay Telegram's."""
    meaning = next((said for words, said in KNOWN if words in reason.lower()), None)
    told = (
        translator.label(meaning) if meaning else translator.label("Telegram says “{reason}”", reason=reason)
    )
    return translator.t("• {reason}: {number}", reason=told, number=translator.words.number(number))


POINTS = 60  # of the line over time, about
COUNTRIES, NAMED = 4, 3  # countries in the picture, and in its words
REASONS = 5
CAPTION = 1024  # characters, sendPhoto
STATES = {
    "sent": N_("sent"), "gone": N_("unreachable"), "failed": N_("failed"), "unknown": N_("unknown"),
    "waiting": N_("waiting"),
}  # fmt: skip
COLOURS = {"sent": SKY, "gone": STONE, "failed": CORAL, "unknown": GOLD}


async def report(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    chat, zone = chat_of(update), context.zone
    await bring(context.bot, context.services, context.translator, broadcast, chat, zone)


async def bring(
    bot: Any, services: Services, translator: Translator, broadcast: Broadcast, chat: int, zone: ZoneInfo
) -> None:
    figures = await gathered(services, broadcast)
    text = await summary(services, translator, broadcast)
    if not figures.counts.audience or not figures.groups:
        await bot.send_message(chat, text, rate_limit_args=Lane.REPLY)
        return
    title = translator.words.t("Broadcast No. {number}", number=broadcast.id)
    picture = await drawn(card, title, *_blocks(translator, figures, zone))
    words = cut("\n".join([text, *_in_words(translator, figures)]), CAPTION)
    table = button("📄 " + translator.label("The figures as a table"), VERB, broadcast.id, "figures")
    await bot.send_photo(
        chat,
        picture,
        caption=words,
        filename=f"broadcast-{broadcast.id}.png",
        reply_markup=keyboard([[table]]),
    )


async def summary(services: Services, translator: Translator, broadcast: Broadcast) -> str:
    """Counts, how long it took, and the most frequent reasons."""
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        why = await deliveries.reasons(tx, broadcast.id, REASONS)
        pressed = await presses.counted(tx, broadcast.id)
    lines = [
        translator.t("📊 <b>Report on broadcast No. {number}</b>", number=broadcast.id),
        progress(services, translator, broadcast, counts),
        *unsubscribed(translator, pressed),
    ]
    if broadcast.launched_at and broadcast.finished_at:
        took = wording.duration(translator, (broadcast.finished_at - broadcast.launched_at).total_seconds())
        lines.append(translator.t("It took {time}.", time=took))
    lines += [counted(translator, reason, number) for _, reason, number in why]
    return "\n".join(lines)


async def gathered(services: Services, broadcast: Broadcast) -> "Figures":
    step = step_of(broadcast, services.clock())
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, broadcast.id)
        groups = await deliveries.by_group(tx, broadcast.id)
        times = await deliveries.over_time(tx, broadcast.id, step)
    return Figures(counts, groups, reached.course(times, step))


class Figures:
    """Counts, groups (language, country, state, number), and the course where there is one."""

    def __init__(self, counts: Counts, groups: list[reached.Counted], course: reached.Course | None) -> None:
        self.counts, self.groups, self.course = counts, groups, course

    def languages(self, most: int = 99) -> list[Reached[str | None]]:
        return reached.grouped(self.groups, lambda row: row[0], most)

    def countries(self, most: int = 999) -> list[Reached[str | None]]:
        return reached.grouped(self.groups, lambda row: row[1], most)


def _blocks(translator: Translator, figures: Figures, zone: ZoneInfo) -> list[Block]:
    """What the picture shows, from the most important on; its words are in Cyrillic, which its font has."""
    counts, exactly = figures.counts, translator.words.number
    places = {"done": exactly(counts.sent), "audience": exactly(counts.audience)}
    share = int(100 * counts.sent / counts.audience) / 100  # all only when it is all
    headline = Headline(
        format_percent(share, locale=translator.language),
        translator.words.t("{done} of {audience} have got it", **places),
    )
    sizes = {name: getattr(counts, name) for name in COLOURS} | {"waiting": counts.open}
    parts = [
        Part(f"{translator.words.t(label)}: {exactly(sizes[name])}", sizes[name], COLOURS.get(name, STONE))
        for name, label in STATES.items()
    ]
    course = [_course(translator, figures.course, zone)] if figures.course else []
    languages = _ranking(translator, N_("Languages"), figures.languages(), language_name)
    countries = _ranking(translator, N_("Countries"), figures.countries(COUNTRIES), country_name)
    return [headline, Share(parts), *course, Beside(languages, countries)]


def _course(translator: Translator, course: reached.Course, zone: ZoneInfo) -> Course:
    points, pauses = course.drawn
    first, last = (
        datetime.fromtimestamp(course.points[at][0] / 1000, UTC).astimezone(zone) for at in (0, -1)
    )
    same = first.date() == last.date()
    still = translator.words.t("pauses: {time}", time=_span(translator, course.still))
    end = f"{last:%H:%M}" if same else f"{last:%d.%m. %H:%M}"
    return Course(translator.words.t("Sent over time"), points, f"{first:%d.%m. %H:%M}", end, pauses, still)


def _span(translator: Translator, seconds: float) -> str:
    """About how long, in Cyrillic."""
    return wording.duration(Translator(translator.words), seconds)


def _ranking(translator: Translator, title: str, groups: list[Reached[str | None]], named: Any) -> Ranking:
    most = max((group.whole for group in groups), default=1)
    rows = [
        Row(
            _name(translator, group, named),
            number(translator, group.sent),
            group.whole / most,
            group.sent / most,
        )
        for group in groups
    ]
    return Ranking(translator.words.t(title), rows)


def _name(translator: Translator, group: Reached[str | None], named: Any) -> str:
    plain = Translator(translator.words)
    return plain.label("others") if group.rest else str(named(plain, group.key))


def language_name(translator: Translator, code: str | None) -> str:
    return translator.language_name(code) if code else translator.label("left since")


def country_name(translator: Translator, code: str | None) -> str:
    return wording.country(translator, code)


def _in_words(translator: Translator, figures: Figures) -> list[str]:
    """What the picture shows besides, for whoever hears it read."""
    lines = []
    for told, groups, named in (
        (N_("By language: {groups}"), figures.languages(), language_name),
        (N_("By country: {groups}"), figures.countries(NAMED), country_name),
    ):
        said = [f"{_name(translator, group, named)} {number(translator, group.sent)}" for group in groups]
        lines.append(translator.t(told, groups=", ".join(said)))
    if figures.course and figures.course.pauses:
        still = wording.duration(translator, figures.course.still)
        lines.append(translator.t("Nothing was sent for {time} in between.", time=still))
    return lines


def step_of(broadcast: Broadcast, now: datetime) -> int:
    """Milliseconds between two points: about POINTS over the whole run, at least one second."""
    start, end = broadcast.launched_at or now, broadcast.finished_at or now
    return max(1000, int((end - start).total_seconds() * 1000 / POINTS) // 1000 * 1000)
