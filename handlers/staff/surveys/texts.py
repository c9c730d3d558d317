"""A survey's title and description in a language, and the text members agree to, each typed."""

from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.surveys.composing import TITLE_MOST
from handlers.screen import Screen, say, show
from handlers.staff.broadcast.reading import words_of
from handlers.staff.surveys.card import SURVEY, saved
from handlers.staff.titled_texts import TitledTexts, texts_with
from storage.surveys.surveys import Survey

CONSENT: Final = "consent"
WORDS = TitledTexts(SURVEY, saved, lambda survey: survey, TITLE_MOST)


async def consent(
    update: Update, context: Context, survey: Survey, language: str, *_: str
) -> Literal["consent"]:
    SURVEY.await_typed(context, survey, language=language)
    await show(update, context, _consent(context, survey, language))
    return CONSENT


def _consent(context: Context, survey: Survey, language: str) -> Screen:
    asked = context.t(
        "Send the text members agree to before the first question: what the answers are for, who sees them, how long "
        "they are kept, and that they can be taken back. What you send replaces what was there."
    )
    return WORDS.screen(context, survey, language, ("consent",), "cn", asked)


async def consent_typed(update: Update, context: Context) -> Literal["consent"] | None:
    """Every change of it is a version of its own, by which answers say what was agreed to."""
    survey, language = await SURVEY.typed_for(context), context.typed["language"]
    words = words_of(update)
    if not words:
        await SURVEY.refuse(update, context, survey, context.t("Please write it in words."))
        return None
    if words != survey.text(language, "consent"):
        survey = await saved(
            update,
            context,
            survey,
            texts=texts_with(survey, {language: {"consent": words}}),
            consent_version=survey.consent_version + 1,
        )
    await say(update, context, _consent(context, survey, language))
    return CONSENT
