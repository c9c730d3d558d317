"""A digest: what becomes of each of its lines when its hour comes, and the message they make. Pure.

A line is the announcement's first line as it was written, and a button with its number that opens it in full; so a
corrected announcement opens corrected, and one that was recalled does not open any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from html import escape

from bot.broadcasts import approval
from bot.broadcasts.content import Content
from bot.broadcasts.states import State
from bot.delivery.rendering import Call
from bot.text.markup import cut
from bot.text.translator import Translator
from storage.broadcasts.broadcasts import Broadcast
from storage.members.members import Member

MOST = 30  # lines of a message; what is more comes in another
TITLE = 100  # characters of a line
IN_A_ROW = 5
OPENS = "dg"  # the verb of a line's button
HOW_OFTEN = "+often"  # opened below, so that the digest stays


class Fate(Enum):
    """What becomes of a line."""

    SHOWN = "shown"
    GONE = "gone"  # not wanted any more, for a reason
    ANEW = "anew"  # its broadcast is paused, or not what was approved: decided again when that goes on
    LEFT = "left"  # its broadcast is over: it waits for good, as any row of such a one


@dataclass(frozen=True, slots=True)
class Decided:
    """A fate; `reason` is kept where it is gone."""

    fate: Fate
    reason: str | None = None


def decide(broadcast: Broadcast | None, member: Member, now: datetime) -> Decided:
    """Of one line, at the digest's hour."""
    if broadcast is None or broadcast.state not in (State.SENDING, State.PAUSED):
        return Decided(Fate.LEFT)
    if broadcast.expires_at is not None and broadcast.expires_at <= now:
        return Decided(Fate.LEFT)
    if member.blocked_at is not None:
        return Decided(Fate.GONE, "blocked")
    topics = broadcast.audience.get("topics") or ()
    if member.stopped_at is not None or (topics and not set(topics) & set(member.topics)):
        return Decided(Fate.GONE, "unsubscribed")
    held = broadcast.state == State.PAUSED or not approval.stands(broadcast)
    return Decided(Fate.ANEW if held else Fate.SHOWN)


def message(translator: Translator, lines: Sequence[tuple[Broadcast, str]]) -> Call:
    """`lines`: each announcement with the language it comes in."""
    number = len(lines)
    head = translator.tn("{n} announcement for you", "{n} announcements for you", number)
    shown = [
        f"{place}. {_title(translator, broadcast, variant)}"
        for place, (broadcast, variant) in enumerate(lines, 1)
    ]
    foot = translator.t("Press a number to read it in full.")
    opening = [
        {"text": str(place), "callback_data": f"{OPENS}:{broadcast.id}"}
        for place, (broadcast, _) in enumerate(lines, 1)
    ]
    rows = [opening[start : start + IN_A_ROW] for start in range(0, number, IN_A_ROW)]
    rows.append([{"text": translator.label("How often"), "callback_data": HOW_OFTEN}])
    return Call(
        "sendMessage",
        {
            "text": "\n".join([f"🗞 <b>{head}</b>", "", *shown, "", foot]),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": rows},
        },
    )


def _title(translator: Translator, broadcast: Broadcast, variant: str) -> str:
    """The first line with anything in it; a poll's question; or a word for pictures without a text. HTML."""
    if broadcast.state == State.RECALLED:
        return translator.t("<i>taken back</i>")
    text = Content.of(broadcast.content)[variant]
    written = next((line.strip() for line in text.shown.splitlines() if line.strip()), "")
    title = written or (text.poll.question if text.poll else "")
    return cut(escape(title, quote=False), TITLE) if title else translator.t("An announcement without a text")
