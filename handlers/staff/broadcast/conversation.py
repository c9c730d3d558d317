"""The composer: /broadcast, every button of a draft, and what is typed for it, as one conversation.

A draft's button is `bc:<draft>:<part>:…`. Its callback gets the draft and the rest of the button; one that awaits
nothing typed ends what was awaited before.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import CHANGED
from bot.broadcasts.states import EDITABLE, Kind, State
from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import Handler, pressed
from handlers.screen import Screen, button, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_command, staff_edited, staff_typed, user_of
from handlers.staff.broadcast import (
    approval,
    card,
    clocks,
    link_buttons,
    options,
    preview,
    recipients,
    saved_recipients,
    sending,
    texts,
    timing,
    wording,
)
from handlers.staff.broadcast.card import DRAFT, OUTDATED, check_version, opened
from handlers.staff.crisis import asking
from handlers.staff.of_row import ARGUMENTS, LANGUAGE, Part
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast

MOST = 6  # open drafts offered
KEPT = ("content", "audience", "fallback", "policy")  # what a template gives a draft


async def begin(update: Update, context: Context) -> None:
    """A new draft, or one of those already begun; whoever began it, any colleague may go on."""
    async with context.services.database.connect() as tx:
        begun, number = await broadcasts.listing(tx, EDITABLE, limit=MOST)
        templates, kept = await broadcasts.listing(tx, (State.DRAFT,), templates=True, limit=MOST)
    if not begun and not templates:
        return await fresh(update, context)
    rows = [[button("➕ " + context.label("New draft"), "bcn")]]
    rows += [[_open(context, draft)] for draft in begun]
    rows += [[button("📋 " + (template.title or ""), "bcn", template.id)] for template in templates]
    more = [button(context.label("All drafts"), "bl", "draft", 0)] if number > MOST else []
    all_kept = [button(context.label("Templates"), "bl", "tpl", 0)] if kept else []
    text = context.t("Go on with a draft, or begin a new one?")
    return await show(update, context, Screen(text, [*rows, [*more, *all_kept]]))


def _open(context: Context, draft: Broadcast) -> InlineKeyboardButton:
    sign = "👥 " if draft.state == State.REVIEW else "✏️ "
    return card.part(f"{sign}{draft.id}. {wording.heading(context.translator, draft)}", draft, "card")


async def fresh(update: Update, context: Context) -> None:
    """An empty draft, or one like a template."""
    [number] = pressed(update, 1)
    services = context.services
    async with services.database.begin() as tx:
        template = await broadcasts.get(tx, int(number)) if number.isdigit() else None
        values = _values(template) if number.isdigit() else {}
        draft = await drafts.begin(tx, user_of(update), services.clock(), **values)
        await access.note(tx, update, context, "draft.begun", draft.id)
    await card.card(update, context, draft)


def _values(template: Broadcast | None) -> dict[str, Any]:
    """What a template gives a draft; BotError when it is none any more."""
    if template is None or not template.template or template.state != State.DRAFT:
        raise BotError(N_("This template was deleted. The others: /broadcasts"))
    return {name: getattr(template, name) for name in KEPT}


async def undo(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Takes back the last change, whoever made it; a second press does not take back one more."""
    check_version(draft, version)
    services = context.services
    async with services.database.begin() as tx:
        if not await drafts.undo(tx, draft, user_of(update), services.clock()):
            raise BotError(CHANGED)
    await card.card(update, context, await opened(context, str(draft.id)))


