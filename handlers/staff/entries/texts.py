"""An entry's text on staff's screens: its parts shown, compared, asked for, typed, its faults, and who hears of it."""

from collections.abc import Iterable, Mapping
from html import escape

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.checks import Fault as Doubt
from bot.broadcasts.diff import words
from bot.context import Context
from bot.faq import parallel
from bot.faq.entry import Entry, Text
from bot.faq.library import Library, rendered
from bot.faq.rules import ANSWER, PHRASINGS, QUESTION, Fault, Flaw
from bot.faq.typed import LISTS, PARTS, as_typed
from bot.staff.permissions import Action
from bot.text import markup
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.screen import Screen, button
from handlers.staff import access
from handlers.staff.broadcast import objections, wording
from handlers.staff.broadcast.review import MARKS

LONGEST = 3500  # characters on one screen
PUBLISHED = N_("✅ Your text was published: {entry}")
DECLINED = N_("✖️ Your text was not published: {entry}")

OF_ENTRY = {
    "category": N_("Choose a category."),
    "owner": N_("Choose the responsible body."),
    "related": N_("A related entry does not exist. Correct it in the TOML file and send that at /entries."),
    "review_by": N_("The review date is past."),
    "checked_on": N_(
        "The date of checking is in the future. Correct it in the TOML file and send that at /entries."
    ),
    "sources": N_("At least one source is needed."),
    "sources.url": N_("Each source needs a web address."),
}
OF_LANGUAGE = {
    "question": N_("{language}: a question is needed, {limit} characters at most, its formatting whole."),
    "answer": N_("{language}: an answer is needed, {limit} characters at most, its formatting whole."),
    "phrasings": N_("{language}: at least {number} other ways of asking are needed."),
}
LIST = N_("{language}: {part}: as many lines as in Kazakh, none empty, formatting whole.")
NUMBERS = N_("{language}: the numbers differ from Kazakh. Only here: {here}. Only there: {there}.")
FIGURE = N_("A figure is unknown or out of date: {name}")
OF_TEXT = {
    ("question", Flaw.EMPTY): N_("A question and an answer are needed."),
    ("answer", Flaw.EMPTY): N_("A question and an answer are needed."),
    ("answer", Flaw.LONG): N_(
        "The answer has {length} characters, {limit} at most; put the rest into steps."
    ),
    ("phrasings", Flaw.FEW): N_("At least {number} other ways of asking are needed."),
    ("", Flaw.MARKUP): N_("The formatting is broken: {reason}"),
    ("", Flaw.FIGURE): N_("There is no figure of this name: {name}"),
}


def title(translator: Translator, library: Library, slug: str) -> str:
    """An entry's question; its slug when there is none any more, or not yet."""
    entry = library.get(slug)
    return translator.letters(entry.texts[translator.language].question) if entry else slug


def described(translator: Translator, text: Text) -> list[str]:
    """Every part under its name, as typed."""
    lines = []
    for part, name in PARTS.items():
        value = getattr(text, part)
        items = [value] if isinstance(value, str) else [f"• {item}" for item in value]
        if any(items):
            lines += [f"<i>{translator.t(name)}</i>", *(escape(item, quote=False) for item in items if item)]
    return lines


def checked(translator: Translator, entry: Entry) -> str:
    return translator.t(
        "Checked on {checked}, review by {review}",
        checked=translator.date(entry.checked_on),
        review=translator.date(entry.review_by),
    )


def compared(translator: Translator, before: Text | None, after: Text) -> list[str]:
    """Each part that differs, word by word."""
    lines = []
    for part, name in PARTS.items():
        old, new = as_typed(before, part) if before else "", as_typed(after, part)
        if old != new:
            runs = (MARKS[kind].format(escape(text, quote=False)) for kind, text in words(old, new))
            lines += [f"<i>{translator.t(name)}</i>", "".join(runs)]
    return lines or [translator.t("Nothing differs from the present text.")]


def cut(lines: Iterable[str]) -> str:
    """What fits on a screen."""
    return markup.cut("\n".join(lines), LONGEST)


