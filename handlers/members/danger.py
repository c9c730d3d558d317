"""The card for somebody in danger: emergency numbers first, the mission, a helpline, and a person, urgently.

Which country's numbers: that of the member; whoever gave none is asked for it with one tap and reads meanwhile what
holds anywhere. Nothing of the question is kept unless it is sent to staff.
"""

from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.directory import countries, emergency, locations, places
from bot.directory.emergency import SERVICES, Line, Numbers
from bot.directory.place import Place
from bot.faq.danger import Danger
from bot.faq.decision import Decision
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.members import location, place_card
from handlers.members.card import coded, deep_link, replied_text, tongue
from handlers.members.filing import file, shortened
from handlers.routing import Button, Handler, Typed, pressed, typed_text
from handlers.screen import (
    BELOW,
    Screen,
    back,
    button,
    here,
    keyboard,
    link,
    main_menu,
    rebutton,
    say,
    send,
    show,
    under,
    which,
)
from storage.inbox import questions

COUNTRY: Final = "country"
EU = "europa"  # the source of 112 in every country of the European Union
MARK = "*"
NOW = N_("If you are in danger now, call first.")
FIRST = {
    Danger.SUICIDE: N_(
        "It is good that you wrote. Do not stay alone with this: tell somebody close to you, or call."
    ),
    Danger.CAPTIVITY: N_("If you can speak without danger, call."),
    Danger.ARREST: N_("Tell the embassy of the country whose citizen the detained person is."),
    Danger.VIOLENCE: N_("If you can, go where it is safe, then call."),
    Danger.MEDICAL: N_("Call an ambulance first."),
    Danger.MISSING: N_("Tell the police first."),
    Danger.DISASTER: N_("If you can, go where it is safe, then call."),
}
CALLED = {
    "all": N_("One number for everything"),
    "police": N_("Police"),
    "ambulance": N_("Ambulance"),
    "fire": N_("Fire brigade"),
}


async def met(update: Update, context: Context, decision: Decision) -> None:
    """The card as the answer to a question that tells of danger."""
    kind, translator = decision.danger or Danger.HELP, tongue(context, decision)
    country = context.country
    await say(update, context, screen(context, translator, kind, country), reply=True)


async def linked(update: Update, context: Context, _value: str) -> None:
    """From a group, by a link into the private chat."""
    country = context.country
    await say(update, context, screen(context, context.translator, Danger.HELP, country))


def beside(context: Context, translator: Translator, decision: Decision, answered: Screen) -> Screen:
    """The answer to what perhaps tells of danger: a calm line and a way to the card above it."""
    if decision.doubt is None:
        return answered
    if context.public:
        leads = link(translator.label("🆘 In danger?"), deep_link(context.bot.username, "sos"))
    else:
        where = context.country or "choose"
        label = translator.label("🆘 In danger? Numbers, a person")
        leads = button(label, f"{BELOW}sos", decision.doubt, translator.code, where)
    return Screen(
        f"<i>{_asking(translator, context.country)}</i>\n\n{answered.text}", [[leads], *answered.rows]
    )


def _asking(translator: Translator, country: str | None) -> str:
    """With the number of the member's country where there is one for everything."""
    numbers = emergency.load().numbers.get(country or "")
    if numbers is None or not numbers.all or "all" in numbers.unconfirmed:
        return translator.t(
            "In danger, you or somebody close to you? Numbers and a person: the first button."
        )
    return translator.t(
        "In danger, you or somebody close to you? Call <b>{number}</b>. A person: the first button.",
        number=numbers.all,
    )


def screen(context: Context, translator: Translator, kind: Danger, country: str | None) -> Screen:
    """In a group short: what is personal belongs into the private chat."""
    text = "\n\n".join(filter(None, _parts(translator, kind, country, public=context.public)))
    if context.public:
        url = deep_link(context.bot.username, "sos")
        return Screen(text, [[link(translator.label("Write to me in private"), url)]])
    verb = f"sos:{kind}:{translator.code}"
    if country is None:
        rows = location.country_buttons(translator, verb, None)
    else:
        rows = [[button(translator.label("Another country"), verb, "choose")]]
    person = button(translator.label("🆘 A person, urgently"), "sosask", kind, translator.code, country or "")
    return Screen(text, [[person], *rows, [main_menu(translator)]])


