"""/inbox: what waits for an answer, the promise that breaks first at the top; filters, pages and a search."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.directory import countries
from bot.inbox import bodies
from bot.inbox.card import SIGNS
from bot.inbox.lifecycle import State, held_by_another, state_of
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons
from bot.text.translator import N_
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, here, keyboard, page_of, pager, say, show
from handlers.staff.access import user_of
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import zone_of
from storage.inbox import listing as rows
from storage.inbox import question_cards, questions
from storage.inbox.listing import Filter
from storage.inbox.questions import Question

SEARCH: Final = "search"
PAGE = 6
HITS_MOST = 10
WORDS_MOST = 8  # of a search
BEGINNING = 70  # characters of a question in the list
ANY = "-"
MINE = "mine"
STATES = {
    "open": N_("Open"),
    MINE: N_("Mine"),
    "answered": N_("Answered"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn by members"),
}
AGES = {
    ANY: (N_("any age"), None, None),
    "d": (N_("last 24 hours"), timedelta(days=1), None),
    "w": (N_("last 7 days"), timedelta(days=7), None),
    "o": (N_("older than 7 days"), None, timedelta(days=7)),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the buttons of a list say: which questions it shows."""

    state: str = "open"
    language: str = ANY
    country: str = ANY
    age: str = ANY

    @classmethod
    def of(cls, state: str, language: str, country: str, age: str) -> "View":
        """Whatever a forged button says becomes a list that there is."""
        return cls(
            state if state in STATES else "open",
            language if language in LANGUAGES else ANY,
            country if country in countries.codes() else ANY,
            age if age in AGES else ANY,
        )

    def values(self, **other: str) -> tuple[str, ...]:
        changed = {
            "state": self.state,
            "language": self.language,
            "country": self.country,
            "age": self.age,
        } | other
        return tuple(changed.values())

    def chosen(self, update: Update, context: Context, *, confidential: bool) -> Filter:
        now, (_, within, before) = context.services.clock(), AGES[self.age]
        return Filter(
            state="open" if self.state == MINE else self.state,
            language=None if self.language == ANY else self.language,
            country=None if self.country == ANY else self.country,
            after=now - within if within else None,
            before=now - before if before else None,
            taken_by=user_of(update) if self.state == MINE else None,
            confidential=confidential,
        )


async def inbox(update: Update, context: Context) -> Literal["search"]:
    """A page of the list; its buttons say which questions and page. What is typed now is searched for."""
    *wanted, page = pressed(update, 5)
    view = View.of(*wanted)
    services = context.services
    chosen = view.chosen(update, context, confidential=await may_read_confidential(update, context))
    if update.callback_query and (message := here(update)):
        async with services.database.begin() as tx:
            await question_cards.lift(tx, chat_of(update), message.message_id)
    async with services.database.connect() as tx:
        number = await rows.count(tx, chosen)
        pages = max(1, -(-number // PAGE))
        at = page_of(page, pages)
        listed = await rows.page(tx, chosen, PAGE, at * PAGE)
    title = context.t(
        "📥 <b>Questions</b>: {state} ({number})", state=context.label(STATES[view.state]), number=number
    )
    lines = [line(update, context, question) for question in listed] or [_empty(context, view)]
    hint = context.t("To search, type words of a question or its number.")
    buttons = [
        *columns([opens(question) for question in listed], 3),
        pager("in", at, pages, *view.values()),
        *_filters(context, view),
        [button("📋 " + context.label("Stock answers"), "sk")],
    ]
    await show(update, context, Screen("\n\n".join([title, *lines, hint]), keyboard(buttons)))
    return SEARCH


def _empty(context: Context, view: View) -> str:
    if view == View():
        return context.t("No question waits. New ones come to staff by themselves.")
    return context.t("There is no such question.")


async def may_read_confidential(update: Update, context: Context) -> bool:
    """In their private chat, whom the owners named for it."""
    return not context.public and user_of(update) in await bodies.confidants(context.services)


def line(update: Update, context: Context, question: Question) -> str:
    """Two lines on one question, without whoever asked it."""
    signs = _signs(context, question, user_of(update))
    where = context.translator.letters(wording.country(context.translator, question.country))
    about = [f"{signs} <b>{question.id}</b>", escape(where, quote=False)]
    about.append(context.translator.language_name(question.language))
    if state_of(question) is State.OPEN and question.promised_at:
        by = context.words.time(question.promised_at, zone_of(context))
        about.append(context.t("by {time}", time=by))
    return f"{' · '.join(about)}\n{escape(beginning(context, question), quote=False)}"


def _signs(context: Context, question: Question, user_id: int) -> str:
    state, now = state_of(question), context.services.clock()
    if state is not State.OPEN:
        return SIGNS[state]
    if question.urgent:
        return "🆘"
    if question.confidential:
        return "🔒"
    if held_by_another(question, user_id, now):
        return "✋"
    return "⏰" if question.promised_at and question.promised_at < now else SIGNS[state]


def beginning(context: Context, question: Question) -> str:
    text = " ".join(question.text.split()) or context.label("(a file)")
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 1]}…"