def language_buttons(
    translator: Translator, shown: str, verb: str, key: object
) -> list[InlineKeyboardButton]:
    ticked = {language: "✓ " if language == shown else "" for language in LANGUAGES}
    return [
        button(tick + wording.titled(translator, language), verb, key, language)
        for language, tick in ticked.items()
    ]


def prompt(context: Context, text: Text, language: str, part: str, back: InlineKeyboardButton) -> Screen:
    """The part as it is, to be copied, and a wish for the new one."""
    asked = context.t(
        "Send the new text of this part ({part}, {language}). It reads now:",
        part=context.label(PARTS[part]),
        language=context.translator.language_name(language),
    )
    hint = context.t("One item on each line; - for none.") if part in LISTS else ""
    return with_present(asked, as_typed(text, part), hint, back)


def with_present(asked: str, present: str, hint: str, back: InlineKeyboardButton) -> Screen:
    """A wish, with what is there now to be copied with one tap."""
    copied = f"<pre>{escape(present, quote=False)}</pre>" if present else ""
    return Screen("\n".join(filter(None, [asked, copied, hint])), [[back]])


def html_of(update: Update) -> str:
    """Tags typed by hand are meant as tags; formatting done in the messenger becomes them."""
    message = update.message
    if message is None or not message.text:
        return ""
    html = message.text if "<" in message.text else message.text_html
    return html.replace("&quot;", '"').replace("&#x27;", "'")


def faults_of_draft(translator: Translator, faults: list[Fault]) -> list[str]:
    """The checker's faults of a whole draft in the reader's language, each sentence once."""
    return list(dict.fromkeys(_fault(translator, fault) for fault in faults if not fault.warning))


def fault_of_text(translator: Translator, fault: Fault) -> str:
    """Of one proposed text, the other languages aside."""
    part = fault.key.partition(".")[2]
    msgid = fault.flaw and (OF_TEXT.get((part, fault.flaw)) or OF_TEXT.get(("", fault.flaw)))
    return translator.t(msgid, **fault.places) if msgid else _fault(translator, fault)


def _fault(translator: Translator, fault: Fault) -> str:
    if fault.flaw is None:
        known = OF_ENTRY.get(fault.key)
        return translator.t(known) if known else translator.t(FIGURE, name=fault.key)
    if fault.flaw is Flaw.FIGURE:
        return translator.t(FIGURE, name=f"{{{fault.places['name']}}}")
    code, _, part = fault.key.partition(".")
    language = wording.titled(translator, code)
    if fault.flaw is Flaw.NUMBERS:
        here, there = (fault.places[place] or "-" for place in ("here", "there"))
        return translator.t(NUMBERS, language=language, here=here, there=there)
    return translator.t(
        OF_LANGUAGE.get(part, LIST),
        language=language,
        part=translator.label(PARTS[part]),
        limit=QUESTION if part == "question" else ANSWER,
        number=PHRASINGS,
    )


def differing(translator: Translator, library: Library, raw: Mapping[str, Text]) -> list[str]:
    """What one language says otherwise than the others, in the composer's words; none of it keeps the text back."""
    read = {language: rendered(text, library.shown[language]) for language, text in raw.items()}
    doubts = [Doubt.doubt(difference) for difference in parallel.of_entry(read)]
    return ["", objections.faults(translator, doubts)] if doubts else []


async def submit(update: Update, context: Context, card: access.Worded, *writers: int) -> str:
    """Brings the card to every colleague who may publish what these and the author wrote; the author's sentence."""
    approvers = await access.approvers(
        context.services, Action.APPROVE_ENTRIES, access.user_of(update), *writers
    )
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


async def tell_author(context: Context, author_id: int, msgid: str, slug: str) -> None:
    def worded(translator: Translator) -> Screen:
        entry = title(translator, context.library, slug)
        return Screen(translator.t(msgid, entry=entry))

    await access.tell(context.bot, context.services, author_id, worded)
