"""A survey's questions: the list, a new one, and one with its words, whether it may be skipped, and its place."""

from dataclasses import replace
from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.surveys import composing, wording
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.routing import row_number
from handlers.screen import Screen, columns, say, show, ticked
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.wording import titled
from handlers.staff.surveys import card
from handlers.staff.surveys.card import SURVEY, asked, back, part
from storage.surveys.questionnaire import Kind, Question
from storage.surveys.surveys import Survey

QUESTION: Final = "question"
GONE = N_("There is no such question any more. Open the survey again: /poll")
PROMPTS = {
    Kind.CHOICE: N_("Send the question on the first line and each option on a line of its own."),
    Kind.SEVERAL: N_("Send the question on the first line and each option on a line of its own."),
    Kind.SCALE: N_(
        "Send the question on the first line; if you like, what the lowest point means on the second and what the "
        "highest means on the third."
    ),
    Kind.TEXT: N_("Send the question."),
    Kind.NUMBER: N_("Send the question."),
    Kind.PLACE: N_("Send the question."),
}


async def questions(update: Update, context: Context, survey: Survey, *_: str) -> None:
    lines = card.question_lines(context, survey)
    head = context.t("<b>Questions of survey No. {number}</b>", number=survey.id)
    empty = context.t("There is no question yet.")
    opens = [part(str(place), survey, "q", question.id) for place, question in enumerate(survey.asked, 1)]
    new = part("➕ " + context.label("New question"), survey, "qn")
    text = "\n\n".join([head, "\n".join(lines) or empty])
    await show(update, context, Screen(text, [*columns(opens, 5), [new], [back(context, survey)]]))


async def kinds(update: Update, context: Context, survey: Survey, *_: str) -> None:
    text = context.t("How will members answer this question?")
    ways = [part(context.label(name), survey, "qk", kind.value) for kind, name in wording.KINDS.items()]
    rows = [*columns(ways), [part(context.label("Back"), survey, "qs")]]
    await show(update, context, Screen(text, rows))


async def add(update: Update, context: Context, survey: Survey, kind: str, *_: str) -> Literal["question"]:
    """A new one at the end; its words are asked for at once."""
    if kind not in tuple(Kind):
        raise BotError(GONE)
    survey = await asked(update, context, survey, composing.added(survey.asked, Kind(kind)))
    return await words(update, context, survey, str(survey.asked[-1].id), LANGUAGES[0])


def question_of(survey: Survey, number: str) -> Question:
    """The question of a button; BotError when it is gone."""
    question = survey.question(row_number(number))
    if question is None:
        raise BotError(GONE)
    return question


async def question(update: Update, context: Context, survey: Survey, number: str, *_: str) -> None:
    await show(update, context, _question(context, survey, question_of(survey, number)))


def _question(context: Context, survey: Survey, shown: Question) -> Screen:
    label, place = context.label, survey.asked.index(shown) + 1
    head = context.t(
        "<b>Question {place} of {number}</b>: {kind}",
        place=place,
        number=len(survey.asked),
        kind=label(wording.KINDS[shown.kind]),
    )
    must = context.t("It has to be answered.") if shown.required else context.t("It may be skipped.")
    body = wording.question(context.translator, shown, numbered=True)
    parts = [head, body, must, depends(context, survey, shown)]
    scales = [
        part(ticked(f"1–{most}", shown.most == most), survey, "qc", shown.id, most)
        for most in composing.SCALES
    ]
    rows = [
        [_words(context, survey, shown, code) for code in LANGUAGES],
        scales if shown.kind is Kind.SCALE else [],
        [_required(context, survey, shown)],
        [part("↳ " + label("Only for some"), survey, "if", shown.id)] if place > 1 else [],
        [part("⬆️", survey, "qm", shown.id, place - 1), part("⬇️", survey, "qm", shown.id, place + 1)],
        [part("🗑 " + label("Delete the question"), survey, "qx", shown.id, survey.version)],
        [part(label("Back"), survey, "qs")],
    ]
    return Screen("\n\n".join(filter(None, parts)), rows)


def depends(context: Context, survey: Survey, shown: Question) -> str:
    """Who is asked it, where not everybody is."""
    condition = shown.condition
    before = survey.question(condition.question) if condition else None
    if condition is None or before is None:
        return ""
    options = [wording.label(context.translator, before, choice) for choice in condition.options]
    return context.t(
        "Only for those who answered “{question}” with: {options}",
        question=before.text(context.language) or "…",
        options=context.words.list(options),
    )


