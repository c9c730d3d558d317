"""Surveys in figures: which took answers, how many members answered, and what share of those who were told of them."""

from functools import partial
from html import escape

from bot.context import Context
from bot.stats.figures import DAYS
from handlers.staff.stats.members import since
from handlers.staff.stats.words import MOST, number, share, summed
from storage import periods
from storage.periods import Surveyed


async def text(context: Context) -> str:
    surveyed = await context.read(periods.surveyed, (since(context), context.services.clock()))
    t, translator, all_of = context.t, context.translator, context.words.number
    still_open = sum(not survey.over for survey in surveyed)
    answered = summed(partial(number, translator), [survey.sent for survey in surveyed])
    lines = [
        t("📋 <b>Surveys in {days} days: {number}</b>", days=DAYS, number=all_of(len(surveyed))),
        t("Open now: {number}", number=all_of(still_open)),
        t("Answers sent: {number}", number=answered),
    ]
    return "\n".join([*lines, *(line for survey in surveyed[:MOST] for line in _lines(context, survey))])


def _lines(context: Context, survey: Surveyed) -> list[str]:
    t, translator = context.t, context.translator
    sent, finished = number(translator, survey.sent), share(translator, survey.sent, survey.begun)
    name = survey.texts.get(context.language, {}).get("title", "")
    lines = [
        "",
        f"• {translator.letters(escape(name, quote=False))}",
        "  " + t("answered it: {number} (share of those who began: {share})", number=sent, share=finished),
    ]
    if survey.told:
        told, reached = number(translator, survey.told), share(translator, survey.sent, survey.told)
        lines.append(
            "  " + t("told by a broadcast: {number} (answered: {share})", number=told, share=reached)
        )
    return lines
