"""A text's link buttons: typed as lines, taken from another language, or none."""

from dataclasses import replace
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.content import Content
from bot.context import Context
from bot.text.languages import LANGUAGES
from handlers.conversation import END
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import reading
from handlers.staff.broadcast.card import DRAFT, part, present, screen, with_text
from handlers.staff.broadcast.texts import text
from storage.broadcasts.broadcasts import Broadcast

LINKS: Final = "links"


async def links(
    update: Update, context: Context, draft: Broadcast, language: str, *_: str
) -> Literal["links"]:
    DRAFT.await_typed(context, draft, language=language)
    asked = context.t(
        "Send the link buttons for {language}, one on each line:\n<code>Apply - https://example.org/apply</code>\n"
        "To put two beside each other, write | between them. What you send replaces the present ones.",
        language=context.translator.language_name(language),
    )
    content = Content.of(draft.content)
    none = [part(context.label("No link buttons"), draft, "ln0", language)]
    ours = none if content[language].buttons else []
    others = [
        [part(_as_in(context, other), draft, "lnc", language, other)]
        for other in LANGUAGES
        if content[other].buttons and content[other].buttons != content[language].buttons
    ]
    rows = [*others, ours, [_to_text(context, draft, language)]]
    await show(update, context, Screen(asked, rows))
    return LINKS


def _as_in(context: Context, language: str) -> str:
    return context.label("The same as in {language}", language=context.translator.language_name(language))


async def copied_links(
    update: Update, context: Context, draft: Broadcast, language: str, source: str, *_: str
) -> Literal["text"]:
    """The link buttons of another language, words and addresses; the words are looked at again."""
    content = Content.of(draft.content)
    if source in LANGUAGES and content[source].buttons:
        kept = replace(content[language], buttons=content[source].buttons)
        draft = await with_text(update, context, draft, language, kept)
    return await text(update, context, draft, language)


async def no_links(
    update: Update, context: Context, draft: Broadcast, language: str, *_: str
) -> Literal["end"]:
    kept = replace(Content.of(draft.content)[language], buttons=())
    draft = await with_text(update, context, draft, language, kept)
    await present(update, context, draft, screen)
    return END


async def links_typed(update: Update, context: Context) -> Literal["links", "end"]:
    """Link buttons as lines of "text - address"; after them nothing is awaited."""
    draft, language = await DRAFT.typed_for(context), context.typed["language"]
    rows, bad = reading.links(reading.words_of(update))
    if bad or not rows:
        said = context.t(
            "This line is not a button: {line}\nWrite it like: Apply - https://example.org\n"
            "Only addresses that begin with {secure} or t.me are taken.",
            line=bad or "…",
            secure="https://",
        )
        await say(update, context, Screen(said, [[_to_text(context, draft, language)]]), reply=True)
        return LINKS
    kept = replace(Content.of(draft.content)[language], buttons=rows)
    draft = await with_text(update, context, draft, language, kept)
    await present(update, context, draft, screen, anew=True)
    return END


def _to_text(context: Context, draft: Broadcast, language: str) -> InlineKeyboardButton:
    return part(context.label("Back"), draft, "tx", language)