def _parts(translator: Translator, kind: Danger, country: str | None, *, public: bool) -> list[str]:
    """What the card says, in the order in which it is needed."""
    listed, first = emergency.load(), FIRST.get(kind, NOW)
    numbers, lines = listed.numbers.get(country or ""), listed.lines_for(kind, country)
    missions = places.load().missions(country)
    head = f"🆘 <b>{translator.t(first)}</b>"
    if public:
        ask = translator.t(
            "Write to me in private: there I show the missions and helplines and call a person."
        )
        return [head, _numbers(translator, country, numbers), ask]
    rows = [*([numbers] if numbers else ()), *lines]
    marked = any(row.unconfirmed for row in rows) or any("phone" in place.unconfirmed for place in missions)
    note = translator.t("{mark} Not confirmed by a second source yet.", mark=MARK) if marked else ""
    return [
        head,
        _numbers(translator, country, numbers),
        _missions(translator, missions),
        _lines(translator, lines),
        "\n".join(filter(None, [note, _sources(translator, rows, missions)])),
    ]


def _numbers(translator: Translator, country: str | None, numbers: Numbers | None) -> str:
    """The country's, or what holds anywhere with the question for it."""
    if country is None:
        anywhere = translator.t("Everywhere in the European Union: <b>112</b>.")
        ask = translator.t("Which country are you in now? I will show its numbers.")
        return f"{anywhere}\n{ask}"
    name = (
        f"{countries.flag(country)} <b>{translator.letters(countries.name(country, translator.language))}</b>"
    )
    if numbers is None:
        unknown = translator.t(
            "The emergency numbers of this country are not confirmed. Ask the people near you for them."
        )
        return f"{name}\n{unknown}"
    said = [
        f"{translator.t(CALLED[service])}: <b>{number}</b>{MARK * (service in numbers.unconfirmed)}"
        for service in SERVICES
        if (number := getattr(numbers, service))
    ]
    return "\n".join([name, *said])


def _missions(translator: Translator, missions: tuple[Place, ...]) -> str:
    heading = translator.t("Missions of Kazakhstan")
    own = translator.t("A citizen of another country turns to the embassy of that country.")
    said = [_mission(translator, mission) for mission in missions]
    return "\n".join([f"<b>{heading}</b>", *said, own]) if said else own


def _mission(translator: Translator, mission: Place) -> str:
    name = place_card.title(translator, mission)
    name = f'<a href="{escape(mission.url)}">{name}</a>' if mission.url else name
    mark = MARK if "phone" in mission.unconfirmed else ""
    return f"{name}: {mission.phone}{mark}" if mission.phone else name


def _lines(translator: Translator, lines: tuple[Line, ...]) -> str:
    heading, said = translator.t("Helplines"), [_line(translator, line) for line in lines]
    return "\n".join([f"<b>{heading}</b>", *said]) if said else ""


def _line(translator: Translator, line: Line) -> str:
    name = translator.letters(escape(line.name[translator.language], quote=False))
    name = f'<a href="{escape(line.url)}">{name}</a>' if line.url else name
    return f"<b>{line.phone}</b>{MARK * line.unconfirmed} {name}" if line.phone else name


def _sources(translator: Translator, rows: list[Numbers | Line], missions: tuple[Place, ...]) -> str:
    of_numbers, of_places = emergency.load().sources, places.load().sources
    named = {of_numbers[key]: None for row in rows for key in row.sources}
    named |= {of_places[key]: None for mission in missions for key in mission.sources}
    links = ", ".join(  # by number: titles of tables and files say nothing to somebody in danger
        f'<a href="{escape(source.url)}">{number}</a>'
        for number, source in enumerate(named or [of_numbers[EU]], start=1)
    )
    said = translator.t("From public sources; the owners of the numbers have not confirmed them yet:")
    return f"<i>{said} {links}</i>"


