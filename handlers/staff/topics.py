"""The topics as owners manage them, from /topics: added, renamed, ordered, offered to some countries, retired, brought
back, and whether only owners post to them.

Whatever is pressed twice is done once: buttons carry the state that they make, not a step from the present one.
"""

from dataclasses import replace
from html import escape
from typing import Any, Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, topics
from bot.directory.topics import Posters, Topic
from bot.errors import BotError, GoneError
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import Handler, pressed, row_number, typed_text
from handlers.screen import Screen, back, button, columns, main_menu, say, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_typed
from handlers.staff.for_whom import LONGEST, named_countries
from storage import counts
from storage.topics import topics as kept

NAMES: Final = "names"
COUNTRIES: Final = "countries"
NUMBERS = 5  # buttons with a number in a row
EVERYWHERE = "-"
GONE = N_("There is no such topic any more.")
THERE = N_("There is a topic with this short name already: {slug}. Give the new one another English name.")
POSTERS = {
    Posters.WRITERS: N_("everybody who writes announcements"),
    Posters.OWNERS: N_("only owners"),
}


async def listing(update: Update, context: Context) -> None:
    """All of them in their order, numbered, each with its subscribers; retired ones last."""
    known, subscribed = await _known(context)
    ordered = sorted(known.values(), key=lambda topic: topic.retired_at is not None)
    lines = [
        _line(context, number, topic, subscribed.get(topic.slug, 0))
        for number, topic in enumerate(ordered, 1)
    ]
    head = context.t("<b>Topics</b> and how many are subscribed. Press a number to change one.")
    opens = [button(str(number), "tpc", topic.slug) for number, topic in enumerate(ordered, 1)]
    add = button("➕ " + context.label("Add a topic"), "tpadd")
    ways = [back(context.translator, "top"), main_menu(context.translator)]
    await show(update, context, Screen("\n".join([head, *lines]), [*columns(opens, NUMBERS), [add], ways]))


def _line(context: Context, number: int, topic: Topic, subscribers: int) -> str:
    named = topic.title(context.language)
    if topic.retired_at is None:
        said = context.t("{topic}: {subscribers}", topic=named, subscribers=subscribers)
    else:
        said = context.t("{topic}: retired, {subscribers}", topic=named, subscribers=subscribers)
    return f"<b>{number}.</b> {said}"


async def _known(context: Context) -> tuple[dict[str, Topic], dict[str, int]]:
    """All topics, and subscribers by slug."""
    async with context.services.database.connect() as tx:
        return await topics.every(tx), dict(await counts.by_topic(tx))


async def _opened(context: Context, slug: str) -> Topic:
    known = await context.read(topics.every)
    if slug not in known:
        raise GoneError(GONE)
    return known[slug]


async def card(update: Update, context: Context) -> None:
    await _show(update, context, pressed(update, 1)[0])


async def _show(update: Update, context: Context, slug: str) -> None:
    known, subscribed = await _known(context)
    if slug not in known:
        raise GoneError(GONE)
    topic, t = known[slug], context.t
    active = list(topics.offered(known))
    where = context.words.list([countries.name(code, context.language) for code in topic.countries])
    lines = [
        f"<b>{escape(topic.title(context.language), quote=False)}</b>",
        *(f"{code}: {escape(topic.name[code], quote=False)}" for code in LANGUAGES),
        t("Link: {link}", link=f"https://t.me/{context.bot.username}?start=topic_{slug}"),
        t("Offered to members in: {countries}", countries=where or context.label("all countries")),
        t("Who posts to it: {who}", who=context.label(POSTERS[topic.posters])),
        t("Subscribed: {number}", number=subscribed.get(slug, 0)),
    ]
    if topic.retired_at is not None:
        lines.append(t("Retired: it is offered nowhere. Its subscriptions come back with it."))
        rows = [[button("↩️ " + context.label("Bring back"), "tpback", slug)]]
    else:
        rows = _ways(context, topic, active)
    text, last = "\n".join(lines), [back(context.translator, "tpl"), main_menu(context.translator)]
    await show(update, context, Screen(text, [*rows, last]))


