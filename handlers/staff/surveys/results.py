"""What members answered: figures with bars of text, a table of them, what was typed, and an audience from answers.

Groups of fewer than five people are hidden everywhere; what was typed is read by the survey's readers only.
"""

from html import escape

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.surveys import export, results, wording
from bot.surveys.results import Result
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import row_number
from handlers.screen import Screen, columns, show
from handlers.staff import access, csv_file
from handlers.staff.broadcast import card as composer
from handlers.staff.surveys import card
from handlers.staff.surveys.card import back, part
from handlers.staff.surveys.questions import question_of
from storage.members.audience import Audience
from storage.surveys import figures, responses
from storage.surveys.surveys import Survey

ON_PAGE = 5  # questions
TEXTS_ON_PAGE, TEXT_SHOWN = 10, 350  # answers on a page, and characters of one
FEW_CHOSE = N_(
    "Fewer than five members chose this, or their answers are kept no more, so nobody is written to."
)
IN_GROUP = N_("This table is sent into private chats only. Ask for it in yours: /poll")


async def figures_of(update: Update, context: Context, survey: Survey, wanted: str = "0", *_: str) -> None:
    """A few questions at a time, with ways to what was typed and to the table."""
    counted = await context.read(figures.read, survey)
    listed = results.results(survey.asked, counted)
    page = Page.of(wanted, len(listed), ON_PAGE)
    shown = list(enumerate(page.cut(listed), page.start + 1))
    head = context.t(
        "<b>Results of survey No. {number}</b>\nSent: {sent}. Begun and not sent: {begun}.",
        number=survey.id,
        **card.begun_and_sent(context, counted),
    )
    lines = [wording.result(context.translator, result, place) for place, result in shown]
    rows = [
        _typed(survey, shown),
        _writing(context, survey, shown),
        page.signs(lambda sign, turned: part(sign, survey, "res", turned)),
        [part("🧾 " + context.label("As a file"), survey, "csv"), back(context, survey)],
    ]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _typed(survey: Survey, shown: list[tuple[int, Result]]) -> list[InlineKeyboardButton]:
    """What was typed to a question, by its place."""
    return [
        part(f"💬 {place}", survey, "txt", result.question.id, 0)
        for place, result in shown
        if result.question.kind in export.TYPED and result.people != 0
    ]


def _writing(context: Context, survey: Survey, shown: list[tuple[int, Result]]) -> list[InlineKeyboardButton]:
    """To whom one may write, by the place of the question."""
    if not access.may(context, Action.WRITE_BROADCASTS):
        return []
    return [
        part(f"✉️ {place}", survey, "wr", result.question.id)
        for place, result in shown
        if any(group.number for group in result.groups) and result.question.choices
    ]


async def answers(update: Update, context: Context, survey: Survey, number: str, *_: str) -> None:
    """The answers to a question that enough members chose, each an audience, for readers: whoever sees to whom a
    broadcast went knows what they answered."""
    permissions.check_reader(access.user_of(update), survey.readers)
    result = await _result(context, survey, number)
    ways = [
        part(
            f"{wording.label(context.translator, result.question, int(group.key or 0))} ({group.number})",
            survey,
            "wr1",
            result.question.id,
            group.key,
        )
        for group in result.groups
        if group.number
    ]
    told = context.t(
        "To whom will you write? The draft of a broadcast to those who chose this answer begins."
    )
    text = f"<b>{card.short(context, result.question)}</b>\n\n{told}"
    rows = [*columns(ways, 1), [part(context.label("Back"), survey, "res", 0)]]
    await show(update, context, Screen(text, rows))


async def _result(context: Context, survey: Survey, number: str) -> Result:
    question = question_of(survey, number)
    counted = await context.read(figures.read, survey)
    return next(
        result for result in results.results(survey.asked, counted) if result.question.id == question.id
    )


async def message(
    update: Update, context: Context, survey: Survey, number: str, option: str = "", *_: str
) -> None:
    """An empty draft to those who chose this answer, in the composer; a group that is hidden is no audience."""
    permissions.check_reader(access.user_of(update), survey.readers)
    result = await _result(context, survey, number)
    if survey.totals is not None or not any(
        str(group.key) == option and group.number for group in result.groups
    ):
        raise BotError(FEW_CHOSE)
    audience = Audience(answered=(survey.id, result.question.id, int(option)))
    values = {"audience": audience.as_json()}
    draft = await context.write(composer.begun_for, update, context, "survey.message", survey.id, **values)
    await composer.card(update, context, draft)


async def table(update: Update, context: Context, survey: Survey, *_: str) -> None:
    """The figures as CSV, never in a group; the log says who took it."""
    csv_file.check_private(context, IN_GROUP)
    counted = await context.read(figures.read, survey)
    await context.write(access.note, update, context, "survey.table", survey.id)
    rows = export.rows(context.translator, survey, counted)
    await csv_file.send(update, context, f"otandas-survey-{survey.id}", rows)


async def texts(
    update: Update, context: Context, survey: Survey, number: str, wanted: str = "0", *_: str
) -> None:
    """What was typed to a question, in the order of the alphabet, for readers; the log says who read it."""
    permissions.check_reader(access.user_of(update), survey.readers)
    csv_file.check_private(context, IN_GROUP)
    asked = question_of(survey, number)
    page = row_number(wanted)
    listed = await context.read(responses.texts, survey.id, asked.id, TEXTS_ON_PAGE + 1, page * TEXTS_ON_PAGE)
    if page == 0:
        await context.write(access.note, update, context, "survey.texts", survey.id, question=asked.id)
    lines = [
        f"• {escape(said if len(said) <= TEXT_SHOWN else said[:TEXT_SHOWN] + '…', quote=False)}"
        for said in listed[:TEXTS_ON_PAGE]
    ]
    empty = context.t("Nobody wrote anything here.")
    note = context.t("Who wrote it is not shown.")
    turns = [part("«", survey, "txt", asked.id, page - 1)] if page else []
    turns += [part("»", survey, "txt", asked.id, page + 1)] if len(listed) > TEXTS_ON_PAGE else []
    head = f"<b>{card.short(context, asked)}</b>"
    text = "\n\n".join([head, "\n\n".join(lines) or empty, note])
    rows = [turns, [part(context.label("Back"), survey, "res", 0)]]
    await show(update, context, Screen(text, rows))
