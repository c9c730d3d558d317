"""What may be done to a broadcast: every button of its card, each a verb of `bot/broadcasts/lifecycle.py`.

A card's button is `bv:<broadcast>:<act>:…`; its callback gets the broadcast and the rest of the button. Pressing
twice does it once, since the verbs allow it once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Update

from bot.broadcasts import corrections, lifecycle
from bot.broadcasts.approval import stands
from bot.broadcasts.approval import writers as writers_of
from bot.broadcasts.schedule import is_recurring
from bot.broadcasts.states import EDITABLE, Kind, State
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import Handler, pressed
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_command, staff_typed, user_of
from handlers.staff.broadcast import card, preview, wording
from handlers.staff.sent import listing, recalling, report, tables, templates
from handlers.staff.sent.doing import done, follow, opened, view
from handlers.staff.sent.screen import VERB
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import launches
from storage.members.audience import Audience

Act = Callable[..., Awaitable[str | None]]
OUTDATED = N_("This button is out of date. Open the list again: /broadcasts")


async def pause(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await done(update, context, broadcast, "broadcast.paused", lifecycle.pause, broadcast.id)


async def resume(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await done(update, context, broadcast, "broadcast.resumed", lifecycle.resume, broadcast.id)


async def rest(update: Update, context: Context, broadcast: Broadcast, seen: str = "", *_: str) -> None:
    """A paused one that is not what was approved: shown as it stands, then approved so by whoever did not write it."""
    writers = (*writers_of(broadcast), broadcast.author_id)
    access.check_approval(update, context, Action.APPROVE_BROADCASTS, *writers)
    if broadcast.state != State.PAUSED or stands(broadcast):
        return await view(update, context, broadcast)
    mark = broadcast.fingerprint[:16]
    if seen == mark:
        verb = partial(lifecycle.approve_rest, approver_id=user_of(update))
        return await done(update, context, broadcast, "broadcast.approved", verb, broadcast)
    await see(update, context, broadcast)
    text = context.t("That is what the rest will get. Approve it as it stands?")
    yes = button("✅ " + context.label("Approve"), VERB, broadcast.id, "rest", mark)
    back = button(context.label("Back"), VERB, broadcast.id)
    await say(update, context, Screen(text, [[yes, back]]))
    return None


async def cancel(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first: what was not sent by then never will be."""
    if sure != "1":
        text = context.t("Cancel it? What has not been sent yet will not be sent any more.")
        return await _ask(update, context, broadcast, text, "✖️ " + context.label("Cancel it"), "cancel")
    return await done(update, context, broadcast, "broadcast.canceled", lifecycle.cancel, broadcast.id)


