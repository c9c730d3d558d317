"""/poll for staff: all surveys, the newest first; a new one, a copy, a preview, and one given up."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.surveys import wording
from bot.surveys.lifecycle import TRANSITIONS, Verb
from bot.surveys.readiness import Lack
from bot.text.languages import LANGUAGES
from handlers.page import Page
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show
from handlers.staff import access
from handlers.staff.broadcast.wording import titled
from handlers.staff.surveys import card
from handlers.staff.surveys.card import CHANGED, LACKS, VERB, back, part
from storage.surveys import surveys
from storage.surveys.surveys import State, Survey

ON_PAGE = 8
SIGNS = {State.DRAFT: "✏️", State.REVIEW: "👥", State.OPEN: "▶️", State.CLOSED: "⏹"}


async def listing(update: Update, context: Context) -> None:
    """A page of surveys, numbered as they are called, and a button for each; and those open to members."""
    [wanted] = pressed(update, 1)
    async with context.services.database.connect() as tx:
        _, number = await surveys.listing(tx, 1)
        page = Page.of(wanted, number, ON_PAGE)
        listed, _ = await surveys.listing(tx, ON_PAGE, page.start)
    head = context.t("<b>Surveys</b>") if listed else context.t("There is no survey yet.")
    lines = [_line(context, survey) for survey in listed]
    new = [
        button("➕ " + context.label("New survey"), "sun"),
        button("📄 " + context.label("From a file"), "suf"),
    ]
    may_write = access.may(context, Action.WRITE_SURVEYS)
    opens = [button(str(survey.id), VERB, survey.id, "card") for survey in listed]
    rows = [
        new if may_write else [],
        *columns(opens, 4),
        page.turns("sul"),
        [button(f"{wording.SIGN} " + context.label("As members see them"), "sv")],
    ]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _line(context: Context, survey: Survey) -> str:
    head = f"{SIGNS[State(survey.state)]} <b>{survey.id}. {card.title(context, survey)}</b>"
    return f"{head}\n{card.ending(context, survey)}"


async def fresh(update: Update, context: Context) -> None:
    """An empty draft."""
    services = context.services
    async with services.database.begin() as tx:
        survey = await surveys.create(tx, access.user_of(update), services.clock())
        await access.note(tx, update, context, "survey.begun", survey.id)
    await card.card(update, context, survey)


async def copy(update: Update, context: Context, survey: Survey, *_: str) -> None:
    """A draft with the same words, questions and audience."""
    services = context.services
    same = {
        name: getattr(survey, name) for name in ("texts", "questions", "topic", "countries", "results_shown")
    }
    async with services.database.begin() as tx:
        made = await surveys.create(tx, access.user_of(update), services.clock(), **same)
        await access.note(tx, update, context, "survey.begun", made.id, copy_of=survey.id)
    await card.card(update, context, made)


async def preview(
    update: Update, context: Context, survey: Survey, language: str, wanted: str = "0", *_: str
) -> None:
    """As members read it, in one language or another: first the card, then each question."""
    language = language if language in LANGUAGES else context.language
    translator = context.translator_for(language)
    asked = survey.asked
    page = Page.of(wanted, len(asked) + 1, 1)
    if page.at:
        shown = asked[page.at - 1]
        text = f"{page.at}/{len(asked)}\n\n{wording.question(translator, shown, numbered=True)}"
    else:
        parts = ("description", "consent")
        words = [wording.text(translator, survey, name) for name in parts]
        title = wording.title(translator, survey)
        if not wording.text(translator, survey, "title"):
            title = context.t(LACKS[Lack.TITLE], language=titled(context.translator, language))
        text = "\n\n".join(filter(None, [title, *words]))
    others = [
        part(context.translator.language_name(code).capitalize(), survey, "see", code, page.at)
        for code in LANGUAGES
        if code != language
    ]
    turns = page.turns(VERB, survey.id, "see", language)
    await show(update, context, Screen(text, [turns, others, [back(context, survey)]]))


async def ask_delete(update: Update, context: Context, survey: Survey, *_: str) -> None:
    text = context.t("Delete survey No. {number}? This cannot be undone.", number=survey.id)
    yes = part("🗑 " + context.label("Delete"), survey, "del1", survey.version)
    await show(update, context, Screen(text, [[yes, back(context, survey)]]))


async def delete(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """A draft goes; one that was opened is closed instead."""
    card.check_version(survey, version)
    before, after = TRANSITIONS[Verb.DISCARD]
    async with context.services.database.begin() as tx:
        if not await surveys.step(tx, survey, before, after, context.services.clock()):
            raise BotError(CHANGED)
        await access.note(tx, update, context, "survey.deleted", survey.id)
    text = context.t("Survey No. {number} was deleted.", number=survey.id)
    await show(update, context, Screen(text, [[button(context.label("All surveys"), "sul", 0)]]))
