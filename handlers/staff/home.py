"""The first screen of a colleague, at /start and /help: what waits for them, what is due today, what went wrong, and
their commands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from bot.broadcasts.approval import writers
from bot.broadcasts.states import State
from bot.context import Context, session
from bot.crisis import totals
from bot.staff.permissions import Action, may_approve
from bot.text.translator import N_
from handlers import commands
from handlers.routing import PRIVATE, Command
from handlers.screen import Screen, button, columns, main_menu, show
from handlers.staff import access
from handlers.staff.access import TEAM, Permitted, staff_button, staff_command
from handlers.staff.broadcast import wording
from handlers.staff.inbox.filters import may_read_confidential
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.crisis import check_ins, figures
from storage.events import events
from storage.faq import entry_edits, new_entries
from storage.faq.new_entries import EntryState
from storage.inbox import listing, staff_group
from storage.inbox.listing import Filter
from storage.surveys import surveys
from storage.surveys.surveys import Survey
from storage.updates import updates

TODAY = timedelta(hours=24)
NAMED = 5  # numbers of broadcasts in a line
LOOK = 50  # rows of a kind that are looked at


@dataclass(slots=True)
class Waiting:
    """Lines of a screen and the buttons that lead to what they say."""

    lines: list[str] = field(default_factory=list)
    buttons: list[InlineKeyboardButton] = field(default_factory=list)

    def add(self, line: str, way: InlineKeyboardButton) -> None:
        self.lines.append(line)
        self.buttons.append(way)


class AtHome(filters.UpdateFilter):
    """Passes a bare /start of a colleague whose first steps as a member are done: a link opens what it names."""

    def filter(self, update: object) -> bool:
        member = session().member
        return member is not None and member.start_step is None


async def home(update: Update, context: Context) -> None:
    role = context.session.role
    assert role is not None
    async with context.services.database.connect() as tx:
        waits = await _waits(tx, update, context)
        today = await _today(tx, context)
        wrong = await _wrong(tx, context)
    lines = [context.t("<b>What waits for you</b>"), *(waits.lines or [context.t("Nothing: all is done.")])]
    for title, part in ((N_("<b>In the next 24 hours</b>"), today), (N_("<b>What went wrong</b>"), wrong)):
        if part.lines:
            lines += ["", context.t(title), *part.lines]
    lines += ["", context.t("<b>Your commands</b>"), *commands.listed(context.translator, role)]
    ways = [*waits.buttons, *today.buttons, *wrong.buttons]
    members_help = button(context.label("Help for members"), "help")
    rows = [*columns(ways), [members_help, main_menu(context.translator)]]
    await show(update, context, Screen("\n".join(lines), rows))


async def _waits(tx: AsyncConnection, update: Update, context: Context) -> Waiting:
    """What this colleague may decide or answer."""
    waiting, now = Waiting(), context.services.clock()
    if access.may(context, Action.FOLLOW_CHECK_INS):
        for check_in in await check_ins.running(tx):
            counted = totals.totals(await figures.read(tx, check_in))
            text = context.t(
                "• Check-in No. {number}: need somebody: {in_need}, of nobody's care yet: {untaken}, silent: {silent}",
                number=check_in.id,
                in_need=counted.in_need,
                untaken=counted.untaken,
                silent=counted.silent,
            )
            label = "🆘 " + context.label("Check-in No. {number}", number=check_in.id)
            waiting.add(text, button(label, "cs", check_in.id, "card"))
    reviews = [
        row for row in await broadcasts.in_states(tx, [State.REVIEW]) if _may_decide(update, context, row)
    ]
    if reviews:
        text = context.t("• Broadcasts that wait for your approval: No. {numbers}", numbers=_numbers(reviews))
        waiting.add(text, button("✅ " + context.label("Broadcasts"), "bl", "ask", 0))
    if access.may(context, Action.APPROVE_ENTRIES):
        mine = access.user_of(update)
        edits = [edit for edit in await entry_edits.waiting(tx, LOOK) if edit.author_id != mine]
        drafts = [row for row in await new_entries.in_states(tx, EntryState.REVIEW) if row.author_id != mine]
        if number := len(edits) + len(drafts):
            text = context.t("• Texts of entries that wait for your approval: {number}", number=number)
            waiting.add(text, button("📝 " + context.label("Entries"), "ens"))
    asked = [survey for survey in await surveys.in_review(tx) if _may_open(update, context, survey)]
    if asked:
        text = context.t("• Surveys that wait for your approval: No. {numbers}", numbers=_numbers(asked))
        waiting.add(text, button("📋 " + context.label("Surveys"), "sul", 0))
    readable = Filter(confidential=await may_read_confidential(update, context))
    if access.may(context, Action.ANSWER_QUESTIONS) and (number := await listing.count(tx, readable)):
        first = (await listing.page(tx, readable, 1, 0))[0]
        age = wording.duration(context.translator, (now - first.asked_at).total_seconds())
        text = context.t(
            "• Open questions: {number}. The first in line has waited {time}.", number=number, time=age
        )
        if late := await listing.late(tx, readable, now):
            text += "\n" + context.t("  The promised time is over for: {number}", number=late)
        waiting.add(text, button("✉️ " + context.label("Questions"), "in"))
    return waiting


def _may_decide(update: Update, context: Context, draft: Broadcast) -> bool:
    role, user_id = context.session.role, access.user_of(update)
    return may_approve(role, user_id, Action.APPROVE_BROADCASTS, writers(draft))


def _may_open(update: Update, context: Context, survey: Survey) -> bool:
    role, user_id = context.session.role, access.user_of(update)
    return may_approve(role, user_id, Action.APPROVE_SURVEYS, (survey.submitted_by, survey.changed_by))


async def _today(tx: AsyncConnection, context: Context) -> Waiting:
    today, now, zone = Waiting(), context.services.clock(), context.zone
    if not access.may(context, Action.RUN_BROADCASTS):
        return today
    for row in await broadcasts.in_states(tx, [State.SCHEDULED]):
        if row.due_at is not None and row.due_at <= now + TODAY and len(today.lines) < NAMED:
            at = context.words.time(row.due_at, zone)
            text = context.t("• {time}: broadcast No. {number}", time=at, number=row.id)
            today.add(text, button(context.label("Broadcast No. {number}", number=row.id), "bv", row.id))
    for event in await events.upcoming(tx, now):
        if event.starts_at is not None and now <= event.starts_at <= now + TODAY:
            at = context.words.time(event.starts_at, zone)
            text = context.t("• {time}: event No. {number}", time=at, number=event.id)
            today.add(
                text, button(context.label("Event No. {number}", number=event.id), "se", event.id, "card")
            )
    return today


async def _wrong(tx: AsyncConnection, context: Context) -> Waiting:
    wrong, services = Waiting(), context.services
    if access.may(context, Action.RUN_BROADCASTS):
        for state, text in (
            (State.PAUSED, N_("• Paused broadcasts: No. {numbers}")),
            (State.OVERDUE, N_("• Broadcasts whose time passed unsent: No. {numbers}")),
        ):
            rows = await broadcasts.in_states(tx, [state])
            if rows:
                first = rows[0].id
                way = button(context.label("Broadcast No. {number}", number=first), "bv", first)
                wrong.add(context.t(text, numbers=_numbers(rows)), way)
    if access.may(context, Action.RETRY_UPDATES) and (number := len(await updates.failed(tx))):
        aside = context.label("Updates set aside: {number}", number=number)
        wrong.add(f"• {aside}", button(f"⚠️ {aside}", "held"))
    group = services.config.staff.inbox_chat
    if group and (await staff_group.get(tx, group)).failed_at:
        wrong.lines.append(context.t("• The staff group cannot be written to: check that the bot is in it."))
    return wrong


def _numbers(rows: Sequence[Broadcast | Survey]) -> str:
    more = " …" if len(rows) > NAMED else ""
    return ", ".join(str(row.id) for row in rows[:NAMED]) + more


BARE = filters.Regex(r"^/start(@\w+)?$")
HANDLERS = [
    Command("start", Permitted(Action.SEE_HOME, home), PRIVATE & TEAM & BARE & AtHome()),
    staff_command("help", Action.SEE_HOME, home),
    staff_button("home", Action.SEE_HOME, home),
]