async def country(update: Update, context: Context) -> None:
    """The card for the country pressed; without one, the countries. Below an answer it replies to what was asked, so
    that its words can still be sent to staff."""
    kind, code, choice = pressed(update, 3)
    chosen = choice if choice in countries.codes() else None
    await show(update, context, screen(context, coded(context, code), kind_of(kind), chosen), reply=True)


def kind_of(word: str) -> Danger:
    return Danger(word) if word in set(Danger) else Danger.HELP


async def ask_country(update: Update, context: Context) -> Literal["country"]:
    """Asks for the name of a country that is not among the common ones."""
    kind, code, _other = pressed(update, 3)
    message = here(update)
    asked = message.reply_to_message if message else None
    translator, kind = coded(context, code), kind_of(kind)
    context.typed = {"kind": kind, "code": translator.code, "asked": asked.message_id if asked else 0}
    text = translator.t("Type the name of the country, for example: Poland.")
    leads_back = back(translator, "sos", kind, translator.code, "choose")
    await say(update, context, Screen(text, [[leads_back]]))
    return COUNTRY


async def country_named(update: Update, context: Context) -> Literal["country", "end"]:
    """The card for the country of that name, as an answer to what was asked first; else another try."""
    kind, code = context.typed["kind"], context.typed["code"]
    translator, codes = coded(context, code), locations.search(typed_text(update)).countries
    if len(codes) == 1:
        await _answered(update, context, screen(context, translator, kind_of(kind), codes[0]))
        return END
    nothing = translator.t(
        "No country of that name was found. Try writing it another way, or go back to the list."
    )
    named = [_named(translator, kind, choice) for choice in codes]
    leads_back = back(translator, "sos", kind, code, "choose")
    await _answered(update, context, which(translator, named, nothing, [leads_back]))
    return COUNTRY


def _named(translator: Translator, kind: str, choice: str) -> InlineKeyboardButton:
    name = translator.letters(countries.name(choice, translator.language))
    return button(f"{countries.flag(choice)} {name}", "sos", kind, translator.code, choice)


async def _answered(update: Update, context: Context, screen: Screen) -> None:
    """As the answer to the message that told of danger, so that its words can still be sent to staff."""
    asked = context.typed["asked"]
    await send(context.bot, chat_of(update), screen, reply_parameters=under(asked) if asked else None)


async def person(update: Update, context: Context) -> None:
    """Sends what was written to staff, marked urgent, at once; also for those who never typed /start."""
    kind, code, choice = pressed(update, 3)
    country = choice if choice in countries.codes() else None
    text, translator = replied_text(update), coded(context, code)
    if not text:
        return await _write(update, context, translator)
    number = await _filed(update, context, shortened(text), translator.language, country)
    await rebutton(update, keyboard(screen(context, translator, kind_of(kind), country).rows[1:]))
    said = translator.t(
        "Question No. {number} was sent as urgent. Do not wait for the answer: call first. "
        "Staff see what you wrote, the language and the country, but not your name.",
        number=number,
    )
    await say(update, context, Screen(said))
    return None


async def _write(update: Update, context: Context, translator: Translator) -> None:
    text = translator.t("Write in one message what happened and where you are. Staff will see it first.")
    await say(update, context, Screen(text, [[button(translator.label("Ask a person"), "ask")]]))


async def _filed(update: Update, context: Context, text: str, language: str, country: str | None) -> int:
    """The question's number; pressed twice it is the same question."""
    chat, since = chat_of(update), context.services.clock() - questions.OPEN_SPAN
    async with context.services.database.begin() as tx:
        number = await questions.same(tx, chat, text, since)
        return number or await file(tx, update, context, text, language, country, urgent=True)


CONVERSATION = Conversation(
    "danger",
    entry_points=[Button(r"sos:\w+:\w+:other", ask_country)],
    states={COUNTRY: [Typed(country_named, longest=locations.LONGEST)]},
    exits=[Button("sos", country)],
    canceled=N_("Choosing a country was canceled."),
)
HANDLERS: list[Handler] = [Button("sosask", person)]
