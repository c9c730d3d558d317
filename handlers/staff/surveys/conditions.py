"""Which members are asked a question: everybody, or those who chose some answers of an earlier one."""

from dataclasses import replace

from telegram import Update

from bot.context import Context
from bot.surveys import composing, wording
from handlers.routing import row_number
from handlers.screen import Screen, columns, show, ticked
from handlers.staff.surveys import card, questions
from handlers.staff.surveys.card import asked, part
from storage.surveys.questionnaire import Question
from storage.surveys.surveys import Survey


async def conditions(
    update: Update, context: Context, survey: Survey, number: str, chosen: str = "", wish: str = "", *_: str
) -> None:
    """Which earlier question it hangs on, then which of its options; pressed with one, adds it or takes it out."""
    shown = questions.question_of(survey, number)
    offered = composing.may_depend_on(survey.asked, shown.id)
    before = next((question for question in offered if question.id == row_number(chosen)), None)
    if before is None:
        return await show(update, context, _earlier(context, survey, shown, offered))
    sign, choice = wish[:1], row_number(wish[1:])
    if sign in ("+", "-") and choice in before.choices:
        shown = composing.depending(shown, before.id, choice, chosen=sign == "+")
        survey = await asked(update, context, survey, composing.put(survey.asked, shown))
    return await show(update, context, _options(context, survey, shown, before))


def _earlier(context: Context, survey: Survey, shown: Question, offered: list[Question]) -> Screen:
    lines = [
        f"{place}. {card.short(context, question)}"
        for place, question in enumerate(survey.asked, 1)
        if question in offered
    ]
    ways = [
        part(str(place), survey, "if", shown.id, question.id)
        for place, question in enumerate(survey.asked, 1)
        if question in offered
    ]
    told = context.t("Which earlier question does it depend on?")
    if not offered:
        told = context.t("No question before this one has options or a scale, so it can depend on none.")
    text = "\n\n".join(filter(None, [questions.depends(context, survey, shown), told, "\n".join(lines)]))
    everybody = [part(context.label("For everybody"), survey, "if0", shown.id)] if shown.condition else []
    rows = [*columns(ways, 5), everybody, [part(context.label("Back"), survey, "q", shown.id)]]
    return Screen(text, rows)


def _options(context: Context, survey: Survey, shown: Question, before: Question) -> Screen:
    condition = shown.condition
    kept = condition.options if condition and condition.question == before.id else ()
    choices = []
    for choice in before.choices:
        label = wording.label(context.translator, before, choice)
        sign = "-" if choice in kept else "+"
        choices.append(
            part(ticked(label, choice in kept), survey, "if", shown.id, before.id, f"{sign}{choice}")
        )
    told = context.t("Choose the answers after which it is asked.")
    head = f"<b>{card.short(context, before)}</b>"
    rows = [*columns(choices, 1), [part(context.label("Back"), survey, "q", shown.id)]]
    text = "\n\n".join(filter(None, [head, questions.depends(context, survey, shown), told]))
    return Screen(text, rows)


async def everybody(update: Update, context: Context, survey: Survey, number: str, *_: str) -> None:
    await questions.put(
        update, context, survey, replace(questions.question_of(survey, number), condition=None)
    )