async def to_draft(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A scheduled or overdue one becomes a draft again, to be changed and confirmed anew."""
    async with context.services.database.begin() as tx:
        await lifecycle.to_draft(tx, broadcast, context.services.clock())
        await access.note(tx, update, context, "broadcast.drafted", broadcast.id)
    await card.card(update, context, await opened(context, str(broadcast.id)))


async def send_now(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """An overdue one on staff's word, a scheduled one before its time if they are sure."""
    if broadcast.state == State.SCHEDULED and not is_recurring(broadcast.schedule) and sure != "1":
        when = "\n".join(wording.when(context.translator, broadcast, context.services.config.locale.zone))
        text = context.t("Send it now instead of at its time?") + f"\n🕒 {when}"
        return await _ask(update, context, broadcast, text, "📤 " + context.label("Send now"), "now")
    approver = user_of(update) if access.may(context, Action.APPROVE_BROADCASTS) else None
    verb = partial(lifecycle.send_now, approver_id=approver)
    return await done(update, context, broadcast, "broadcast.sent_now", verb, broadcast)


async def correct(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A draft of the corrected text; one begun already is opened again."""
    corrections.check_correctable(broadcast)
    values: dict[str, Any] = {"content": broadcast.content, "audience": broadcast.audience}
    values |= {"kind": Kind.CORRECT, "target_id": broadcast.id}
    values |= {name: getattr(broadcast, name) for name in ("check_in_id", "check_in_ended_at")}
    async with context.services.database.begin() as tx:
        jobs = await broadcasts.jobs_of(tx, broadcast.id)
        begun = [job for job in jobs if job.kind == Kind.CORRECT and job.state in EDITABLE]
        drafted = begun or [await drafts.begin(tx, user_of(update), context.services.clock(), **values)]
    await card.card(update, context, drafted[0])


async def _ask(
    update: Update, context: Context, broadcast: Broadcast, text: str, label: str, act: str
) -> None:
    yes, back = button(label, VERB, broadcast.id, act, 1), button(context.label("Back"), VERB, broadcast.id)
    await show(update, context, Screen(text, [[yes, back]]))


async def see(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    for language in broadcast.content:
        await preview.bring(context, broadcast, language, chat_of(update))


async def copy(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await _begin_like(update, context, broadcast, broadcast.audience)


async def newcomers(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft for those of the audience who joined after it went out."""
    if broadcast.launched_at is None:
        raise BotError(N_("It has not been sent yet, so nobody has missed it."))
    async with context.services.database.connect() as tx:
        since = await launches.closed_at(tx, broadcast) or broadcast.launched_at
    audience = Audience.of({**broadcast.audience, "joined_after": since.isoformat()})
    await _begin_like(update, context, broadcast, audience.as_json())


async def _begin_like(update: Update, context: Context, like: Broadcast, audience: dict[str, Any]) -> None:
    values: dict[str, Any] = {name: getattr(like, name) for name in ("content", "fallback", "policy")}
    values["audience"] = audience
    async with context.services.database.begin() as tx:
        draft = await drafts.begin(tx, user_of(update), context.services.clock(), **values)
        await access.note(tx, update, context, "draft.begun", draft.id, like=like.id)
    await card.card(update, context, draft)


async def outdated(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    raise BotError(OUTDATED)


@dataclass(frozen=True, slots=True)
class OfBroadcast:
    """A callback that gets the button's broadcast and arguments.

    `jobs`, `templates`: it may be pressed for a correction or recall, for a template. `beside`: it sends something
    new, and the card goes on following.
    """

    callback: Act
    jobs: bool = False
    templates: bool = False
    beside: bool = False

    async def __call__(self, update: Update, context: Context) -> str | None:
        number, _, *rest = pressed(update, 4)
        broadcast = await opened(context, number)
        if not (self.templates if broadcast.template else self.jobs or broadcast.kind == Kind.SEND):
            raise BotError(OUTDATED)
        state = await self.callback(update, context, broadcast, *rest)
        if self.beside:
            await follow(update, context, broadcast)
        return state


def act(name: str, callback: Act, action: Action = Action.RUN_BROADCASTS, **allowed: bool) -> Handler:
    return staff_button(rf"{VERB}:\d+{name}", action, OfBroadcast(callback, **allowed))


VIEW = act("$", view, jobs=True, templates=True)
RECALL = Conversation(
    "recall",
    entry_points=[act(":recall", recalling.recall)],
    states={
        recalling.REASON: [
            staff_typed(Action.RUN_BROADCASTS, recalling.reason_typed, longest=recalling.LONGEST)
        ],
        recalling.WORD: [
            staff_typed(Action.RUN_BROADCASTS, recalling.reason_typed, longest=recalling.LONGEST),
            act(":rcask", recalling.ask),
            act(":rcnow", recalling.now),
        ],
    },
    fallbacks=[VIEW],
    canceled=N_("Nothing was recalled."),
)
CONVERSATION = Conversation(
    "template",
    entry_points=[act(":keep", templates.ask_name)],
    states={templates.NAME: [staff_typed(Action.RUN_BROADCASTS, templates.named, longest=templates.LONGEST)]},
    fallbacks=[VIEW],
    canceled=N_("No template was kept."),
)
HANDLERS = [
    staff_command("broadcasts", Action.RUN_BROADCASTS, listing.listing),
    staff_button("bl", Action.RUN_BROADCASTS, listing.listing),
    act(":pause", pause, jobs=True),
    act(":resume", resume, jobs=True),
    act(":rest", rest, Action.APPROVE_BROADCASTS, jobs=True),
    act(":cancel", cancel, jobs=True),
    act(":stop", cancel, jobs=True),
    act(":drop", cancel),
    act(":draft", to_draft),
    act(":later", to_draft),
    act(":now", send_now),
    act(":text", correct),
    act(":see", see, jobs=True, templates=True, beside=True),
    act(":copy", copy),
    act(":new", newcomers),
    act(":forget", templates.forget, templates=True),
    act(":report", report.report, jobs=True, beside=True),
    act(":csv", tables.table, jobs=True, beside=True),
    act(":figures", tables.figures, jobs=True, beside=True),
    act("", outdated, jobs=True, templates=True),
]
