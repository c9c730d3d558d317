"""/poll: surveys that are open, the card of each with what one agrees to, results, and the way to take answers back.

The questions themselves are in `handlers/members/survey_answers.py`.
"""

from telegram import InlineKeyboardButton, Update

from bot import offered
from bot.context import Context
from bot.errors import BotError
from bot.surveys import lifecycle, path, results, wording
from bot.surveys.wording import SIGN
from bot.text.translator import N_
from handlers.members.membership import joined
from handlers.page import Page
from handlers.routing import Command, Handler, pressed, row_number
from handlers.screen import Screen, button, columns, main_menu, show
from storage.surveys import figures, responses, surveys
from storage.surveys.responses import Answer, Response
from storage.surveys.surveys import Survey

ON_PAGE = 8
RESULTS_ON_PAGE = 5
GONE = N_("There is no such survey. Those that are open: /poll")
OVER = N_("This survey is over and takes no answers any more. Those that are open: /poll")
NONE_SHOWN = N_("The results of this survey are not shown.")


async def listing(update: Update, context: Context) -> None:
    """The open surveys that concern the reader, and how far they got with each."""
    [wanted] = pressed(update, 1)
    member, services = context.member, context.services
    async with services.database.connect() as tx:
        running = await surveys.open_ones(tx, services.clock())
        mine = await responses.of_member(tx, member.id) if member else {}
    topics, country = (member.topics, member.country) if member else ((), None)
    listed, _others = offered.parted(running, topics, country, mine)
    page = Page.of(wanted, len(listed), ON_PAGE)
    shown = page.cut(listed)
    head = context.t("Open surveys:") if listed else context.t("No survey is open for you now.")
    lines = [_line(context, place, survey, mine.get(survey.id)) for place, survey in enumerate(shown, 1)]
    opens = [button(str(place), "svc", survey.id) for place, survey in enumerate(shown, 1)]
    rows = [*columns(opens, 4), page.turns("sv"), [main_menu(context.translator)]]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _line(context: Context, place: int, survey: Survey, response: Response | None) -> str:
    mark = "" if response is None else "✅ " if response.sent_at else "✏️ "
    return f"{place}. {mark}{wording.title(context.translator, survey)}\n{_until(context, survey)}"


def _until(context: Context, survey: Survey) -> str:
    """By the reader's clock."""
    assert survey.ends_at is not None
    return context.t("Open until {when}", when=context.when(survey.ends_at))


async def opened(context: Context, number: str) -> Survey:
    """The survey of this number as members know it; BotError for one that was never open."""
    survey = await context.read(surveys.get, row_number(number))
    if survey is None or not lifecycle.was_opened(survey.state):
        raise BotError(GONE)
    return survey


async def linked(update: Update, context: Context, number: str) -> None:
    """A link into the private chat opens the survey, or says that there is none and what is there instead."""
    try:
        survey = await opened(context, number)
    except BotError as refusal:
        ways = [[button(f"{SIGN} {context.label('Surveys')}", "sv"), main_menu(context.translator)]]
        return await show(update, context, Screen(context.t(refusal.msgid), ways))
    return await show(update, context, await screen(context, survey))


async def card(update: Update, context: Context) -> None:
    await show(update, context, await screen(context, await opened(context, pressed(update, 1)[0])))


async def mine(context: Context, survey: Survey) -> tuple[Response | None, dict[int, Answer]]:
    if context.member is None:
        return None, {}
    async with context.services.database.connect() as tx:
        response = await responses.get(tx, survey.id, context.member.id)
        return response, await responses.answers_of(tx, survey.id, context.member.id)


async def screen(context: Context, survey: Survey) -> Screen:
    """What it is about; then what one agrees to, how far one got, or that it is done."""
    response, given = await mine(context, survey)
    takes = survey.takes_answers(context.services.clock())
    translator = context.translator
    parts = [
        f"{SIGN} {wording.title(translator, survey)}",
        wording.text(translator, survey, "description"),
        _standing(context, survey, response, given, takes=takes),
    ]
    label = context.label("I agree, begin") if response is None else context.label("Go on")
    go = [button(label, "svg", survey.id)] if takes and not (response and response.sent_at) else []
    told = [button(context.label("Results"), "svr", survey.id, 0)] if _told(survey, response, takes) else []
    back = [button(context.label("Take my answers back"), "svw", survey.id)] if response else []
    ways = [button(f"{SIGN} {context.label('Surveys')}", "sv"), main_menu(translator)]
    return Screen("\n\n".join(filter(None, parts)), [go, told, back, ways])


def _standing(
    context: Context, survey: Survey, response: Response | None, given: dict[int, Answer], *, takes: bool
) -> str:
    if response is not None and response.sent_at is not None:
        return context.t(
            "✅ You sent your answers on {date}. A survey is answered once. Thank you.",
            date=context.words.date(response.sent_at.date()),
        )
    if not takes:
        return context.t("This survey is over and takes no answers any more.")
    if response is not None:
        shown = path.shown(survey.asked, given)
        answered = sum(question.id in given for question in shown)
        kept = context.tn("✏️ You have answered {n} question.", "✏️ You have answered {n} questions.", answered)
        return f"{kept}\n{_until(context, survey)}"
    number = context.tn("{n} question at most.", "{n} questions at most.", len(survey.asked))
    return f"{number} {_until(context, survey)}\n\n{wording.text(context.translator, survey, 'consent')}"


def _told(survey: Survey, response: Response | None, takes: bool) -> bool:
    """Results are for those who answered, and for everybody when it is over."""
    return survey.results_shown and (not takes or (response is not None and response.sent_at is not None))


async def told_results(update: Update, context: Context) -> None:
    """What all answered, a few questions at a time; small groups are hidden."""
    number, wanted = pressed(update, 2)
    survey = await opened(context, number)
    response, _ = await mine(context, survey)
    if not _told(survey, response, survey.takes_answers(context.services.clock())):
        raise BotError(NONE_SHOWN)
    counted = await context.read(figures.read, survey)
    listed = results.results(survey.asked, counted)
    page = Page.of(wanted, len(listed), RESULTS_ON_PAGE)
    lines = [
        wording.result(context.translator, result, place)
        for place, result in enumerate(page.cut(listed), page.start + 1)
    ]
    head = f"{wording.title(context.translator, survey)}\n" + context.tn(
        "{n} member sent their answers.", "{n} members sent their answers.", counted.sent
    )
    rows = [page.turns("svr", survey.id), [_back(context, survey), main_menu(context.translator)]]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _back(context: Context, survey: Survey) -> InlineKeyboardButton:
    return button(context.label("Back"), "svc", survey.id)


async def ask_withdraw(update: Update, context: Context) -> None:
    survey = await opened(context, pressed(update, 1)[0])
    text = context.t(
        "Take your answers to this survey back? They are deleted and counted no more. While it is open, you can "
        "answer it anew."
    )
    yes = button(context.label("Take my answers back"), "svw1", survey.id)
    await show(update, context, Screen(text, [[yes], [_back(context, survey)]]))


async def withdraw(update: Update, context: Context) -> None:
    """Pressed again, it says the same."""
    survey = await opened(context, pressed(update, 1)[0])
    member = await joined(update, context)
    await context.write(responses.withdraw, survey.id, member.id)
    text = context.t("Your answers to this survey were deleted.")
    await show(update, context, Screen(text, [[_back(context, survey), main_menu(context.translator)]]))


HANDLERS: list[Handler] = [Command("poll", listing)]
