"""The way through /start: language, country, topics. Each step is kept, so it can be left and gone on with.

Four taps at most: a language, a country or "skip", a topic, "done".
"""

from typing import Any, Final, Literal

from telegram import Update

from bot.context import Context
from bot.directory import countries
from bot.text.translator import N_
from handlers.buttons import button, keyboard
from handlers.conversation import END, Conversation
from handlers.members import country, language, menu, topics
from handlers.members.membership import FIRST_STEP, change
from handlers.routing import Button, Handler, Typed, pressed
from handlers.screen import Screen, say, show

STEP_NAMES = (FIRST_STEP, "country", "topics")
COUNTRY: Final = "country"


def screen(context: Context, step: str) -> Screen:
    """The screen of a step; one of an older version leads to the first."""
    return {"country": _country, "topics": _topics}.get(step, _language)(context)


async def go(update: Update, context: Context, step: str | None) -> None:
    """To this step, or with None to the end: the main menu."""
    values: dict[str, Any] = {"start_step": step}
    if step is None:
        values["onboarded_at"] = context.services.clock()
    await change(update, context, **values)
    await show(update, context, screen(context, step) if step else _done(context))


async def resume(update: Update, context: Context) -> None:
    """On with the step that was left, or back to the one the button names."""
    [wanted] = pressed(update, 1)
    left = context.member.start_step if context.member else None
    await go(update, context, wanted if wanted in STEP_NAMES else left or STEP_NAMES[0])


async def language_chosen(update: Update, context: Context) -> None:
    await language.choose(update, context, pressed(update, 1)[0])
    await go(update, context, "country")


async def country_chosen(update: Update, context: Context) -> Literal["end"]:
    """A country or none; without either, back to the list."""
    [choice] = pressed(update, 1)
    if choice in countries.codes():
        await country.keep(update, context, choice)
    await go(update, context, "topics" if choice else "country")
    return END


async def ask_country(update: Update, context: Context) -> Literal["country"]:
    await show(update, context, country.prompt(context.translator, "hicty"))
    return COUNTRY


async def country_typed(update: Update, context: Context) -> Literal["country"]:
    """What the typed name may mean; pressing one goes on."""
    message = update.message
    codes = country.searched(message.text if message else None)
    await say(update, context, country.found(context.translator, "hicty", codes))
    return COUNTRY


async def topic_chosen(update: Update, context: Context) -> None:
    """A topic, or "done"."""
    [choice] = pressed(update, 1)
    if choice == "done":
        return await go(update, context, None)
    await topics.toggle(update, context, choice)
    return await show(update, context, screen(context, "topics"))


def _language(context: Context) -> Screen:
    text = context.t(
        "Hello! This is the Otandas bot. It answers questions about moving to Kazakhstan, documents, "
        "citizenship and study, and brings you the news you choose.\n\nWhich language do you prefer?"
    )
    return Screen(text, keyboard(language.choices(context.translator, "hilang")))


def _country(context: Context) -> Screen:
    chosen = context.member.country if context.member else None
    text = context.t("Which country do you live in? You will also get announcements meant for it.")
    ways = [
        button(context.label("Back"), "resume", "language"),
        button(context.label("Skip"), "hicty", "skip"),
    ]
    return Screen(text, keyboard([*country.choices(context.translator, "hicty", chosen), ways]))


def _topics(context: Context) -> Screen:
    text = context.t(
        "What would you like announcements about? Tick what you need, then press Done. "
        "You can change it later: /topics"
    )
    ways = [
        button(context.label("Back"), "resume", "country"),
        button(context.label("Done"), "hitop", "done"),
    ]
    return Screen(text, keyboard([*topics.choices(context, "hitop"), ways]))


def _done(context: Context) -> Screen:
    """The main menu, with what was chosen."""
    member = context.member
    chosen = [context.services.topics[slug].name[context.language] for slug in (member.topics if member else ())
              if slug in context.services.topics]  # fmt: skip
    if chosen:
        said = context.t("All set. You are subscribed to: {topics}.", topics=context.words.list(chosen))
    else:
        said = context.t("All set. You have not chosen any topics, so only general announcements will come.")
    shown = menu.of(context)
    return Screen(f"{said}\n\n{shown.text}", shown.buttons)


CONVERSATION = Conversation(
    "welcome",
    entry_points=[Button("hicty:other", ask_country)],
    states={COUNTRY: [Typed(country_typed)]},
    fallbacks=[Button("hicty", country_chosen)],
    canceled=N_("Choosing a country was canceled."),
)
HANDLERS: list[Handler] = [
    Button("resume", resume),
    Button("hilang", language_chosen),
    Button("hitop", topic_chosen),
]
