"""A survey as staff work on it: opened, changed by whoever is first, and its card with a way to each part."""

from html import escape
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.checks import Fault
from bot.context import Context
from bot.errors import BotError, GoneError
from bot.staff.permissions import Action
from bot.surveys import lifecycle, wording
from bot.surveys.lifecycle import Verb
from bot.surveys.readiness import Lack, doubts, lacks
from bot.text.languages import LANGUAGES
from bot.text.markup import beginning
from bot.text.translator import N_
from handlers.routing import row_of
from handlers.screen import Screen, button, columns, show
from handlers.staff import access, for_whom
from handlers.staff.broadcast import objections
from handlers.staff.broadcast.wording import titled
from handlers.staff.of_row import OfRow
from handlers.staff.stats.words import number
from storage.surveys import figures, surveys
from storage.surveys.figures import Figures
from storage.surveys.questionnaire import Question
from storage.surveys.surveys import State, Survey

VERB = "su"
CHANGED = N_(
    "A colleague changed this survey a moment ago. Nothing of theirs was lost; please look again and repeat."
)
GONE = N_("There is no such survey any more. The others: /poll")
OUTDATED = N_("This button is out of date. Open the survey again: /poll")
OPENED = N_("This survey was opened, so its wording stays. Make a copy of it to ask something else.")
LACKS = {
    Lack.TITLE: N_("{language}: no title"),
    Lack.CONSENT: N_("{language}: no text to agree to"),
    Lack.QUESTIONS: N_("no questions"),
    Lack.QUESTION: N_("question {place}: not written in {language}"),
    Lack.OPTIONS: N_("question {place}: options are missing ({language})"),
    Lack.CONDITION: N_("question {place}: its condition leads to nothing"),
    Lack.END: N_("no end"),
    Lack.PAST: N_("its end is past"),
}
STATES = {
    State.DRAFT: N_("<b>Survey No. {number}</b>, a draft"),
    State.REVIEW: N_("<b>Survey No. {number}</b> waits for a colleague's approval"),
    State.OPEN: N_("<b>Survey No. {number}</b>, open"),
    State.CLOSED: N_("<b>Survey No. {number}</b>, closed"),
}
SHOWN = 60  # characters of a question in a list


async def opened(context: Context, number: str) -> Survey:
    """The survey of this number; GoneError when it was deleted."""
    survey = await row_of(context, surveys.get, number, GONE)
    if survey.state == State.DISCARDED:
        raise GoneError(GONE)
    return survey


SURVEY = OfRow(VERB, "survey", opened, CHANGED, OUTDATED)
part, back, check_version = SURVEY.part, SURVEY.back, SURVEY.check_version


async def saved(update: Update, context: Context, survey: Survey, **values: Any) -> Survey:
    """The survey after a change of its wording or audience, a draft again; BotError when it was opened, or a colleague
    was quicker. What changes nothing, as an update handled again after a crash does, makes no version."""
    if not lifecycle.allows(survey.state, Verb.CHANGE):
        raise BotError(OPENED)
    return await _saved(update, context, survey, values, {"state": State.DRAFT})


async def adjusted(update: Update, context: Context, survey: Survey, **values: Any) -> Survey:
    """The same for what may change in an open one, too: its end, its readers, who sees results."""
    draft = lifecycle.allows(survey.state, Verb.CHANGE)
    return await _saved(update, context, survey, values, {"state": State.DRAFT} if draft else {})


async def _saved(
    update: Update, context: Context, survey: Survey, values: dict[str, Any], more: dict[str, Any]
) -> Survey:
    if all(getattr(survey, name) == value for name, value in values.items()):
        return survey
    services = context.services
    hand = {"changed_by": access.user_of(update)}
    async with services.database.begin() as tx:
        if not await surveys.change(tx, survey, services.clock(), **(values | more | hand)):
            raise BotError(CHANGED)
        await access.note(tx, update, context, "survey.changed", survey.id, parts=sorted(values))
        fresh = await surveys.get(tx, survey.id)
    assert fresh is not None
    return fresh


async def asked(update: Update, context: Context, survey: Survey, questions: tuple[Question, ...]) -> Survey:
    return await saved(update, context, survey, questions=[question.as_json() for question in questions])


def title(context: Context, survey: Survey) -> str:
    """In the reader's language, else in one it is written in, as it is written; HTML."""
    order = (context.language, *LANGUAGES)
    written = next((survey.text(code, "title") for code in order if survey.text(code, "title")), None)
    return escape(written, quote=False) if written else context.t("no title yet")


async def card(update: Update, context: Context, survey: Survey, *_: str) -> None:
    await show(update, context, await screen(context, survey))


async def screen(context: Context, survey: Survey) -> Screen:
    """The survey, what it lacks or how many answered, and the ways to its parts."""
    counted = await context.read(figures.read, survey)
    was_open = lifecycle.was_opened(survey.state)
    paragraphs = [
        context.t(STATES[State(survey.state)], number=survey.id),
        f"{wording.SIGN} <b>{title(context, survey)}</b>",
        "\n".join(question_lines(context, survey)),
        "\n".join(await _terms(context, survey)),
        _counts(context, survey, counted) if was_open else lacking(context, survey),
        "" if was_open else doubtful(context, survey),
    ]
    return Screen("\n\n".join(filter(None, paragraphs)), _ways(context, survey))