def _words(context: Context, survey: Survey, shown: Question, code: str) -> InlineKeyboardButton:
    written = shown.text(code) and all(option.texts.get(code) for option in shown.options)
    return part(("✓ " if written else "✏️ ") + titled(context.translator, code), survey, "qt", shown.id, code)


async def words(
    update: Update, context: Context, survey: Survey, number: str, language: str, *_: str
) -> Literal["question"]:
    """What the question says in this language; what is typed next becomes it."""
    shown = question_of(survey, number)
    SURVEY.await_typed(context, survey, question=shown.id, language=language)
    await show(update, context, _prompt(context, survey, shown, language))
    return QUESTION


def _prompt(context: Context, survey: Survey, shown: Question, language: str) -> Screen:
    head = f"<b>{escape(titled(context.translator, language))}</b>"
    written = composing.typed(shown, language)
    copied = f"<pre>{escape(written, quote=False)}</pre>" if written else ""
    following = next((code for code in LANGUAGES if not shown.text(code) and code != language), None)
    label = context.label(
        "Next: {language}", language=context.translator.language_name(following or language)
    )
    onward = [part(label, survey, "qt", shown.id, following)] if following and written else []
    new = [part("➕ " + context.label("New question"), survey, "qn")] if written and not following else []
    ways = [part(context.label("Back"), survey, "q", shown.id)]
    text = "\n\n".join(filter(None, [head, copied, context.t(PROMPTS[shown.kind])]))
    return Screen(text, [onward, new, ways])


async def words_typed(update: Update, context: Context) -> Literal["question"] | None:
    survey, language = await SURVEY.typed_for(context), context.typed["language"]
    shown = question_of(survey, str(context.typed["question"]))
    try:
        changed = composing.worded(shown, language, words_of(update))
    except BotError as refusal:
        ways = [[part(context.label("Back"), survey, "q", shown.id)]]
        told = context.t(refusal.msgid, **refusal.places)
        await say(update, context, Screen(told, ways), reply=True)
        return None
    survey = await asked(update, context, survey, composing.put(survey.asked, changed))
    await say(update, context, _prompt(context, survey, changed, language))
    return QUESTION


def _required(context: Context, survey: Survey, shown: Question) -> InlineKeyboardButton:
    if shown.required:
        return part(context.label("May be skipped"), survey, "qr", shown.id, 0)
    return part(context.label("Must be answered"), survey, "qr", shown.id, 1)


async def required(
    update: Update, context: Context, survey: Survey, number: str, wish: str = "", *_: str
) -> None:
    await put(update, context, survey, replace(question_of(survey, number), required=wish != "0"))


async def scale(
    update: Update, context: Context, survey: Survey, number: str, most: str = "", *_: str
) -> None:
    shown = question_of(survey, number)
    if shown.kind is Kind.SCALE and row_number(most) in composing.SCALES:
        shown = composing.scaled(shown, int(most))
    await put(update, context, survey, shown)


async def put(update: Update, context: Context, survey: Survey, changed: Question) -> None:
    survey = await asked(update, context, survey, composing.put(survey.asked, changed))
    await question(update, context, survey, str(changed.id))


async def move(
    update: Update, context: Context, survey: Survey, number: str, place: str = "", *_: str
) -> None:
    """To this place, from 1."""
    shown = question_of(survey, number)
    survey = await asked(update, context, survey, composing.moved(survey.asked, shown.id, row_number(place)))
    await questions(update, context, survey)


async def ask_delete(update: Update, context: Context, survey: Survey, number: str, *_: str) -> None:
    shown = question_of(survey, number)
    text = context.t("Delete this question?") + f"\n\n{card.short(context, shown)}"
    yes = part("🗑 " + context.label("Delete"), survey, "qx1", shown.id, survey.version)
    await show(update, context, Screen(text, [[yes, part(context.label("Back"), survey, "q", shown.id)]]))


async def delete(
    update: Update, context: Context, survey: Survey, number: str, version: str = "", *_: str
) -> None:
    """It goes; what hung on it is asked of everybody."""
    shown = survey.question(row_number(number))
    if shown is not None:
        card.check_version(survey, version)
        survey = await asked(update, context, survey, composing.without(survey.asked, shown.id))
    await questions(update, context, survey)
