"""/settings: what was chosen so far; language with its letters, also for a group; quiet hours."""

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.quiet_hours import minutes
from bot.context import Context
from bot.directory import countries, zones
from bot.text.languages import CODES, NAMES
from bot.text.translator import Translator
from handlers.members.membership import change, check_may_change, joined
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, public
from handlers.screen import Screen, back, button, columns, keyboard, main_menu, show
from storage.members.members import Member

QUIET = ((20, 8), (21, 9), (22, 8), (23, 7), (0, 9))  # hours offered, from and until


def screen(context: Context, member: Member) -> Screen:
    """Each choice with its present value."""
    t, label = context.t, context.label
    lines = [
        f"<b>{t('Settings')}</b>",
        t("Language: {language}", language=NAMES[context.translator.code]),
        t("Country: {country}", country=country_name(context, member)),
        t("Time zone: {zone}", zone=zone_name(context, member)),
        t("Quiet hours: {hours}", hours=quiet_name(context, member)),
    ]
    rows = [
        [button(label("Language"), "lang"), button(label("Country"), "cty")],
        [button(label("Time zone"), "zone"), button(label("Quiet hours"), "quiet")],
        [button(label("My data"), "mydata"), button(label("Delete my data"), "forget")],
        [main_menu(context.translator)],
    ]
    return Screen("\n".join(lines), keyboard(rows))


def country_name(context: Context, member: Member) -> str:
    if not member.country:
        return context.translator.words.t("not given")
    return f"{countries.flag(member.country)} {countries.name(member.country, context.language)}"


def zone_name(context: Context, member: Member) -> str:
    if not member.timezone:
        return context.translator.words.t("not given")
    now = context.services.clock()
    return f"{zones.city(member.timezone, context.language)}, {zones.clock(member.timezone, now)}"


def quiet_name(context: Context, member: Member) -> str:
    """The hours in which nothing comes, or that there are none."""
    start, end = _hours(context, member)
    return context.translator.words.t("none") if start == end else f"{_clock(start)}–{_clock(end)}"


async def settings(update: Update, context: Context) -> None:
    await show(update, context, screen(context, await joined(update, context)))


async def quiet(update: Update, context: Context) -> None:
    """The quiet hours; pressed with some, keeps them."""
    [choice] = pressed(update, 1)
    start, _, end = choice.partition("-")
    if start.isdigit() and end.isdigit():
        await change(update, context, quiet_from=int(start) % 1440, quiet_until=int(end) % 1440)
    member = await joined(update, context)
    now = _hours(context, member)
    offered = [_hours_button(f"{_clock(a * 60)}–{_clock(b * 60)}", (a * 60, b * 60), now) for a, b in QUIET]
    none = _hours_button(context.label("No quiet hours"), (0, 0), (0, 0) if now[0] == now[1] else now)
    text = context.t(
        "During quiet hours no announcements come, only urgent ones. The rest is sent when they end."
    )
    if not member.timezone:
        text += "\n\n" + context.t("To keep them we need to know your time zone.")
        offered.append(button(context.label("Time zone"), "zone"))
    ways = [back(context.translator, "set"), main_menu(context.translator)]
    await show(update, context, Screen(text, keyboard([*columns(offered), [none], ways])))


def _hours_button(text: str, hours: tuple[int, int], now: tuple[int, int]) -> InlineKeyboardButton:
    return button(("✓ " if hours == now else "") + text, "quiet", f"{hours[0]}-{hours[1]}")


def _hours(context: Context, member: Member) -> tuple[int, int]:
    """The member's own hours, else the configured ones, in minutes after midnight."""
    delivery = context.services.config.delivery
    if member.quiet_from is None or member.quiet_until is None:
        return minutes(delivery.quiet_from), minutes(delivery.quiet_until)
    return member.quiet_from, member.quiet_until


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def language_screen(translator: Translator, *, public: bool = False) -> Screen:
    text = translator.t(
        "Choose a language. Kazakh can be read in Cyrillic, Latin or Arabic letters: "
        "answers and buttons follow your choice."
    )
    out = [] if public else [back(translator, "set"), main_menu(translator)]
    return Screen(text, keyboard([*languages(translator, "lang"), out]))


def languages(translator: Translator, verb: str) -> list[list[InlineKeyboardButton]]:
    """Buttons of all languages, the present one ticked."""
    made = [
        button(("✓ " if code == translator.code else "") + name, verb, code) for code, name in NAMES.items()
    ]
    return [made[:3], made[3:]]


async def language(update: Update, context: Context) -> None:
    """The choice of languages; pressed with one, speaks it at once."""
    await check_may_change(update, context)
    await choose_language(update, context, pressed(update, 1)[0])
    await show(update, context, language_screen(context.translator, public=public(update)))


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
    Button("lang", language),
]
