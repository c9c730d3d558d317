"""Terms that seldom change: what to do about a language left out, urgency, crashes, a fixed audience."""

from itertools import permutations
from typing import Final, Literal

from telegram import Update

from bot.broadcasts.audience import Reach
from bot.broadcasts.reasons import says_why
from bot.broadcasts.states import AudienceMode, Policy
from bot.context import Context
from bot.text.languages import LANGUAGES
from handlers.screen import Screen, columns, say, show, ticked
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import DRAFT, back, part, present, saved
from handlers.staff.broadcast.reading import words_of
from storage.broadcasts.broadcasts import Broadcast

URGENCY: Final = "urgency"
LONGEST_REASON = 300
TERMS = {"policy": ("policy", tuple(Policy)), "mode": ("audience_mode", tuple(AudienceMode))}


async def options(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await show(update, context, screen(context, draft))


def screen(context: Context, draft: Broadcast) -> Screen:
    text = context.t(
        "<b>Languages without a text</b>: refused unless you choose an order of languages to use instead.\n"
        "<b>Urgent</b>: goes before other broadcasts and does not wait for quiet hours or for approval; "
        "it needs a reason, which is logged.\n"
        "<b>Ask how people are</b>: in a crisis; members answer by a button, and colleagues see who needs help.\n"
        "<b>After a crash</b>: what was being sent at that moment is sent again, or rather missed.\n"
        "<b>Recipient list fixed</b>: those who are in the audience when it is scheduled, not when it is sent."
    )
    terms = wording.terms(context.translator, draft)
    miss, frozen = draft.policy == Policy.MISS, draft.audience_mode == AudienceMode.FROZEN
    policy = Policy.REPEAT if miss else Policy.MISS
    mode = AudienceMode.LIVE if frozen else AudienceMode.FROZEN
    rows = [
        [part(context.label("Languages without a text"), draft, "fb")],
        [part(ticked(context.label("Urgent"), draft.urgent), draft, "urg", 0 if draft.urgent else 1)],
        [part(ticked(context.label("Ask how people are"), draft.check_in_id is not None), draft, "ci")],
        [part(ticked(context.label("Skip rather than repeat"), miss), draft, "set", "policy", policy)],
        [part(ticked(context.label("Recipient list fixed"), frozen), draft, "set", "mode", mode)],
        [back(context, draft)],
    ]
    return Screen("\n".join([text, *(["", *terms] if terms else [])]), rows)


async def put(update: Update, context: Context, draft: Broadcast, name: str, value: str, *_: str) -> None:
    """Sets one of the two-way terms; values no button offers change nothing."""
    column, values = TERMS.get(name, ("", ()))
    if value in values:
        draft = await saved(update, context, draft, **{column: value})
    await options(update, context, draft)


async def fallback(update: Update, context: Context, draft: Broadcast, order: str = "", *_: str) -> None:
    """The orders to choose from, and how many members each choice concerns."""
    chosen = None if order == "none" else order.split("-")
    if order == "none" or (chosen and sorted(chosen) == sorted(LANGUAGES)):
        draft = await saved(update, context, draft, fallback=chosen)
    await present(update, context, draft, _fallback)


async def _fallback(context: Context, draft: Broadcast, reach: Reach | None) -> Screen:
    text = context.t(
        "Members whose language has no text get it in the first language of your order that has one."
    )
    if reach is not None:
        concerned = reach.fallback or reach.unwritten
        text += "\n\n" + context.tn(
            "This concerns {n} member now.", "This concerns {n} members now.", concerned
        )
    labels = {"-".join(codes): _order(context, codes) for codes in permutations(LANGUAGES)}
    labels["none"] = context.label("Refuse")
    present = "-".join(draft.fallback or []) or "none"
    buttons = [part(ticked(label, present == key), draft, "fb", key) for key, label in labels.items()]
    rows = [*columns(buttons, 1), [part(context.label("Back"), draft, "op")]]
    return Screen(text, rows)


def _order(context: Context, codes: tuple[str, ...]) -> str:
    return " → ".join(context.translator.language_name(code) for code in codes)


async def urgent(
    update: Update, context: Context, draft: Broadcast, on: str, *_: str
) -> Literal["urgency"] | None:
    """Off at once; on only with a typed reason."""
    if on != "1":
        draft = await saved(update, context, draft, urgent=False, urgent_reason=None)
        await options(update, context, draft)
        return None
    DRAFT.await_typed(context, draft)
    asked = context.t(
        "Why is it urgent? Type the reason in a sentence; owners and approvers read it, and the log keeps it with your "
        "name."
    )
    await show(update, context, Screen(asked, [[part(context.label("Back"), draft, "op")]]))
    return URGENCY


async def reason_typed(update: Update, context: Context) -> None:
    draft = await DRAFT.typed_for(context)
    reason = await typed_reason(update, context)
    if reason is None:
        return
    draft = await saved(update, context, draft, urgent=True, urgent_reason=reason)
    await say(update, context, screen(context, draft))


async def typed_reason(update: Update, context: Context) -> str | None:
    """None where it does not say why; it is asked for again."""
    reason = words_of(update)
    if not says_why(reason):
        await ask_in_words(update, context)
        return None
    return reason


async def ask_in_words(update: Update, context: Context) -> None:
    asked = Screen(context.t("Please write the reason in a few words: what happened, and why."))
    await say(update, context, asked, reply=True)
