"""A survey's title and description in a language, and the text members agree to, each typed."""

from html import escape
from typing import Any, Final, Literal

from telegram import Update

from bot.context import Context
from bot.surveys.composing import TITLE_MOST
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.wording import titled
from handlers.staff.surveys.card import back, opened, part, saved
from storage.surveys.surveys import Survey

TEXT: Final = "text"
CONSENT: Final = "consent"
LONG = N_("The title has {length} characters, {most} at most. Please shorten the first line.")


async def text(update: Update, context: Context, survey: Survey, language: str, *_: str) -> Literal["text"]:
    """What is written in this language; what is typed next becomes it."""
    context.typed |= {"survey": survey.id, "language": language}
    await show(update, context, _text(context, survey, language))
    return TEXT


def _text(context: Context, survey: Survey, language: str) -> Screen:
    written = [survey.text(language, name) for name in ("title", "description")]
    asked = context.t(
        "Send the title on the first line and the description below it. What you send replaces what was there."
    )
    return _screen(context, survey, language, "\n".join(filter(None, written)), asked, "title")


def _screen(context: Context, survey: Survey, language: str, written: str, asked: str, key: str) -> Screen:
    """With what is there now, and a way on to the next language without it."""
    head = f"<b>{escape(titled(context.translator, language))}</b>"
    quoted = f"<blockquote>{escape(written, quote=False)}</blockquote>" if written else ""
    verb = "tx" if key == "title" else "cn"
    following = next((code for code in LANGUAGES if not survey.text(code, key) and code != language), None)
    label = context.label(
        "Next: {language}", language=context.translator.language_name(following or language)
    )
    onward = [part(label, survey, verb, following)] if following and written else []
    others = [
        part(titled(context.translator, code), survey, verb, code)
        for code in LANGUAGES
        if code not in (language, following if onward else None)
    ]
    return Screen("\n\n".join(filter(None, [head, quoted, asked])), [onward, others, [back(context, survey)]])


async def text_typed(update: Update, context: Context) -> Literal["text"] | None:
    survey, language = await opened(context, str(context.typed["survey"])), context.typed["language"]
    first, _, description = words_of(update).partition("\n")
    title = first.strip()
    if not title or len(title) > TITLE_MOST:
        told = context.t("Please write it in words.")
        if title:
            told = context.t(LONG, length=len(title), most=TITLE_MOST)
        await say(update, context, Screen(told, [[back(context, survey)]]), reply=True)
        return None
    texts = _with(survey, language, {"title": title, "description": description.strip()})
    survey = await saved(update, context, survey, texts=texts)
    await say(update, context, _text(context, survey, language))
    return TEXT


def _with(survey: Survey, language: str, parts: dict[str, str]) -> dict[str, Any]:
    return survey.texts | {language: survey.texts.get(language, {}) | parts}


async def consent(
    update: Update, context: Context, survey: Survey, language: str, *_: str
) -> Literal["consent"]:
    context.typed |= {"survey": survey.id, "language": language}
    await show(update, context, _consent(context, survey, language))
    return CONSENT


def _consent(context: Context, survey: Survey, language: str) -> Screen:
    asked = context.t(
        "Send the text members agree to before the first question: what the answers are for, who sees them, how long "
        "they are kept, and that they can be taken back. What you send replaces what was there."
    )
    return _screen(context, survey, language, survey.text(language, "consent"), asked, "consent")


async def consent_typed(update: Update, context: Context) -> Literal["consent"] | None:
    """Every change of it is a version of its own, by which answers say what was agreed to."""
    survey, language = await opened(context, str(context.typed["survey"])), context.typed["language"]
    words = words_of(update)
    if not words:
        told = context.t("Please write it in words.")
        await say(update, context, Screen(told, [[back(context, survey)]]), reply=True)
        return None
    if words != survey.text(language, "consent"):
        survey = await saved(
            update,
            context,
            survey,
            texts=_with(survey, language, {"consent": words}),
            consent_version=survey.consent_version + 1,
        )
    await say(update, context, _consent(context, survey, language))
    return CONSENT
