"""What may be done to a broadcast: every button of its card, each a verb of `bot/broadcasts/lifecycle.py`.

A card's button is `bv:<broadcast>:<act>:…`; its callback gets the broadcast and the rest of the button. Pressing
twice does it once, since the verbs allow it once.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import EDITABLE, Kind, NotAllowed, State
from bot.broadcasts.schedule import is_recurring
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import Handler, pressed
from handlers.screen import Screen, button, keyboard, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_command, staff_typed, user_of
from handlers.staff.broadcast import approval, card, preview, wording
from handlers.staff.sent import listing, report, tables, templates
from handlers.staff.sent.screen import VERB, screen
from storage.broadcasts import broadcasts, drafts, posts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import launches
from storage.members.audience import Audience

Act = Callable[..., Awaitable[str | None]]
Verb = Callable[..., Awaitable[int | None]]
GONE = N_("There is no such broadcast any more. See /broadcasts")
OUTDATED = N_("This button is out of date. Open the list again: /broadcasts")
FOLLOWED = (State.SCHEDULED, State.SENDING, State.PAUSED)
DELETABLE_HOURS = 48  # Bot API deleteMessage


async def view(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """Its card; a draft opens in the composer. From now on the card follows it."""
    if broadcast.template:
        return await templates.card(update, context, broadcast)
    if broadcast.state in EDITABLE:
        return await approval.opened_card(update, context, broadcast)
    await show(update, context, await screen(context.services, context.translator, broadcast))
    return await _follow(update, context, broadcast)


async def _follow(update: Update, context: Context, broadcast: Broadcast) -> None:
    """The pressed message goes on showing how far a broadcast is."""
    message = update.effective_message
    if broadcast.state in FOLLOWED and update.callback_query and message:
        async with context.services.database.begin() as tx:
            await posts.put(tx, broadcast.id, chat_of(update), message.message_id)


async def _done(
    update: Update, context: Context, broadcast: Broadcast, action: str, verb: Verb, subject: int | Broadcast
) -> None:
    """The verb, its line in the log, and the card as it is then, also when a colleague was quicker.

    A verb that makes a job returns its id, and the job's card is shown.
    """
    services, shown = context.services, broadcast.id
    with suppress(NotAllowed):
        async with services.database.begin() as tx:
            shown = await verb(tx, subject, services.clock()) or broadcast.id
            await access.note(tx, update, context, action, broadcast.id)
    services.engine.wake()
    await view(update, context, await opened(context, str(shown)))


async def pause(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await _done(update, context, broadcast, "broadcast.paused", lifecycle.pause, broadcast.id)


async def resume(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await _done(update, context, broadcast, "broadcast.resumed", lifecycle.resume, broadcast.id)


async def cancel(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first: what was not sent by then never will be."""
    if sure != "1":
        text = context.t("Cancel it? What has not been sent yet will not be sent any more.")
        return await _ask(update, context, broadcast, text, "✖️ " + context.label("Cancel it"), "cancel")
    return await _done(update, context, broadcast, "broadcast.canceled", lifecycle.cancel, broadcast.id)


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
    approved_for_later = broadcast.state == State.SCHEDULED and broadcast.approved_by is not None
    if approved_for_later and not access.may(context, Action.APPROVE_BROADCASTS):
        raise BotError(N_("It was approved for its time. Only an approver or an owner can send it earlier."))
    return await _done(update, context, broadcast, "broadcast.sent_now", lifecycle.send_now, broadcast)


async def correct(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A draft of the corrected text; one begun already is opened again."""
    lifecycle.check_correctable(broadcast)
    values: dict[str, Any] = {"content": broadcast.content, "audience": broadcast.audience}
    values |= {"kind": Kind.CORRECT, "target_id": broadcast.id}
    async with context.services.database.begin() as tx:
        jobs = await broadcasts.jobs_of(tx, broadcast.id)
        begun = [job for job in jobs if job.kind == Kind.CORRECT and job.state in EDITABLE]
        drafted = begun or [await drafts.begin(tx, user_of(update), context.services.clock(), **values)]
    await card.card(update, context, drafted[0])


async def recall(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first, with Telegram's rule: within 48 hours it is deleted, later it gets a note."""
    if sure != "1":
        text = context.t(
            "Recall broadcast No. {number}?\nMessages younger than {hours} hours are deleted. Telegram does not allow "
            "it later: those members get a note that the announcement was withdrawn.",
            number=broadcast.id,
            hours=DELETABLE_HOURS,
        )
        return await _ask(update, context, broadcast, text, "↩️ " + context.label("Recall"), "recall")
    note = lifecycle.recall_note(context.services.catalogs)
    verb = partial(lifecycle.recall, note=note, author_id=user_of(update))
    return await _done(update, context, broadcast, "broadcast.recalled", verb, broadcast)


async def _ask(
    update: Update, context: Context, broadcast: Broadcast, text: str, label: str, act: str
) -> None:
    yes, back = button(label, VERB, broadcast.id, act, 1), button(context.label("Back"), VERB, broadcast.id)
    await show(update, context, Screen(text, keyboard([[yes, back]])))


async def see(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """The messages as members get them."""
    for language in broadcast.content:
        await preview.bring(context, broadcast, language, chat_of(update))


async def copy(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft with the same texts and recipients."""
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
    """A draft with the same texts and terms, and its card."""
    values: dict[str, Any] = {name: getattr(like, name) for name in ("content", "fallback", "policy")}
    values["audience"] = audience
    async with context.services.database.begin() as tx:
        draft = await drafts.begin(tx, user_of(update), context.services.clock(), **values)
        await access.note(tx, update, context, "draft.begun", draft.id, like=like.id)
    await card.card(update, context, draft)


async def opened(context: Context, number: str) -> Broadcast:
    async with context.services.database.connect() as tx:
        broadcast = await broadcasts.get(tx, int(number)) if number.isdigit() else None
    if broadcast is None:
        raise BotError(GONE)
    return broadcast


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
            await _follow(update, context, broadcast)
        return state


def act(name: str, callback: Act, **allowed: bool) -> Handler:
    return staff_button(rf"{VERB}:\d+{name}", Action.RUN_BROADCASTS, OfBroadcast(callback, **allowed))


VIEW = act("$", view, jobs=True, templates=True)
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
    act(":cancel", cancel, jobs=True),
    act(":stop", cancel, jobs=True),
    act(":drop", cancel),
    act(":draft", to_draft),
    act(":later", to_draft),
    act(":now", send_now),
    act(":text", correct),
    act(":recall", recall),
    act(":see", see, jobs=True, templates=True, beside=True),
    act(":copy", copy),
    act(":new", newcomers),
    act(":forget", templates.forget, templates=True),
    act(":report", report.report, jobs=True, beside=True),
    act(":csv", tables.table, jobs=True, beside=True),
    act(":figures", tables.figures, jobs=True, beside=True),
    act("", outdated, jobs=True, templates=True),
]
