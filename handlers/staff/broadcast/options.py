"""Terms that seldom change: what to do about a language left out, urgency, crashes, a fixed audience."""

from itertools import permutations
from typing import Any

from telegram import Update

from bot.broadcasts.lifecycle import AudienceMode, Policy
from bot.context import Context
from bot.text.languages import LANGUAGES
from handlers.buttons import columns, keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import counted, opened, saved
from storage.broadcasts.broadcasts import Broadcast

LONGEST_REASON = 300


async def options(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await show(update, context, screen(context, draft))


def screen(context: Context, draft: Broadcast) -> Screen:
    """Each term with what it means."""
    text = context.t(
        "<b>Languages left out</b>: refused unless you choose an order of languages to use instead.\n"
        "<b>Urgent</b>: goes before other broadcasts and does not wait for quiet hours or for approval; "
        "it needs a reason, which is logged.\n"
        "<b>After a crash</b>: what was being sent at that moment is sent again, or rather missed.\n"
        "<b>Fixed recipients</b>: those who are in the audience when it is scheduled, not when it is sent."
    )
    terms = wording.terms(context.translator, draft)
    frozen, miss = draft.audience_mode == AudienceMode.FROZEN, draft.policy == Policy.MISS
    other_policy = Policy.REPEAT if miss else Policy.MISS
    other_mode = AudienceMode.LIVE if frozen else AudienceMode.FROZEN
    rows = [
        [part(context.label("Languages left out"), draft, "fb")],
        [part(_ticked(draft.urgent, context.label("Urgent")), draft, "urg", 0 if draft.urgent else 1)],
        [part(_ticked(miss, context.label("Rather miss than repeat")), draft, "set", "policy", other_policy)],
        [part(_ticked(frozen, context.label("Fixed recipients")), draft, "set", "mode", other_mode)],
        [back(context, draft)],
    ]  # fmt: skip
    return Screen("\n".join([text, *(["", *terms] if terms else [])]), keyboard(rows))


def _ticked(on: bool, label: str) -> str:
    return f"✓ {label}" if on else label


async def put(update: Update, context: Context, draft: Broadcast, name: str, value: str, *_: str) -> None:
    """Sets one of the two-way terms; values no button offers change nothing."""
    allowed = {"policy": ("policy", tuple(Policy)), "mode": ("audience_mode", tuple(AudienceMode))}
    column, values = allowed.get(name, ("", ()))
    if value in values:
        draft = await saved(update, context, draft, **{column: value})
    await options(update, context, draft)


async def fallback(update: Update, context: Context, draft: Broadcast, order: str = "", *_: str) -> None:
    """The orders to choose from, and how many members each choice concerns."""
    chosen = None if order == "none" else order.split("-")
    if order == "none" or (chosen and sorted(chosen) == sorted(LANGUAGES)):
        draft = await saved(update, context, draft, fallback=chosen)
    found = (await counted(context, draft)).reach
    text = context.t(
        "Whoever reads a language that is not written gets the first written one of the order you choose."
    )
    concerned = found.fallback or found.unwritten
    lines = [text, context.tn("This concerns {n} member now.", "This concerns {n} members now.", concerned)]
    present = "-".join(draft.fallback or []) or "none"
    orders = ["-".join(one) for one in permutations(LANGUAGES)]
    buttons = [part(_ticked(present == one, _order(context, one)), draft, "fb", one) for one in orders]
    none = part(_ticked(present == "none", context.label("Refuse")), draft, "fb", "none")
    rows = [*columns(buttons, 1), [none], [part(context.label("Back"), draft, "op")]]
    await show(update, context, Screen("\n\n".join(lines), keyboard(rows)))


def _order(context: Context, order: str) -> str:
    return " → ".join(wording.language(context.translator, code) for code in order.split("-"))


async def urgent(update: Update, context: Context, draft: Broadcast, on: str, *_: str) -> None:
    """Off at once; on only with a typed reason."""
    if on != "1":
        draft = await saved(update, context, draft, urgent=False, urgent_reason=None)
        return await options(update, context, draft)
    await stand(update, context, "bc.urgent", draft=draft.id)
    asked = context.t(
        "Why is it urgent? Type the reason in a sentence; it is kept in the log with your name."
    )
    ways = [[part(context.label("Back"), draft, "op")]]
    return await show(update, context, Screen(asked, keyboard(ways)))


async def reason_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    draft = await opened(context, str(data["draft"]))
    reason = ((update.message.text if update.message else None) or "").strip()[:LONGEST_REASON]
    if len(reason) < 5:
        asked = Screen(context.t("Please write the reason in words."))
        await say(update, context, asked, reply=True)
        return
    draft = await saved(update, context, draft, urgent=True, urgent_reason=reason)
    await stand(update, context, "bc.urgent", draft=draft.id)
    await say(update, context, screen(context, draft))


STEPS: dict[str, StepHandler] = {"bc.urgent": reason_typed}
