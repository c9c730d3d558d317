"""What staff send for a draft, read: a chat message as a text, lines as link buttons, words as a time."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Message, Update

from bot.broadcasts import schedule, times
from bot.broadcasts.content import Link, Media, Text
from bot.broadcasts.schedule import Schedule
from bot.broadcasts.typed_time.doubt import Doubt
from bot.directory import locations
from bot.errors import BotError
from bot.text.translator import N_
from handlers.staff.broadcast.wording import formatted
from storage.broadcasts.broadcasts import Broadcast

CUT_AT = 4096  # UTF-16 units: where Telegram's clients cut a longer text
ALBUM = 10  # sendMediaGroup
# Telegram finds links, mentions and hashtags again by itself.
BY_ITSELF = ("url", "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "bank_card")
ROWS, BESIDE = 20, 8  # of link buttons: Telegram shows eight side by side
LABEL = 64  # characters of a link button
DASHES = "-–—"
URL = re.compile(r"^https://[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?:[/?#]\S*)?$")  # t.me among them
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?:/\S*)?$")


def words_of(update: Update) -> str:
    """What was typed; empty when it was no text."""
    return ((update.message.text if update.message else None) or "").strip()


def taken(message: Message, kept: Text, *, follows: bool, only_text: bool = False) -> Text:
    """The text after this message; BotError when it brings nothing that can be sent.

    `follows`: its file belongs to the album of the message before. `only_text`: as a correction may change.
    """
    if only_text:
        if message.text is None:
            raise BotError(N_("A correction changes the words only. Send them as a text."))
        return worded(message, kept)
    if message.poll is not None:
        raise BotError(
            N_(
                "A poll in a broadcast is another one in every chat, so nobody could count its answers. Make a survey "
                "with /poll: its answers are counted, and it is announced like this."
            )
        )
    file = _file(message)
    if file is not None:
        own = follows and bool(kept.text.strip() and message.caption)
        file = _captioned(message, file) if own else file
        media = (*kept.media, file) if follows else (file,)
        if len(media) > ALBUM:
            raise BotError(N_("An album holds ten files at most; this one was left out."))
        return replace(kept if own else worded(message, kept), media=media, poll=None)
    if message.text is None:
        raise BotError(N_("This kind of message cannot be broadcast. Send a text, photo, video or document."))
    return worded(message, kept)


def appended(kept: Text, more: Text, sign: str) -> Text:
    """`more` with the kept words before its own, and `sign` between them."""
    before = f"{kept.text.rstrip()}{sign}"
    if kept.parse_mode:
        return replace(more, text=before + formatted(more), entities=(), parse_mode=kept.parse_mode)
    shift = len(before.encode("utf-16-le")) // 2
    moved = ({**entity, "offset": entity["offset"] + shift} for entity in more.entities)
    return replace(more, text=before + more.text, entities=(*kept.entities, *moved))


def between(before: str, after: str) -> str:
    """What stood between two pieces of a text that a client cut in two: nothing where it had to cut in a word, a space
    in a sentence, else a new line."""
    if len(before.encode("utf-16-le")) // 2 >= CUT_AT:
        return ""
    return " " if after[:1].islower() and before.rstrip()[-1:] not in ".!?…:;" else "\n"


def worded(message: Message, kept: Text) -> Text:
    """The kept text with this message's words and entities as typed; a file without a caption leaves them alone."""
    text = message.text if message.text is not None else message.caption
    entities = message.entities if message.text is not None else message.caption_entities
    if text is None:
        return replace(kept, parse_mode=None)
    typed = tuple(entity.to_dict() for entity in entities if entity.type not in BY_ITSELF)
    return replace(kept, text=text, entities=typed, parse_mode=None)


def _captioned(message: Message, file: Media) -> Media:
    """A later file of an album with the words it came with; those of the first are the text."""
    typed = tuple(entity.to_dict() for entity in message.caption_entities if entity.type not in BY_ITSELF)
    return replace(file, caption=message.caption or "", entities=typed)


def _file(message: Message) -> Media | None:
    if message.photo:
        return Media("photo", message.photo[-1].file_id)
    if message.video:
        return Media("video", message.video.file_id)
    return Media("document", message.document.file_id) if message.document else None


def links(lines: str) -> tuple[tuple[tuple[Link, ...], ...], str | None]:
    """Rows of link buttons and the first line that is none."""
    rows: list[tuple[Link, ...]] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        buttons = [_link(written) for written in line.split("|")]
        row = tuple(link for link in buttons if link)
        if len(row) < len(buttons) or len(rows) >= ROWS or len(row) > BESIDE:
            return tuple(rows), line
        rows.append(row)
    return tuple(rows), None


def _link(written: str) -> Link | None:
    """The button in "text - address"; the address is the last word, and says https:// where no sign parts them."""
    parts = written.rsplit(maxsplit=1)
    if len(parts) < 2 or "://" in parts[0]:  # two addresses: which is meant?
        return None
    typed, address = parts[0].strip(), parts[1]
    label = typed.removesuffix(":") if typed[-1] not in DASHES else typed[:-1]
    parted = label.strip() not in ("", typed) and (typed[-1] == ":" or label[-1].isspace())
    if parted and DOMAIN.match(address):
        address = f"https://{address}"
    return Link((label.strip() if parted else typed)[:LABEL], address) if URL.match(address) else None


def due(words: str, kind: str, zone: ZoneInfo, now: datetime, draft: Broadcast) -> dict[str, Any] | Doubt:
    """A draft's columns for the time that was typed, or what keeps it from being one; BotError for a cron line."""
    plan = _cron(words, zone) if kind == "cron" else times.read(kind, words, now, zone)
    if isinstance(plan, Doubt):
        return plan
    if isinstance(plan, datetime):
        return {"due_at": plan.astimezone(UTC), "schedule": None}
    own = kind != "cron" and bool(draft.schedule and Schedule.of(draft.schedule).members)
    plan = replace(plan, members=own)
    return {"due_at": schedule.next_due(plan, now), "schedule": plan.as_json()}


def _cron(words: str, zone: ZoneInfo) -> Schedule:
    """A cron line that comes, and not all the time; a city or a zone's name may stand after it."""
    fields = words.split()
    named = locations.zone_of_known(" ".join(fields[5:]), exactly=False)
    line = " ".join(fields[:5] if named else fields).lower()
    plan = Schedule("cron", "", named or zone.key, cron=line)
    if len(plan.cron.split()) != 5 or schedule.mistakes(plan):
        raise BotError(
            N_(
                "This is not such a rule: five parts with spaces between them, weekdays by name. "
                "Write it like: 0 10 * * mon-fri"
            )
        )
    if schedule.never(plan):
        raise BotError(N_("That never comes: there is no such day. Write it like: 0 10 * * mon-fri"))
    if schedule.two_days(plan):
        raise BotError(
            N_("Name either days of the month or weekdays, not both. Write it like: 0 10 * * mon-fri")
        )
    if schedule.too_often(plan):
        raise BotError(
            N_("That comes more often than once an hour. Write a single minute, like: 0 10 * * mon-fri")
        )
    return plan
