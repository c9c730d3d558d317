"""Up to three entries a question may mean, to choose from."""

from telegram import Update

from bot.context import Context
from bot.faq.search import Decision
from bot.speech import Speech
from handlers.buttons import button, keyboard
from handlers.doors import Handler, press, pressed
from handlers.members import menu, unknown
from handlers.members.card import card, find, ref
from handlers.members.reader import coded, replied_text, way
from handlers.screen import Screen, show
from storage import questions


def choices(context: Context, speech: Speech, decision: Decision, number: int) -> Screen:
    """The hits, and none of them; `number` is the question's in `asked`."""
    library = context.services.faq.library
    offered = [entry for hit in decision.hits if (entry := library.get(hit.entry))]
    rows = [
        [
            button(
                speech.letters(entry.texts[speech.language].question),
                "faqp",
                ref(entry.slug),
                speech.code,
                number,
            )
        ]
        for entry in offered
    ]
    none = [button(speech.label("None of these"), "faqn", speech.code, number)]
    return Screen(speech.t("Which of these do you mean?"), keyboard([*rows, none]))


async def picked(update: Update, context: Context) -> None:
    """One of the choices, in place of them."""
    wanted, code, number = pressed(update, 3)
    library, speech = context.services.faq.library, coded(context, code)
    entry = find(library, wanted)
    if entry is None:
        return await show(update, context, unknown.screen(update, context, speech, unknown.number_of(number)))
    async with context.services.database.begin() as tx:
        await questions.chosen(tx, unknown.number_of(number), entry.slug)
    opened = way(update, context, f"s{number}")
    return await show(update, context, card(speech, library, entry, context.bot.username, opened))


async def none_of_these(update: Update, context: Context) -> None:
    code, number = pressed(update, 2)
    async with context.services.database.begin() as tx:
        await questions.none_of_these(tx, unknown.number_of(number))
    screen = unknown.screen(update, context, coded(context, code), unknown.number_of(number))
    await show(update, context, screen)


async def again(update: Update, context: Context) -> None:
    """The choices once more, found anew from the question above; without it, the main menu."""
    code, number = pressed(update, 2)
    text = replied_text(update)
    if not text:
        return await menu.menu(update, context)
    speech = coded(context, code)
    decision = context.services.faq.answer(text, speech.language)
    return await show(update, context, choices(context, speech, decision, unknown.number_of(number)))


HANDLERS: list[Handler] = [press("faqp", picked), press("faqn", none_of_these), press("faqb", again)]
