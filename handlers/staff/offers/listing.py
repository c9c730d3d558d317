"""/offers: a page of them, filtered or searched by words in any letters; the whole of it as a file."""

from dataclasses import dataclass
from typing import Final, Literal

from telegram import InlineKeyboardButton, InputFile, Update

from bot.context import Context, chat_of
from bot.directory import countries
from bot.offers import fields, matching, wording
from bot.offers.kinds import NAMES, Kind, Side
from bot.offers.lifecycle import State
from bot.staff.permissions import Action
from bot.text import csv_table
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, say, show, ticked
from handlers.staff import access, csv_file
from storage.offers import offers
from storage.offers.offers import Filter, Offer

SEARCH: Final = "search"
ON_PAGE = 6
HITS_MOST = 10
WORDS_MOST = 8  # of a search
COUNTRIES_MOST = 24
ANY = "-"
STATES = {State.OPEN: N_("Open"), State.PAUSED: N_("Paused"), State.WITHDRAWN: N_("Withdrawn")}
EVERY = {"kind": N_("all kinds"), "field": N_("all fields"), "country": N_("all countries")}
ASKED = {
    "kind": N_("Offers of which kind?"),
    "field": N_("Offers of which field?"),
    "country": N_("Offers from which country?"),
}
COLUMNS = (
    "id", "state", "side", "kind", "field", "country", "city", "languages", "text", "created_at", "confirmed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """What the buttons of a list say: which offers it shows."""

    state: str = State.OPEN
    side: str = ANY
    kind: str = ANY
    field: str = ANY
    country: str = ANY

    @classmethod
    def of(cls, state: str, side: str, kind: str, field: str, country: str) -> "View":
        """Whatever a forged button says becomes a list that there is."""
        return cls(
            state if state in set(State) else State.OPEN,
            side if side in set(Side) else ANY,
            kind if kind in set(Kind) else ANY,
            field if field in fields.known() else ANY,
            country if country in countries.codes() else ANY,
        )

    def values(self, **other: str) -> tuple[str, ...]:
        names = ("state", "side", "kind", "field", "country")
        return tuple(str(other.get(name, getattr(self, name))) for name in names)

    @property
    def chosen(self) -> Filter:
        narrowed = {name: getattr(self, name) for name in ("side", "kind", "field", "country")}
        return Filter(self.state, **{name: value for name, value in narrowed.items() if value != ANY})


async def listing(update: Update, context: Context) -> Literal["search"]:
    """A page of the list; its buttons say which offers and page. What is typed now is searched for."""
    *wanted, at = pressed(update, 6)
    view = View.of(*wanted)
    async with context.services.database.connect() as tx:
        number = await offers.count(tx, view.chosen)
        page = Page.of(at, number, ON_PAGE)
        listed = await offers.page(tx, view.chosen, ON_PAGE, page.start)
    title = context.t("🤝 <b>Offers</b>: {number}", number=number)
    lines = [wording.line(context.translator, offer) for offer in listed] or [_empty(context, view)]
    hint = context.t("To search, type words of an offer or its number.")
    file = [button("🧾 " + context.label("As a file"), "ofcsv", *view.values())]
    others = [
        button("🤝 " + context.label("Introductions"), "ofi"),
        button("📊 " + context.label("Figures"), "ofst"),
    ]
    rows = [
        *columns([opens(offer) for offer in listed], 3),
        page.turns("of", *view.values()),
        *_filters(context, view),
        others,
        file if access.may(context, Action.EXPORT_OFFERS) else [],
    ]
    await show(update, context, Screen("\n\n".join([title, *lines, hint]), rows))
    return SEARCH


def _empty(context: Context, view: View) -> str:
    if view == View():
        return context.t("There is no offer yet. Members write them with /contribute.")
    return context.t("There is no such offer.")


def opens(offer: Offer) -> InlineKeyboardButton:
    return button(f"{wording.SIDE_SIGNS[Side(offer.side)]} {offer.id}", "ofc", offer.id)


def _filters(context: Context, view: View) -> list[list[InlineKeyboardButton]]:
    """States and sides, ticked; then kind, field and country, each with a list of its own."""
    states = [
        button(ticked(context.label(name), state == view.state), "of", *view.values(state=state), 0)
        for state, name in STATES.items()
    ]
    named = [(ANY, context.label("Both")), *((side, wording.side(context.translator, side)) for side in Side)]
    sides = [
        button(ticked(text, side == view.side), "of", *view.values(side=side), 0) for side, text in named
    ]
    narrowed = [button(_named(context, view, what), "off", what, *view.values()) for what in ASKED]
    return [states, sides, *columns(narrowed, 3)]


def _named(context: Context, view: View, what: str) -> str:
    """What the list is narrowed to, or that it is not."""
    value, translator = getattr(view, what), context.translator
    if value == ANY:
        return context.label(EVERY[what])
    if what == "kind":
        return wording.kind(translator, value)
    return wording.field(translator, value) if what == "field" else wording.place(translator, value, None)


async def choose(update: Update, context: Context) -> Literal["search"]:
    """Values of one filter, with how many offers have each."""
    what, *wanted = pressed(update, 6)
    view = View.of(*wanted)
    if what not in ASKED:
        return await listing(update, context)
    counted = await context.read(offers.grouped, what, View.of(*view.values(**{what: ANY})).chosen)
    known = [str(value) for value in (NAMES if what == "kind" else fields.known())]
    listed = [value for value, _ in counted if value][:COUNTRIES_MOST] if what == "country" else known
    numbers = dict(counted)
    named = []
    for value in listed:
        narrowed = View.of(*view.values(**{what: value}))
        label = f"{_named(context, narrowed, what)} {numbers.get(value, 0)}"
        named.append(button(label, "of", *narrowed.values(), 0))
    every = button(context.label(EVERY[what]), "of", *view.values(**{what: ANY}), 0)
    await show(update, context, Screen(context.t(ASKED[what]), [*columns(named), [every]]))
    return SEARCH


async def search(update: Update, context: Context) -> Literal["search"]:
    """By its number, or by words in any letters."""
    text = typed_text(update)
    keys = matching.keys(text, WORDS_MOST)
    async with context.services.database.connect() as tx:
        if text.isascii() and text.isdigit() and len(text) < 10:
            numbered = await offers.get(tx, int(text))
            hits = [numbered] if numbered else []
        else:
            hits = await offers.search(tx, keys, HITS_MOST) if keys else []
    head = (
        context.t("🔎 Found for “{text}”:", text=text)
        if hits
        else context.t("Nothing was found for “{text}”.", text=text)
    )
    lines = [wording.line(context.translator, offer) for offer in hits]
    rows = [*columns([opens(offer) for offer in hits], 3), [all_offers(context)]]
    await say(update, context, Screen("\n\n".join([head, *lines]), rows))
    return SEARCH


def all_offers(context: Context) -> InlineKeyboardButton:
    return button(context.label("All offers"), "of", *View().values(), 0)


async def as_csv(update: Update, context: Context) -> None:
    """What the list shows, without who it is or how to reach them; no group gets it."""
    csv_file.check_private(context, N_("This table is for your private chat with the bot: /offers"))
    view = View.of(*pressed(update, 5))
    async with context.services.database.begin() as tx:
        listed = await offers.page(tx, view.chosen)
        await access.note(tx, update, context, "offer.table", len(listed))
    content = csv_table.content([COLUMNS, *map(_cells, listed)])
    await context.bot.send_document(chat_of(update), InputFile(content, "otandas-offers.csv"))


def _cells(offer: Offer) -> list[object]:
    shown = {name: getattr(offer, name) for name in COLUMNS} | {"languages": " ".join(offer.languages)}
    for name in ("created_at", "confirmed_at"):
        shown[name] = shown[name].isoformat(timespec="minutes")
    return list(shown.values())