def _ways(context: Context, topic: Topic, active: list[str]) -> list[list[InlineKeyboardButton]]:
    at = active.index(topic.slug)
    up = [button("⬆️ " + context.label("Up"), "tpmv", topic.slug, at - 1)] if at else []
    down = [button("⬇️ " + context.label("Down"), "tpmv", topic.slug, at + 1)] if at + 1 < len(active) else []
    other = Posters.WRITERS if topic.posters is Posters.OWNERS else Posters.OWNERS
    who = (
        context.label("Let only owners post")
        if other is Posters.OWNERS
        else context.label("Let all writers post")
    )
    return [
        [*up, *down],
        [button("✏️ " + context.label("Rename"), "tpname", topic.slug)],
        [button("🌍 " + context.label("Countries"), "tpland", topic.slug)],
        [button(who, "tpwho", topic.slug, other)],
        [button("🗄 " + context.label("Retire"), "tpend", topic.slug)],
    ]


async def ask_new(update: Update, context: Context) -> Literal["names"]:
    """With the first of those that every installation begins with as an example."""
    await _ask(update, context, _asked(context, next(iter(topics.load().values()))), "tpl")
    return NAMES


async def ask_name(update: Update, context: Context) -> Literal["names"]:
    """The present lines stand there to be copied and changed."""
    topic = await _opened(context, pressed(update, 1)[0])
    context.typed = {"slug": topic.slug}
    await _ask(update, context, _asked(context, topic), "tpc", topic.slug)
    return NAMES


def _asked(context: Context, example: Topic) -> str:
    lines = "\n".join([example.sign, *(example.name[code] for code in LANGUAGES)])
    return context.t(topics.FOUR_LINES) + f"\n\n<code>{escape(lines, quote=False)}</code>"


async def _ask(update: Update, context: Context, text: str, verb: str, *values: str) -> None:
    await show(update, context, Screen(text, [[back(context.translator, verb, *values)]]))


async def names_typed(update: Update, context: Context) -> Literal["end"]:
    """A new topic at the end of the list, or other names for a known one."""
    slug = context.typed.get("slug")
    if slug:
        topic = topics.typed(typed_text(update), await _opened(context, slug))
        await _change(update, context, topic, "topic.named")
    else:
        topic = topics.typed(typed_text(update))
        await _add(update, context, topic)
    await _show(update, context, topic.slug)
    return END


async def _add(update: Update, context: Context, topic: Topic) -> None:
    """Handled again after a crash it is the topic that was made then; another one of this slug is refused."""
    services = context.services
    async with services.database.begin() as tx:
        known = await topics.every(tx)
        there = known.get(topic.slug)
        if there is not None and (there.sign, there.name) != (topic.sign, topic.name):
            raise BotError(THERE, slug=topic.slug)
        if there is None and await kept.add(tx, topic.row(len(known), services.clock())):
            await access.note(tx, update, context, "topic.added", topic.slug)
    await _renew(context)


async def _change(update: Update, context: Context, topic: Topic, deed: str, **detail: Any) -> None:
    """The topic as it is from now on, at its place; what changes nothing is not noted."""
    services = context.services
    async with services.database.begin() as tx:
        known = await topics.every(tx)
        if known.get(topic.slug) != topic:
            place, now = list(known).index(topic.slug), services.clock()
            ordered = [topic.row(place, now) if slug == topic.slug else other.row(at, now)
                       for at, (slug, other) in enumerate(known.items())]  # fmt: skip
            await kept.put(tx, ordered)
            await access.note(tx, update, context, deed, topic.slug, **detail)
    await _renew(context)


async def _renew(context: Context) -> None:
    """At once in this process; others look every two seconds."""
    await topics.Renewing(context.services.database, context.services.topics).look()


async def move(update: Update, context: Context) -> None:
    """To the place the button names."""
    slug, place = pressed(update, 2)
    await _opened(context, slug)
    services = context.services
    async with services.database.begin() as tx:
        known = await topics.every(tx)
        active = [other for other in known if known[other].retired_at is None]
        order = topics.moved(active, slug, row_number(place)) if slug in active else active
        if order != active:
            retired = [other for other in known if other not in active]
            now = services.clock()
            await kept.put(tx, [known[other].row(at, now) for at, other in enumerate([*order, *retired])])
            await access.note(tx, update, context, "topic.moved", slug)
    await _renew(context)
    await _show(update, context, slug)