async def ask_delete(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    text = context.t("Delete draft No. {number}? This cannot be undone.", number=draft.id)
    yes = card.part("🗑 " + context.label("Delete"), draft, "del1", draft.version)
    await show(update, context, Screen(text, [[yes, card.back(context, draft)]]))


async def delete(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    check_version(draft, version)
    async with context.services.database.begin() as tx:
        await lifecycle.discard(tx, draft, context.services.clock())
        await access.note(tx, update, context, "draft.deleted", draft.id)
    text = context.t("Draft No. {number} was deleted.", number=draft.id)
    await show(update, context, Screen(text, [[button(context.label("Broadcasts"), "bl")]]))


@dataclass(frozen=True, slots=True)
class OfDraft:
    """A callback that gets the button's draft and arguments.

    `term`: recipients, time and options, which a correction has none of: its target's hold. `recalls`: it may be
    pressed for a recall that waits for approval, which is no text to work on.
    """

    callback: Part
    term: bool = False
    recalls: bool = False

    async def __call__(self, update: Update, context: Context) -> str:
        number, _, *rest = pressed(update, 2 + ARGUMENTS)
        draft = await opened(context, number)
        if (self.term and draft.kind == Kind.CORRECT) or (draft.kind == Kind.RECALL and not self.recalls):
            raise BotError(OUTDATED)
        return await self.callback(update, context, draft, *rest) or END


def part(
    name: str, callback: Part, action: Action = Action.WRITE_BROADCASTS, *, recalls: bool = False
) -> Handler:
    return staff_button(rf"{card.VERB}:\d+:{name}", action, OfDraft(callback, recalls=recalls))


def term(name: str, callback: Part) -> Handler:
    return staff_button(rf"{card.VERB}:\d+:{name}", Action.WRITE_BROADCASTS, OfDraft(callback, term=True))


CONVERSATION = Conversation(
    "broadcast",
    entry_points=[
        part("tx" + LANGUAGE, texts.text),
        part("tx0" + LANGUAGE, texts.remove),
        part("put" + LANGUAGE, texts.put),
        part("md" + LANGUAGE, texts.media),
        part("ln" + LANGUAGE, link_buttons.links),
        part("ln0" + LANGUAGE, link_buttons.no_links),
        part("lnc" + LANGUAGE, link_buttons.copied_links),
        term("cs", recipients.ask_country),
        term("js", recipients.ask_since),
        term("svn", saved_recipients.ask_name),
        term("urg", options.urgent),
        term("ci1", asking.turn_on),
        term("ask:until", timing.ask_until),
        term("ask", timing.ask),
        part("no", approval.ask_why, Action.APPROVE_BROADCASTS, recalls=True),
    ],
    states={
        texts.TEXT: [
            staff_typed(Action.WRITE_BROADCASTS, texts.typed),
            staff_edited(Action.WRITE_BROADCASTS, texts.edited),
            part("put" + LANGUAGE, texts.put),
        ],
        link_buttons.LINKS: [staff_typed(Action.WRITE_BROADCASTS, link_buttons.links_typed)],
        recipients.COUNTRY: [staff_typed(Action.WRITE_BROADCASTS, recipients.country_typed)],
        recipients.SINCE: [
            staff_typed(Action.WRITE_BROADCASTS, recipients.since_typed, longest=timing.LONGEST)
        ],
        saved_recipients.NAME: [
            staff_typed(Action.WRITE_BROADCASTS, saved_recipients.named, longest=saved_recipients.LONGEST)
        ],
        options.URGENCY: [
            staff_typed(Action.WRITE_BROADCASTS, options.reason_typed, longest=options.LONGEST_REASON)
        ],
        asking.REASON: [
            staff_typed(Action.WRITE_BROADCASTS, asking.reason_typed, longest=options.LONGEST_REASON)
        ],
        timing.WHEN: [staff_typed(Action.WRITE_BROADCASTS, timing.typed, longest=timing.LONGEST)],
        timing.UNTIL: [staff_typed(Action.WRITE_BROADCASTS, timing.until_typed, longest=timing.LONGEST)],
        approval.REFUSAL: [
            staff_typed(Action.APPROVE_BROADCASTS, approval.declined, longest=approval.LONGEST)
        ],
    },
    exits=[
        staff_command("broadcast", Action.WRITE_BROADCASTS, begin),
        staff_button("bcn", Action.WRITE_BROADCASTS, fresh),
        part("card", approval.opened_card, recalls=True),
        part("edit", approval.edit),
        term("to", recipients.recipients),
        term("fc", recipients.facet),
        term("tg", recipients.toggle),
        term("out", recipients.left_out),
        term("sw", recipients.switch),
        *(term(name, partial(recipients.span, name)) for name in recipients.SPANS),
        term("sv", saved_recipients.listing),
        term("sv1", saved_recipients.card),
        term("sv2", saved_recipients.use),
        term("svd", saved_recipients.ask_delete),
        term("svd1", saved_recipients.delete),
        term("all", recipients.everyone),
        term("at", timing.when),
        term("now", timing.immediately),
        term("own", timing.own_clock),
        term("until", timing.until),
        term("op", options.options),
        term("ci", asking.asking),
        term("ci0", asking.turn_off),
        term("set", options.put),
        term("fb", options.fallback),
        part("clk" + LANGUAGE, clocks.clocks),
        part("see", preview.preview),
        part("see1", preview.to_presser),
        part("test", preview.to_group),
        part("undo", undo),
        part("del", ask_delete),
        part("del1", delete),
        part("go", sending.check),
        part("sure", sending.last_word),
        part("send", sending.send),
        part("ok", approval.show_for_approval, Action.APPROVE_BROADCASTS, recalls=True),
        part("yes", approval.approve, Action.APPROVE_BROADCASTS, recalls=True),
        DRAFT.on_others(Action.WRITE_BROADCASTS),
    ],
    canceled=N_("Stopped. The draft stays as it was: /broadcast"),
)