def opens(question: Question) -> InlineKeyboardButton:
    return button(f"{SIGNS[state_of(question)]} {question.id}", "qc", question.id)


def _filters(context: Context, view: View) -> list[list[InlineKeyboardButton]]:
    """States; then language and age, which each press turns on, and a list of countries."""
    states = [
        button(("✓ " if name == view.state else "") + context.label(label), "in", *view.values(state=name), 0)
        for name, label in STATES.items()
    ]
    language, country = context.label("all languages"), context.label("all countries")
    if view.language != ANY:
        language = context.translator.language_name(view.language)
    if view.country != ANY:
        country = context.translator.letters(countries.name(view.country, context.language))
    ways = [
        button(f"🗣 {language}", "in", *view.values(language=_next((ANY, *LANGUAGES), view.language)), 0),
        button(f"🌍 {country}", "inc", *view.values()),
        button(
            f"🗓 {context.label(AGES[view.age][0])}", "in", *view.values(age=_next(tuple(AGES), view.age)), 0
        ),
    ]
    return [*columns(states, 3), *columns(ways, 2)]


def _next(values: tuple[str, ...], present: str) -> str:
    return values[(values.index(present) + 1) % len(values)]


async def choose_country(update: Update, context: Context) -> Literal["search"]:
    """Countries that questions of this state came from."""
    view = View.of(*pressed(update, 4))
    chosen = Filter(
        "open" if view.state == MINE else view.state,
        confidential=await may_read_confidential(update, context),
    )
    async with context.services.database.connect() as tx:
        known = await rows.countries(tx, chosen)
    every = button(context.label("all countries"), "in", *view.values(country=ANY), 0)
    named = [
        button(f"{countries.flag(code)} {context.translator.letters(countries.name(code, context.language))} {number}",
               "in", *view.values(country=code), 0)
        for code, number in known[:24]
    ]  # fmt: skip
    text = context.t("Questions from which country?")
    await show(update, context, Screen(text, keyboard([[every], *columns(named)])))
    return SEARCH


async def search(update: Update, context: Context) -> None:
    """Questions with these words, in whichever letters, or the one of this number."""
    typed = typed_text(update)
    number, confidential = typed.removeprefix("№").strip(), await may_read_confidential(update, context)
    async with context.services.database.connect() as tx:
        if number.isdecimal() and number.isascii() and len(number) < 19:
            question = await questions.get(tx, int(number))
            hits = [question] if question and (confidential or not question.confidential) else []
        else:
            keys = skeletons(typed)[:WORDS_MOST]
            hits = await rows.search(tx, keys, HITS_MOST, confidential=confidential) if keys else []
    title = (
        context.t("Which of these?") if hits else context.t("No such question was found. Try other words.")
    )
    lines = [title, *(line(update, context, question) for question in hits)]
    ways = [*columns([opens(question) for question in hits], 3), [button(context.label("Questions"), "in")]]
    await say(update, context, Screen("\n\n".join(lines), keyboard(ways)))
