"""An entry's text on staff's screens: its parts shown, compared, asked for, typed, and brought to colleagues."""

from collections.abc import Callable, Iterable
from html import escape

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.diff import words
from bot.context import Context
from bot.faq.entry import Text
from bot.faq.typed import LISTS, PARTS, as_typed
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.screen import Screen, button, keyboard
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.review import MARKS

LONGEST = 3500  # characters on one screen
PUBLISHED = N_("✅ Your text was published: {entry}")
DECLINED = N_("✖️ Your text was not published: {entry}")


def described(translator: Translator, text: Text) -> list[str]:
    """Every part under its name, as typed."""
    lines = []
    for part, name in PARTS.items():
        value = getattr(text, part)
        items = [value] if isinstance(value, str) else [f"• {item}" for item in value]
        if any(items):
            lines += [f"<i>{translator.t(name)}</i>", *(escape(item, quote=False) for item in items if item)]
    return lines


def compared(translator: Translator, before: Text | None, after: Text) -> list[str]:
    """Each part that differs, word by word."""
    lines = []
    for part, name in PARTS.items():
        old, new = as_typed(before, part) if before else "", as_typed(after, part)
        if old != new:
            runs = (MARKS[kind].format(escape(text, quote=False)) for kind, text in words(old, new))
            lines += [f"<i>{translator.t(name)}</i>", "".join(runs)]
    return lines or [translator.t("It reads the same as now.")]


def cut(lines: Iterable[str]) -> str:
    """Whole lines up to what fits on a screen."""
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit("\n", 1)[0] + "\n…"


def language_buttons(
    translator: Translator, shown: str, verb: str, key: object
) -> list[InlineKeyboardButton]:
    names = {language: wording.titled(translator, language) for language in LANGUAGES}
    return [
        button(("✓ " if language == shown else "") + name, verb, key, language)
        for language, name in names.items()
    ]


def prompt(context: Context, text: Text, language: str, part: str, back: InlineKeyboardButton) -> Screen:
    """The part as it is, to be copied, and a wish for the new one."""
    asked = context.t(
        "Send the new text of this part ({part}, {language}). It reads now:",
        part=context.label(PARTS[part]),
        language=context.translator.language_name(language),
    )
    present = quoted(as_typed(text, part))
    hint = context.t("One item on each line; - for none.") if part in LISTS else ""
    return Screen("\n".join(filter(None, [asked, present, hint])), keyboard([[back]]))


def quoted(typed: str) -> str:
    """To be copied with one tap."""
    return f"<pre>{escape(typed, quote=False)}</pre>" if typed else ""


def html_of(update: Update) -> str:
    """Tags typed by hand are meant as tags; formatting done in the messenger becomes them."""
    message = update.message
    if message is None or not message.text:
        return ""
    html = message.text if "<" in message.text else message.text_html
    return html.replace("&quot;", '"').replace("&#x27;", "'")


async def submit(update: Update, context: Context, card: access.Worded) -> str:
    """Brings the card to every colleague who may publish it; the sentence for its author."""
    approvers = await access.approvers(context.services, Action.APPROVE_ENTRIES, access.user_of(update))
    reached = [await access.tell(context.bot, context.services, person.user_id, card) for person in approvers]
    if not any(reached):
        return context.t(
            "Proposed. A second approver or owner has to publish it; add one with /team if there is none."
        )
    return context.tn(
        "Proposed to {n} colleague, who can publish it.",
        "Proposed to {n} colleagues, who can publish it.",
        sum(reached),
    )


async def tell_author(
    context: Context, author_id: int, msgid: str, title: Callable[[Translator], str]
) -> None:
    def worded(translator: Translator) -> Screen:
        return Screen(translator.t(msgid, entry=title(translator)))

    await access.tell(context.bot, context.services, author_id, worded)
