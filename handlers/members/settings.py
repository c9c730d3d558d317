"""/settings: what was chosen so far, language with its letters, also for a group, and quiet hours; how often
announcements come is `frequency.py`'s.
"""

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.quiet_hours import minutes
from bot.context import Context
from bot.directory import cities, countries, zones
from bot.text.languages import CODES, NAMES
from bot.text.translator import Translator
from handlers.members import frequency
from handlers.members.membership import change, check_may_change, joined
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, row_number
from handlers.screen import Screen, back, button, columns, main_menu, show, ticked
from storage.members.members import Member

QUIET = ((20, 8), (21, 9), (22, 8), (23, 7), (0, 9))  # hours offered, from and until


async def settings(update: Update, context: Context) -> None:
    label, member = context.label, await joined(update, context)
    lines = [f"<b>{context.t('Settings')}</b>", *choices(context, member)]
    rows = [
        [button(label("Language"), "lang"), button(label("Country"), "cty")],
        [button(label("City"), "cityx"), button(label("Time zone"), "zone")],
        [button(label("Quiet hours"), "quiet"), button(label("How often"), "often")],
        [button(label("Pause"), "pause"), button(label("My questions"), "myq")],
        [button(label("My data"), "mydata"), button(label("Delete my data"), "forget")],
        [button(label("Receive announcements again"), "again")] if member.stopped_at else [],
        [main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n".join(lines), rows))


def choices(context: Context, member: Member) -> list[str]:
    """Language, country, city, time zone and the hours in which nothing comes."""
    t, words = context.t, context.words
    country = city = zone = words.t("not given")
    if member.country:
        country = f"{countries.flag(member.country)} {countries.name(member.country, context.language)}"
    if member.city:
        city = cities.name(member.city, context.language)
    if member.timezone:
        now = context.services.clock()
        zone = f"{zones.city(member.timezone, context.language)}, {zones.clock(member.timezone, now)}"
    start, end = _hours(context, member)
    return [
        t("Language: {language}", language=NAMES[context.translator.code]),
        t("Country: {country}", country=country),
        t("City: {city}", city=city),
        t("Time zone: {zone}", zone=zone),
        t("Quiet hours: {hours}", hours=words.t("none") if start == end else _span(start, end)),
        *frequency.lines(context, member),
        *([t("Announcements: you have stopped all of them")] if member.stopped_at else ()),
    ]


async def quiet(update: Update, context: Context) -> None:
    """The quiet hours; pressed with some, keeps them."""
    [choice] = pressed(update, 1)
    start, _, end = choice.partition("-")
    if start.isdigit() and end.isdigit():
        hours = {"quiet_from": row_number(start) % 1440, "quiet_until": row_number(end) % 1440}
        await change(update, context, **hours)
    member = await joined(update, context)
    now = _hours(context, member)
    offered = [_hours_button(_span(a * 60, b * 60), (a * 60, b * 60), now) for a, b in QUIET]
    none = _hours_button(context.label("No quiet hours"), (0, 0), (0, 0) if now[0] == now[1] else now)
    text = context.t(
        "During quiet hours no announcements come, only urgent ones. The rest is sent when they end."
    )
    if not member.timezone:
        text += "\n\n" + context.t("To keep them we need to know your time zone.")
        offered.append(button(context.label("Time zone"), "zone"))
    ways = [back(context.translator, "set"), main_menu(context.translator)]
    await show(update, context, Screen(text, [*columns(offered), [none], ways]))


def _hours_button(text: str, hours: tuple[int, int], now: tuple[int, int]) -> InlineKeyboardButton:
    return button(ticked(text, hours == now), "quiet", f"{hours[0]}-{hours[1]}")


def _hours(context: Context, member: Member) -> tuple[int, int]:
    """The member's own hours, else the configured ones, in minutes after midnight."""
    delivery = context.services.config.delivery
    if member.quiet_from is None or member.quiet_until is None:
        return minutes(delivery.quiet_from), minutes(delivery.quiet_until)
    return member.quiet_from, member.quiet_until


def _span(start: int, end: int) -> str:
    """Minutes after midnight as on a clock."""
    return f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"


async def language(update: Update, context: Context) -> None:
    """The choice of languages; pressed with one, speaks it at once."""
    await check_may_change(update, context)
    await choose_language(update, context, pressed(update, 1)[0])
    translator = context.translator
    text = translator.t(
        "Choose a language. Kazakh can be read in Cyrillic, Latin or Arabic letters: "
        "answers and buttons follow your choice."
    )
    out = [] if context.public else [back(translator, "set"), main_menu(translator)]
    await show(update, context, Screen(text, [*languages(translator, "lang"), out]))


def languages(translator: Translator, verb: str) -> list[list[InlineKeyboardButton]]:
    made = [button(ticked(name, code == translator.code), verb, code) for code, name in NAMES.items()]
    return [made[:3], made[3:]]


async def choose_language(update: Update, context: Context, choice: str) -> None:
    """Keeps the language of a pressed button; a button without one changes nothing."""
    if choice in CODES:
        spoken, script = CODES[choice]
        await change(update, context, language=spoken, script=script)


HANDLERS: list[Handler] = [
    Command("settings", settings),
    Button("set", settings),
    Button("quiet", quiet),
    Command("language", language, PRIVATE | GROUP),
    Button("lang", language, public=True),
]