async def ask_countries(update: Update, context: Context) -> Literal["countries"]:
    topic = await _opened(context, pressed(update, 1)[0])
    context.typed = {"slug": topic.slug}
    text = context.t(
        "Type the countries whose members the topic is offered to, for example: Germany, Austria. Whoever gave no "
        "country is not offered it. For all countries type a single hyphen."
    )
    await _ask(update, context, text, "tpc", topic.slug)
    return COUNTRIES


async def countries_typed(update: Update, context: Context) -> Literal["end"] | None:
    """All of them are clear, or the others are named and nothing changes."""
    topic, written = await _opened(context, context.typed["slug"]), typed_text(update)
    meant = {} if written == EVERYWHERE else named_countries(written)
    unknown = [name for name, where in meant.items() if where is None]
    if unknown or (not meant and written != EVERYWHERE):
        text = context.t(
            "Not clear which country is meant: {names}.", names=context.words.list(unknown or [written])
        )
        await say(update, context, Screen(text, [[back(context.translator, "tpc", topic.slug)]]))
        return None
    chosen = tuple(dict.fromkeys(where.country for where in meant.values() if where))
    await _change(update, context, replace(topic, countries=chosen), "topic.countries")
    await _show(update, context, topic.slug)
    return END


async def posters(update: Update, context: Context) -> None:
    slug, who = pressed(update, 2)
    topic = await _opened(context, slug)
    if who in set(Posters):
        await _change(update, context, replace(topic, posters=Posters(who)), "topic.posters")
    await _show(update, context, slug)


async def ask_retire(update: Update, context: Context) -> None:
    """What becomes of the subscribers, before anything is done."""
    topic = await _opened(context, pressed(update, 1)[0])
    _known_topics, subscribed = await _known(context)
    text = context.tn(
        "Retire “{topic}”? It disappears from /topics and from the composer. {n} member is subscribed: nobody is "
        "told, the subscription stays and counts again if you bring the topic back. What is already scheduled on it "
        "goes out.",
        "Retire “{topic}”? It disappears from /topics and from the composer. {n} members are subscribed: nobody is "
        "told, the subscriptions stay and count again if you bring the topic back. What is already scheduled on it "
        "goes out.",
        subscribed.get(topic.slug, 0),
        topic=topic.title(context.language),
    )
    yes = button("🗄 " + context.label("Retire"), "tpended", topic.slug)
    await show(update, context, Screen(text, [[yes], [back(context.translator, "tpc", topic.slug)]]))


async def retire(update: Update, context: Context) -> None:
    topic = await _opened(context, pressed(update, 1)[0])
    if topic.retired_at is None:
        retired = replace(topic, retired_at=context.services.clock())
        await _change(update, context, retired, "topic.retired")
    await _show(update, context, topic.slug)


async def bring_back(update: Update, context: Context) -> None:
    topic = await _opened(context, pressed(update, 1)[0])
    await _change(update, context, replace(topic, retired_at=None), "topic.brought_back")
    await _show(update, context, topic.slug)


CHANGE = Action.CHANGE_TOPICS
CONVERSATION = Conversation(
    "topic",
    entry_points=[
        staff_button("tpadd", CHANGE, ask_new),
        staff_button("tpname", CHANGE, ask_name),
        staff_button("tpland", CHANGE, ask_countries),
    ],
    states={
        NAMES: [staff_typed(CHANGE, names_typed, longest=LONGEST)],
        COUNTRIES: [staff_typed(CHANGE, countries_typed, longest=LONGEST)],
    },
    exits=[staff_button("tpl", CHANGE, listing), staff_button("tpc", CHANGE, card)],
    canceled=N_("The topics stay as they are."),
)
HANDLERS: list[Handler] = [
    staff_button("tpmv", CHANGE, move),
    staff_button("tpwho", CHANGE, posters),
    staff_button("tpend", CHANGE, ask_retire),
    staff_button("tpended", CHANGE, retire),
    staff_button("tpback", CHANGE, bring_back),
]