def question_lines(context: Context, survey: Survey) -> list[str]:
    """Each question with its kind; what hangs on another says so."""
    return [
        f"{place}. {'↳ ' if question.condition else ''}{short(context, question)} "
        f"({context.label(wording.KINDS[question.kind])})"
        for place, question in enumerate(survey.asked, 1)
    ]


def short(context: Context, question: Question) -> str:
    """The beginning of a question as it is written; HTML."""
    order = (context.language, *LANGUAGES)
    written = next((question.text(code) for code in order if question.text(code)), "…")
    return escape(beginning(written, SHOWN), quote=False)


async def _terms(context: Context, survey: Survey) -> list[str]:
    results = (
        context.t("Members who answered see the results.")
        if survey.results_shown
        else context.t("Members do not see the results.")
    )
    team = await access.named_team(context.bot, context.services)
    named = {person.user_id: person.name for person in team}
    readers = [named[reader] or str(reader) for reader in survey.readers if reader in named]
    who = context.words.list(readers) if readers else context.label("nobody")
    return [
        for_whom.described(context, survey),
        f"🕒 {ending(context, survey)}",
        f"📊 {results}",
        "👤 " + context.t("What members type is read by: {names}", names=who),
    ]


def ending(context: Context, survey: Survey) -> str:
    """By the clock of whoever reads."""
    if survey.ends_at is None:
        return context.t("The end is not set yet")
    return context.t("Open until {when}", when=context.words.weekday_time(survey.ends_at, context.zone))


def lacking(context: Context, survey: Survey) -> str:
    """What has to be done before it can be opened; empty when nothing."""
    listed = lacks(survey, context.services.clock())
    if not listed:
        return ""
    lines = [
        context.t(LACKS[lack], language=titled(context.translator, code) if code else "…", place=place)
        for lack, code, place in listed
    ]
    return "\n".join([context.t("Still missing:"), *(f"• {line}" for line in dict.fromkeys(lines))])


def doubtful(context: Context, survey: Survey) -> str:
    """Where its languages say something else, or one stands in another's place; nothing of it is wrong for certain."""
    lines = [
        (f"{place}. " if place else "") + objections.faults(context.translator, [Fault.doubt(difference)])
        for place, difference in doubts(survey)[: objections.MOST]
    ]
    return "\n".join([context.t("Please look at this:"), *lines]) if lines else ""


def _counts(context: Context, survey: Survey, counted: Figures) -> str:
    over = not survey.takes_answers(context.services.clock())
    begun = context.t("Sent: {sent}. Begun and not sent: {begun}.", **begun_and_sent(context, counted))
    return begun + (" " + context.t("It takes no answers any more.") if over else "")


def begun_and_sent(context: Context, counted: Figures) -> dict[str, str]:
    numbers = {"sent": counted.sent, "begun": counted.begun - counted.sent}
    return {name: number(context.translator, many) for name, many in numbers.items()}


def _ways(context: Context, survey: Survey) -> list[list[InlineKeyboardButton]]:
    label, was_open = context.label, lifecycle.was_opened(survey.state)
    preview = part("👁 " + label("Preview"), survey, "see", context.language, 0)
    seen = [preview, *([part("📈 " + label("Results"), survey, "res", 0)] if was_open else [])]
    all_of_them = button(label("All surveys"), "sul", 0)
    if not access.may(context, Action.WRITE_SURVEYS):
        return [seen, [all_of_them]]
    copy = part("🧬 " + label("Copy"), survey, "copy")
    wish = (label("Hide results"), 0) if survey.results_shown else (label("Show results"), 1)
    readers = part("👤 " + label("Who reads"), survey, "who")
    return [
        *([] if was_open else _words(context, survey)),
        [part("🕒 " + label("End"), survey, "at")],
        [part(f"📊 {wish[0]}", survey, "shown", wish[1])],
        [readers],
        seen,
        *_steps(context, survey),
        [copy, all_of_them],
    ]


def _words(context: Context, survey: Survey) -> list[list[InlineKeyboardButton]]:
    """What a draft consists of."""
    label, consent = context.label, all(survey.text(code, "consent") for code in LANGUAGES)
    return [
        *columns([part(_ticked(context, survey, code), survey, "tx", code) for code in LANGUAGES]),
        [
            part(("✓ " if consent else "✏️ ") + label("Consent text"), survey, "cn", context.language),
            part(f"❓ {label('Questions')} ({len(survey.questions)})", survey, "qs"),
        ],
        [part("👥 " + label("For whom"), survey, "to")],
    ]


def _steps(context: Context, survey: Survey) -> list[list[InlineKeyboardButton]]:
    """What may become of it now."""
    label = context.label
    delete = part("🗑 " + label("Delete"), survey, "del")
    if survey.state == State.DRAFT:
        return [[part("✅ " + label("Check and open"), survey, "open", survey.version)], [delete]]
    if survey.state == State.REVIEW:
        decide = [
            part("✅ " + label("Approve"), survey, "ok", survey.version),
            part("✖️ " + label("Decline"), survey, "no", survey.version),
        ]
        return [decide if access.may(context, Action.APPROVE_SURVEYS) else [], [delete]]
    if survey.state == State.CLOSED:
        return [[part("▶️ " + label("Open again"), survey, "again", survey.version)]]
    if not survey.takes_answers(context.services.clock()):
        return []
    return [[part("📣 " + label("Announce"), survey, "ann"), part("⏹ " + label("Close"), survey, "off")]]


def _ticked(context: Context, survey: Survey, code: str) -> str:
    written = survey.text(code, "title")
    return ("✓ " if written else "✏️ ") + titled(context.translator, code)
