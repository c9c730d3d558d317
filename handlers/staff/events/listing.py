"""/event: what is planned, the newest first, and the beginning of a new one."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.events import wording
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show
from handlers.staff import access
from handlers.staff.events import card
from handlers.staff.events.card import CHANGED, VERB, back, part
from storage.events import events
from storage.events.events import Event, State

ON_PAGE = 8
SIGNS = {State.DRAFT: "✏️", State.ANNOUNCED: "📣", State.CANCELED: "❌"}


async def listing(update: Update, context: Context) -> None:
    """A page of events, numbered as they are called, and a button for each."""
    [wanted] = pressed(update, 1)
    async with context.services.database.connect() as tx:
        _, number = await events.listing(tx, 1)
        page = Page.of(wanted, number, ON_PAGE)
        listed, _ = await events.listing(tx, ON_PAGE, page.start)
    head = context.t("<b>Events</b>") if listed else context.t("No event is planned yet.")
    lines = [_line(context, event) for event in listed]
    opens = [button(str(event.id), VERB, event.id, "card") for event in listed]
    rows = [
        [button("➕ " + context.label("New event"), "sen")],
        *columns(opens, 4),
        page.turns("sel"),
    ]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _line(context: Context, event: Event) -> str:
    shown = event.changed
    order = (context.language, *LANGUAGES)
    named = next((code for code in order if shown.text(code, "title")), None)
    title = wording.plain_title(shown, named) if named else context.t("no title yet")
    when = wording.when(context.translator, shown, context.zone.key)[0]
    return f"{SIGNS[State(event.state)]} <b>{event.id}. {title}</b>\n{wording.WHEN} {when}"


async def fresh(update: Update, context: Context) -> None:
    """An empty draft by the clock of whoever begins it."""
    services = context.services
    async with services.database.begin() as tx:
        event = await events.create(
            tx, access.user_of(update), services.clock(), zone=context.zone.key, topic=_topic(context)
        )
        await access.note(tx, update, context, "event.begun", event.id)
    await card.card(update, context, event)


def _topic(context: Context) -> str | None:
    """Members who chose events hear of one, unless staff choose another topic."""
    return "events" if "events" in context.services.topics else None


async def preview(update: Update, context: Context, event: Event, language: str, *_: str) -> None:
    language = language if language in LANGUAGES else context.language
    translator = context.translator_for(language)
    text = wording.card(translator, event.changed, None)
    others = [
        part(context.translator.language_name(code).capitalize(), event, "see", code)
        for code in LANGUAGES
        if code != language
    ]
    await show(update, context, Screen(text, [others, [back(context, event)]]))


async def ask_delete(update: Update, context: Context, event: Event, *_: str) -> None:
    text = context.t("Delete event No. {number}? This cannot be undone.", number=event.id)
    yes = part("🗑 " + context.label("Delete"), event, "del1", event.version)
    await show(update, context, Screen(text, [[yes, back(context, event)]]))


async def delete(update: Update, context: Context, event: Event, version: str = "", *_: str) -> None:
    """A draft goes; one that is announced, or about to be, is canceled instead."""
    async with context.services.database.begin() as tx:
        await card.take_back(tx, context, event)
        if version != str(event.version) or not await events.discard(tx, event, context.services.clock()):
            raise BotError(CHANGED)
        await access.note(tx, update, context, "event.deleted", event.id)
    text = context.t(N_("Event No. {number} was deleted."), number=event.id)
    await show(update, context, Screen(text, [[button(context.label("All events"), "sel", 0)]]))
