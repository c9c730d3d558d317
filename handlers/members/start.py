"""/start: a newcomer is led through the first steps, a shared link opens what it names, others get the menu.

The steps are language, country (with its zone where clocks differ) and topics. Each is kept, so it can be left and gone
on with.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from html import escape
from typing import Any, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, locations
from bot.staff import invitation
from bot.text.languages import greeting
from bot.text.translator import N_
from handlers import routing
from handlers.conversation import END, Conversation
from handlers.members import check_in, danger, faq, joining, location, menu, places, settings, surveys, topics
from handlers.members.card import entry_button, listed
from handlers.members.membership import FIRST_STEP, begin, change, choose
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, Typed, pressed
from handlers.screen import BELOW, Screen, button, main_menu, say, show

EXAMPLES = ("kandas-apply", "passport-abroad", "university-grant-ethnic-kazakhs")  # asked by many
# What is kept, as the first screen says it, and the version of these words that members agree to: it counts up with
# every change of them in any language (the tests know what each version said).
CONSENT_VERSION = 2
CONSENT = N_(
    "If you go on, it keeps what you choose: language, country, city and topics. "
    "You can see all of it with /mydata and delete it with /forget."
)
Link = Callable[[Update, Context, str], Awaitable[None]]
Step = Callable[[Update, Context], Awaitable[Any]]


async def start(update: Update, context: Context) -> None:
    """Makes a member of whoever comes first; one who left /start half way goes on at that step."""
    if context.public:
        await say(update, context, menu.group_screen(context))
        return None
    step = (await begin(update, context)).start_step
    kind, _, value = (context.args[0] if context.args else "").partition("_")
    if kind in LINKS:
        return await LINKS[kind](update, context, value)
    await say(update, context, step_screen(context, step) if step else menu.of(context))
    return None


async def topic_linked(update: Update, context: Context, slug: str) -> None:
    """A link to a topic subscribes; one tap takes it back, unless it changed nothing."""
    topic = context.services.topics.get(slug)
    if topic is None:
        text = context.t("There is no such topic. Press Topics to see the list.")
        return await show(update, context, Screen(text, [_ways_on(context)]))
    before = context.member.topics if context.member else ()
    member = await choose(update, context, [slug], [])
    name = context.translator.letters(topic.title(context.language))
    text = context.t("You are subscribed: {topic}. Announcements on it will come here.", topic=name)
    if member.stopped_at:
        text = context.t("You are subscribed: {topic}. But you have stopped all announcements.", topic=name)
    [to_topics, to_menu] = _ways_on(context)
    undo = [] if slug in before else [button(context.label("Undo"), "subno", slug)]
    again = [button(context.label("Receive announcements again"), "again")] if member.stopped_at else []
    return await show(update, context, Screen(text, [again, [*undo, to_topics], [to_menu]]))


async def undo_topic(update: Update, context: Context) -> None:
    await choose(update, context, [], pressed(update, 1))
    text = context.t("You are no longer subscribed to this topic.")
    await show(update, context, Screen(text, [_ways_on(context)]))


def _ways_on(context: Context) -> list[InlineKeyboardButton]:
    return [button(context.label("Topics"), "top"), main_menu(context.translator)]


LINKS: dict[str, Link] = {
    "faq": faq.linked,
    "topic": topic_linked,
    "event": check_in.linked,
    "survey": surveys.linked,
    "sos": danger.linked,
    invitation.LINK: joining.linked,
    "places": places.linked,
}


async def go(update: Update, context: Context, step: str | None, **values: Any) -> None:
    """To this step, or with None to the end: the main menu; `values` are kept with it."""
    values["start_step"] = step
    if step is None:
        values["onboarded_at"] = context.services.clock()
    await change(update, context, **values)
    await show(update, context, step_screen(context, step) if step else _done(context))


def newcomers_only(callback: Step) -> Step:
    """An old button of these steps does not lead back whoever has walked them to the end."""

    @wraps(callback)
    async def guarded(update: Update, context: Context) -> Literal["end"] | None:
        if context.member is not None and context.member.start_step is None:
            await menu.stale(update, context)
            return END
        returned: Literal["end"] | None = await callback(update, context)
        return returned

    return guarded


async def resume(update: Update, context: Context, wanted: str, *_: str) -> None:
    """On with the step that was left, or back to the one that is named."""
    left = context.member.start_step if context.member else None
    await go(update, context, wanted if wanted in STEPS else left or FIRST_STEP)


async def language_chosen(update: Update, context: Context, code: str, *_: str) -> None:
    """Going on agrees to the words above the languages."""
    await settings.choose_language(update, context, code)
    await go(update, context, "country", consent_version=CONSENT_VERSION)


async def country_chosen(update: Update, context: Context, code: str, *city: str) -> None:
    """A country or none; without either, back to the list."""
    if code in countries.codes():
        await location.keep(update, context, location.home_of(code, *city))
    await go(update, context, _after_country(context) if code else "country")


async def country_typed(update: Update, context: Context) -> Literal["name", "end"]:
    """The country that was typed or shared; another try is awaited until one is clear."""
    home = await location.told(update, context)
    if home is None:
        return location.NAME
    await location.keep(update, context, home)
    await go(update, context, _after_country(context))
    return END


def _after_country(context: Context) -> str:
    return "zone" if location.zone_is_open(context) else "topics"


async def zone_chosen(update: Update, context: Context, choice: str, *_: str) -> None:
    """A zone or none, or another page of them."""
    if choice.isdigit():
        return await show(update, context, location.zone_screen(context, choice, "hizone"))
    await location.keep_zone(update, context, choice)
    return await go(update, context, "topics" if choice else "zone")


async def city_typed(update: Update, context: Context) -> Literal["city", "end"]:
    """The zone of the city that was typed or shared; another try is awaited until one is clear."""
    zone = await location.told_zone(update, context)
    if zone is None:
        return location.CITY
    await location.keep_zone(update, context, zone)
    await go(update, context, "topics")
    return END


async def topic_chosen(update: Update, context: Context, choice: str, *_: str) -> None:
    if choice == "done":
        return await go(update, context, None)
    await topics.toggle(update, context, choice)
    return await show(update, context, _topics(context))


def _language(context: Context) -> Screen:
    text = context.t(
        "Hello! This is the Otandas bot. It answers questions about moving to Kazakhstan, documents, "
        "citizenship and study, and brings you the news you choose."
    )
    text = "\n\n".join([text, context.t(CONSENT), context.t("Which language do you prefer?")])
    spoken = greeting(context.session.language_code)
    shown = f"{escape(spoken)}\n\n{text}" if spoken else text
    return Screen(shown, settings.languages(context.translator, "hilang"))


def _country(context: Context) -> Screen:
    chosen = context.country
    text = context.t("Which country do you live in? You will also get announcements meant for it.")
    ways = [
        button(context.label("Back"), "resume", "language"),
        button(context.label("Skip"), "hicty", "skip"),
    ]
    return Screen(text, [*location.country_buttons(context.translator, "hicty", chosen), ways])


def _topics(context: Context) -> Screen:
    text = context.t(
        "What would you like announcements about? Tick what you need, then press Done. "
        "You can change it later: /topics"
    )
    ways = [
        button(context.label("Back"), "resume", "country"),
        button(context.label("Done"), "hitop", "done"),
    ]
    return Screen(text, [*topics.choices(context, "hitop"), ways])


def _zone(context: Context) -> Screen:
    return location.zone_screen(context, verb="hizone")


STEPS = {FIRST_STEP: _language, "country": _country, "zone": _zone, "topics": _topics}


def step_screen(context: Context, step: str) -> Screen:
    """The screen of a step; one of an older version leads to the first."""
    return STEPS.get(step, _language)(context)


def _done(context: Context) -> Screen:
    member = context.member
    chosen = topics.names_of(context, member.topics if member else ())
    if chosen:
        said = context.t("All set. You are subscribed to: {topics}.", topics=context.words.list(chosen))
    else:
        said = context.t("All set. You have not chosen any topics, so only general announcements will come.")
    examples = [entry for slug in EXAMPLES if (entry := context.library.get(slug))]
    lines, rows = listed(
        context.translator,
        examples,
        lambda label, entry: entry_button(context.translator, entry, label, below=BELOW),
    )
    asked = context.t("Type your question in your own words. For example:")
    return Screen("\n\n".join([said, asked, *lines]), [*rows, *menu.of(context).rows])


TAKEN: dict[
    str, Callable[[Update, Context, str, str, str], Awaitable[None]]
] = {  # by the verb of a step's button
    "resume": resume,
    "hilang": language_chosen,
    "hicty": country_chosen,
    "hizone": zone_chosen,
    "hitop": topic_chosen,
}


async def take(
    update: Update, context: Context, verb: str, choice: str, zone: str = "", city: str = ""
) -> None:
    """Does what a button of the steps with this data does."""
    await TAKEN[verb](update, context, choice, zone, city)


@newcomers_only
async def step_pressed(update: Update, context: Context) -> None:
    await take(update, context, routing.verb(update), *pressed(update, 3))


CONVERSATION = Conversation(
    "welcome",
    entry_points=[
        Button("hicty:other", newcomers_only(location.ask_name)),
        Button("hizone:other", newcomers_only(location.ask_city)),
    ],
    states={
        location.NAME: [Typed(country_typed, longest=locations.LONGEST)],
        location.CITY: [Typed(city_typed, longest=locations.LONGEST)],
    },
    exits=[
        Button("hicty", step_pressed),
        Button("hizone", step_pressed),
    ],
    canceled=N_("Choosing a country was canceled."),
    yields=True,
)
HANDLERS: list[Handler] = [
    Command("start", start, PRIVATE | GROUP),
    Button("subno", undo_topic),
    Button("resume", step_pressed),
    Button("hilang", step_pressed),
    Button("hitop", step_pressed),
]
