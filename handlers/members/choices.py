"""Up to three entries a question may mean, to choose from."""

from telegram import Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.text.translator import Translator
from handlers.buttons import button, keyboard
from handlers.members import menu, unknown
from handlers.members.card import card, find, ref
from handlers.members.reader import coded, replied_text, way
from handlers.routing import Button, Handler, pressed
from handlers.screen import Screen, show
from storage.faq import searches


def choices(context: Context, translator: Translator, decision: Decision, number: int) -> Screen:
    """The hits, and none of them; `number` is the question's in `asked`."""
    library = context.services.faq.library
    offered = [entry for hit in decision.hits if (entry := library.get(hit.entry))]
    rows = [
        [
            button(
                translator.letters(entry.texts[translator.language].question),
                "faqp",
                ref(entry.slug),
                translator.code,
                number,
            )
        ]
        for entry in offered
    ]
    none = [button(translator.label("None of these"), "faqn", translator.code, number)]
    return Screen(translator.t("Which of these do you mean?"), keyboard([*rows, none]))


async def picked(update: Update, context: Context) -> None:
    """One of the choices, in place of them."""
    wanted, code, number = pressed(update, 3)
    library, translator = context.services.faq.library, coded(context, code)
    entry = find(library, wanted)
    if entry is None:
        return await show(
            update, context, unknown.screen(update, context, translator, unknown.number_of(number))
        )
    async with context.services.database.begin() as tx:
        await searches.chosen(tx, unknown.number_of(number), entry.slug)
    opened = way(update, context, f"s{number}")
    return await show(update, context, card(translator, library, entry, context.bot.username, opened))


async def none_of_these(update: Update, context: Context) -> None:
    code, number = pressed(update, 2)
    async with context.services.database.begin() as tx:
        await searches.none_of_these(tx, unknown.number_of(number))
    screen = unknown.screen(update, context, coded(context, code), unknown.number_of(number))
    await show(update, context, screen)


async def again(update: Update, context: Context) -> None:
    """The choices once more, found anew from the question above; without it, the main menu."""
    code, number = pressed(update, 2)
    text = replied_text(update)
    if not text:
        return await menu.menu(update, context)
    translator = coded(context, code)
    decision = context.services.faq.answer(text, translator.language)
    return await show(update, context, choices(context, translator, decision, unknown.number_of(number)))


HANDLERS: list[Handler] = [Button("faqp", picked), Button("faqn", none_of_these), Button("faqb", again)]
