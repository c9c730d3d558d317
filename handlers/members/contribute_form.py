"""An offer is written: a step at a time, by buttons or in words, changed as often as one likes, and kept when its
member agrees. Everything chosen and typed is the conversation's row until then."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Literal

from telegram import Update

from bot.context import Context
from bot.directory import locations
from bot.errors import BotError
from bot.offers import consent, lifecycle, matching
from bot.offers.kinds import Side
from bot.offers.lifecycle import Verb
from bot.text.translator import N_
from handlers.conversation import END, Conversation, end
from handlers.members import contribute_parts as parts
from handlers.members.contribute import own, pressed_message, receipt
from handlers.members.contribute_parts import missing, to
from handlers.members.contribute_steps import (
    CONTACT,
    CONTACT_MOST,
    FIELD,
    KIND,
    ORDER,
    PLACE,
    REVIEW,
    SPOKEN,
    WORDS,
    WORDS_MOST,
    offer_of,
    screen,
)
from handlers.members.membership import joined
from handlers.routing import Button, Command, Typed, pressed
from handlers.screen import Screen, button, main_menu, show
from storage.offers import drafts, offers

Step = Literal["kind", "field", "place", "spoken", "words", "contact", "review"]
Callback = Callable[[Update, Context], Awaitable[Any]]
OVER = N_("This form was sent or canceled already. To begin anew: /contribute")
CHANGED = N_("This offer was changed meanwhile. Open it again: /contribute")


async def begin(update: Update, context: Context) -> Literal["kind", "end"]:
    """A new offer of the side that was pressed; the language one reads is chosen already."""
    [side] = pressed(update, 1)
    if side not in set(Side):
        return END
    member = await joined(update, context)
    await context.read(lifecycle.check_room, member.id)
    context.typed = {"side": side, "languages": [member.language]}
    await show(update, context, screen(context, KIND))
    return KIND


async def edit(update: Update, context: Context) -> Literal["review"]:
    """One's own again, whole, with a way to each part."""
    offer = await own(update, context)
    if not lifecycle.may(Verb.CHANGE, offer):
        raise BotError(CHANGED)
    about = ("side", "kind", "field", "country", "city", "languages", "text", "contact", "consent", "version")
    context.typed = {name: getattr(offer, name) for name in about} | {"offer": offer.id, "reached": True}
    await show(update, context, screen(context, REVIEW))
    return REVIEW


async def resume(update: Update, context: Context) -> Step | Literal["end"]:
    """What was written and not sent, as far as it went."""
    member = context.member
    async with context.services.database.connect() as tx:
        draft = await drafts.get(tx, member.id) if member else None
    if draft is None:
        return await settled(update, context)
    context.typed = draft
    step: Step = await to(update, context, REVIEW)
    return step


def filling(callback: Callback) -> Callback:
    """A button of a form that is no more filled in leads to what was made of it."""

    @wraps(callback)
    async def guarded(update: Update, context: Context) -> Any:
        opened = "side" in context.typed
        return await (callback if opened else settled)(update, context)

    return guarded


async def settled(update: Update, context: Context) -> Literal["end"]:
    """The receipt stays; what was canceled says so."""
    member, message = context.member, pressed_message(update)
    async with context.services.database.connect() as tx:
        sent = await offers.by_receipt(tx, member.id, message) if member and message else None
    if sent is not None:
        await show(update, context, receipt(context, sent))
        return END
    ways = [button(context.label("Contribute"), "cb"), main_menu(context.translator)]
    await show(update, context, Screen(context.t(OVER), [ways]))
    return END


async def again(update: Update, context: Context) -> Step:
    """/contribute in the middle of it: nothing that was typed is lost."""
    opened = context.session.conversation
    assert opened is not None
    step: Step = await to(update, context, opened.state)
    return step


async def go(update: Update, context: Context) -> Step | None:
    [step] = pressed(update, 1)
    if step not in ORDER:
        return None
    there: Step = await to(update, context, step)
    return there


async def send(update: Update, context: Context) -> Literal["end", "review"]:
    """Kept first, then said to be taken; the message with the button becomes the receipt."""
    offer = offer_of(context)
    if missing(context):
        step: Literal["review"] = await to(update, context, REVIEW)
        return step
    member, at = await joined(update, context), context.services.clock()
    values = {
        "kind": offer.kind,
        "field": offer.field,
        "country": offer.country,
        "city": offer.city,
        "languages": offer.languages,
        "text": offer.text,
        "contact": offer.contact,
        "folded": matching.folded(offer.field, offer.country, offer.city, offer.text, offer.languages),
        "consent": consent.VERSION,
        "receipt_id": pressed_message(update),
    }
    async with context.services.database.begin() as tx:
        if offer.id:
            before = await offers.get(tx, offer.id)
            same = before is not None and before.version == context.typed["version"]
            sent = await lifecycle.change(tx, before, member.id, at, **values) if before and same else None
        else:
            await lifecycle.check_room(tx, member.id)
            sent = await offers.create(tx, member.id, at, side=offer.side, **values)
        await drafts.drop(tx, member.id)
        await end(tx, context)
    if sent is None:
        raise BotError(CHANGED)
    await show(update, context, receipt(context, sent, changed=bool(offer.id)))
    return END


async def cancel(update: Update, context: Context) -> Literal["end"]:
    """Its draft goes, too: that was the wish."""
    if context.member is not None:
        await context.write(drafts.drop, context.member.id)
    text = context.t("Nothing was sent. To begin anew: /contribute")
    ways = [button(context.label("Contribute"), "cb"), main_menu(context.translator)]
    await show(update, context, Screen(text, [ways]))
    return END


BEGUN = Command("contribute", again)
CONVERSATION = Conversation(
    "contribute",
    entry_points=[Button("cbn", begin), Button("cbe", edit), Button("cbd", resume)],
    states={
        KIND: [BEGUN, Typed(parts.kind)],
        FIELD: [BEGUN, Typed(parts.field)],
        PLACE: [BEGUN, Typed(parts.place_typed, longest=locations.LONGEST)],
        SPOKEN: [BEGUN, Typed(parts.spoken_typed, longest=locations.LONGEST)],
        WORDS: [BEGUN, Typed(parts.words_typed, longest=WORDS_MOST)],
        CONTACT: [BEGUN, Typed(parts.contact_typed, longest=CONTACT_MOST)],
        REVIEW: [BEGUN, Typed(parts.review_typed, longest=WORDS_MOST)],
    },
    fallbacks=[
        Button("cbk", filling(parts.kind)),
        Button("cbf", filling(parts.field)),
        Button("cbp", filling(parts.place)),
        Button("cbs", filling(parts.spoken)),
        Button("cbc", filling(parts.no_contact)),
        Button("cbg", filling(go)),
        Button("cbsend", filling(send)),
        Button("cbx", filling(cancel)),
    ],
    canceled=N_("The offer is not sent. What you wrote is kept, you can go on with it: /contribute"),
)
