"""For whom a survey is and until when, who sees results, and which colleagues read what members typed."""

from datetime import UTC
from typing import Final, Literal

from telegram import Update

from bot.broadcasts import times
from bot.broadcasts.typed_time.doubt import Doubt
from bot.context import Context
from bot.staff import permissions
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff import access, coming
from handlers.staff.broadcast.objections import doubt
from handlers.staff.broadcast.reading import words_of
from handlers.staff.for_whom import ForWhom
from handlers.staff.surveys import card
from handlers.staff.surveys.card import SURVEY, adjusted, back, part, saved
from storage.surveys.surveys import Survey

END: Final = "end_time"
LONGEST = 400  # characters of a typed time
ASKED = N_("Type the date and time until which members answer, for example: {example}")
PAST = N_("That is past already. Please type a time to come.")
WHOM = ForWhom(SURVEY, saved)


async def end(update: Update, context: Context, survey: Survey, *_: str) -> Literal["end_time"]:
    """The present end; what is typed next becomes it, also of one that is open: it is open for longer, or shorter."""
    SURVEY.await_typed(context, survey)
    await show(update, context, _end(context, survey))
    return END


def _end(context: Context, survey: Survey) -> Screen:
    lines = [f"🕒 {card.ending(context, survey)}", context.t(ASKED, example=coming.example(context))]
    return Screen("\n\n".join(lines), [[back(context, survey)]])


async def end_typed(update: Update, context: Context) -> Literal["end_time"] | None:
    survey = await SURVEY.typed_for(context)
    now, zone = context.services.clock(), context.zone
    moment = times.moment("once", words_of(update), now, zone)
    if isinstance(moment, Doubt) or moment <= now:
        told = doubt(context.translator, moment, zone) if isinstance(moment, Doubt) else context.t(PAST)
        shown = Screen(
            f"{told}\n\n{context.t(ASKED, example=coming.example(context))}", [[back(context, survey)]]
        )
        await say(update, context, shown, reply=True)
        return None
    survey = await adjusted(update, context, survey, ends_at=moment.astimezone(UTC))
    await say(update, context, _end(context, survey))
    return END


async def shown(update: Update, context: Context, survey: Survey, wish: str = "", *_: str) -> None:
    """Members who answered see the results, or do not."""
    if wish in ("0", "1"):
        survey = await adjusted(update, context, survey, results_shown=wish == "1")
    await card.card(update, context, survey)


async def readers(update: Update, context: Context, survey: Survey, wish: str = "", *_: str) -> None:
    """The colleagues, readers ticked; only an owner or whoever wrote the survey names them."""
    team = await access.named_team(context.bot, context.services)
    named = access.wished_readers(survey.readers, wish, team)
    if named is not None:
        permissions.check_naming(context.session.role, access.user_of(update), survey.author_id)
        survey = await adjusted(update, context, survey, readers=named)
    text = context.t(
        "Who reads what members type into this survey? Figures are seen by the whole team. The author of the survey "
        "or an owner decides it."
    )
    ticks = access.reader_ticks(
        survey.readers, team, lambda label, wished: part(label, survey, "who", wished)
    )
    await show(update, context, Screen(text, [*ticks, [back(context, survey)]]))
