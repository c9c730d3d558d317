"""A broadcast in words: its texts, recipients, time and terms, line by line, for one reader. HTML."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from telegram import Chat, Message, MessageEntity

from bot.broadcasts.content import Content, Text
from bot.broadcasts.html_text import read_html
from bot.broadcasts.schedule import DAYS, EAST, Schedule, upcoming
from bot.broadcasts.states import AudienceMode, Policy, State
from bot.directory import countries, zones
from bot.text.languages import LANGUAGES
from bot.text.translator import Translator
from storage.broadcasts.broadcasts import Broadcast

HEADING = 34  # characters
NEXT = 3  # issues of a series shown
EXCERPT, WHOLE = 120, 3000  # characters of a text on the draft's card, and on its own
QUOTE = re.compile(r"</?blockquote(?: expandable)?>")  # quotations cannot stand in one another
EPOCH = datetime.fromtimestamp(0, UTC)
STAR_SHARE = 0.1  # Stars a paid message costs, Bot API sendMessage allow_paid_broadcast


def titled(translator: Translator, code: str) -> str:
    """A language's name at the beginning of a line or on a button."""
    name = translator.language_name(code)
    return name[:1].upper() + name[1:]


def languages(translator: Translator, codes: Sequence[str]) -> str:
    return translator.words.list([translator.language_name(code) for code in codes])


def part(translator: Translator, code: str, text: Text) -> str:
    """One line on what is written in a language."""
    name = titled(translator, code)
    if not text.written:
        return translator.t("✗ {language}: not written yet", language=name)
    number, files, links = text.length, len(text.media), sum(map(len, text.buttons))
    said = [
        number
        and translator.tn("{n} character of {most}", "{n} characters of {most}", number, most=text.limit),
        files and translator.tn("{n} file", "{n} files", files),
        text.poll and translator.t("a poll"),
        links and translator.tn("{n} link button", "{n} link buttons", links),
    ]
    listed = translator.words.list([str(words) for words in said if words])
    return translator.t("✓ {language}: {parts}", language=name, parts=listed)


def parts(translator: Translator, broadcast: Broadcast) -> list[str]:
    content = Content.of(broadcast.content)
    return [
        part(translator, code, content[code]) + first_lines(content[code].shown, EXCERPT)
        for code in LANGUAGES
    ]


def first_lines(shown: str, most: int) -> str:
    """The beginning of what members will read, quoted under a line; empty when there are no words."""
    words = shown.strip()
    if not words:
        return ""
    begun = words if len(words) <= most else words[:most].rsplit(maxsplit=1)[0] + "…"
    return f"\n<blockquote>{escape(begun, quote=False)}</blockquote>"


def whole(text: Text) -> str:
    """All that members will read, with its formatting, quoted; beyond `WHOLE` characters its beginning."""
    if len(text.shown) > WHOLE or not text.shown.strip() or (text.parse_mode and read_html(text.text).broken):
        return first_lines(text.shown, WHOLE)
    folded = " expandable" if len(text.shown) > EXCERPT else ""
    return f"\n<blockquote{folded}>{QUOTE.sub('', formatted(text)).strip()}</blockquote>"


def formatted(text: Text) -> str:
    """The text as HTML, whichever way its formatting is kept."""
    if text.parse_mode:
        return text.text
    entities = [MessageEntity.de_json(dict(entity), None) for entity in text.entities]
    message = Message(0, EPOCH, Chat(0, Chat.PRIVATE), text=text.text, entities=entities)
    return message.text_html or ""


def country(translator: Translator, code: str | None) -> str:
    return countries.name(code, translator.language) if code else translator.label("country not given")


def duration(translator: Translator, seconds: float) -> str:
    """About how long: "3 minutes"."""
    span = timedelta(seconds=max(1, round(seconds)))
    return translator.letters(str(format_timedelta(span, threshold=1.5, locale=translator.language)))


def when(translator: Translator, broadcast: Broadcast, zone: ZoneInfo) -> list[str]:
    """When it goes out, and until when it is good."""
    plan = Schedule.of(broadcast.schedule) if broadcast.schedule else None
    lines = [_plan(translator, plan, broadcast) if plan else _once(translator, broadcast, zone)]
    if plan and plan.recurring:
        return [*lines, *_issues(translator, plan, broadcast, zone)]
    if broadcast.expires_at:
        until = translator.words.weekday_time(broadcast.expires_at, zone)
        lines.append(translator.t("Not delivered after {when}", when=until))
    return lines


def _issues(translator: Translator, plan: Schedule, broadcast: Broadcast, zone: ZoneInfo) -> list[str]:
    """The next three of a series and how long each is good; of one that stands still only the latter."""
    first, end, lines = broadcast.due_at, broadcast.expires_at, []
    if first is not None and broadcast.state != State.PAUSED:
        lines = [translator.t("Next times:")]
        lines += [f"• {_issue(translator, plan, due)}" for due in upcoming(plan, first, NEXT)]
    if first is not None and end is not None:
        span = _exactly(translator, end - first)
        until = translator.words.weekday_time(end, zone)
        lines.append(
            translator.t(
                "Each is delivered within {time} of its hour, the next one until {when}",
                time=span,
                when=until,
            )
        )
    return lines


def _exactly(translator: Translator, span: timedelta) -> str:
    """How long, in the largest unit that leaves nothing over: "36 hours"."""
    whole: Literal["day", "hour", "minute"] = "minute"
    if not span % timedelta(hours=1):
        whole = "hour" if span % timedelta(days=1) else "day"
    length = format_timedelta(span, granularity=whole, threshold=float("inf"), locale=translator.language)
    return translator.letters(str(length))


def _issue(translator: Translator, plan: Schedule, due: datetime) -> str:
    if plan.members:
        return translator.letters(translator.words.weekday_date(due.astimezone(ZoneInfo(EAST)).date()))
    return translator.letters(translator.words.weekday_time(due, ZoneInfo(plan.zone)))


def _once(translator: Translator, broadcast: Broadcast, zone: ZoneInfo) -> str:
    if broadcast.due_at is None:
        return translator.t("As soon as it is confirmed")
    return translator.t("On {when}", when=translator.words.weekday_time(broadcast.due_at, zone))


def _city(translator: Translator, plan: Schedule) -> str:
    return zones.city(plan.zone, translator.language)


def _plan(translator: Translator, plan: Schedule, broadcast: Broadcast) -> str:
    place = translator.t("each member's own time") if plan.members else _city(translator, plan)
    if plan.every == "day":
        return translator.t("Every day at {time} ({zone})", time=plan.at, zone=place)
    if plan.every == "week":
        days = translator.words.list([translator.words.weekday(DAYS.index(day)) for day in plan.days])
        return translator.t("Every week: {days}, at {time} ({zone})", days=days, time=plan.at, zone=place)
    if plan.every == "month":
        return translator.t(
            "Every month on day {day} at {time} ({zone})", day=plan.day, time=plan.at, zone=place
        )
    if plan.every == "cron":
        return translator.t("By a rule of your own: {rule} ({zone})", rule=plan.cron, zone=place)
    day = broadcast.due_at.astimezone(ZoneInfo(EAST)).date() if broadcast.due_at else None
    date = translator.words.weekday_date(day) if day else ""
    return translator.t("On {date} at {time} ({zone})", date=date, time=plan.at, zone=place)


def terms(translator: Translator, broadcast: Broadcast) -> list[str]:
    """What differs from the usual."""
    lines = []
    if broadcast.urgent:
        reason = broadcast.urgent_reason or ""
        lines.append(translator.t("Urgent, past quiet hours: {reason}", reason=reason))
    if broadcast.check_in_id is not None:
        lines.append(translator.t("Asks how people are: “I am safe”, “I need help”, “Call me”"))
    if broadcast.fallback:
        order = " → ".join(translator.language_name(code) for code in broadcast.fallback)
        lines.append(translator.t("Languages without a text get: {order}", order=order))
    if broadcast.policy == Policy.MISS:
        lines.append(translator.t("After a crash: rather missed than sent twice"))
    if broadcast.audience_mode == AudienceMode.FROZEN:
        lines.append(translator.t("Recipients are fixed when it is scheduled"))
    return lines


def cost(translator: Translator, number: int) -> str:
    """What paid speed may cost."""
    stars = translator.words.number(round(number * STAR_SHARE, 1))
    return translator.t("Paid speed: up to {stars} Stars", stars=stars)


def heading(translator: Translator, broadcast: Broadcast) -> str:
    """A few words to know it by, plain: its title, else how its text begins."""
    return broadcast.title or beginning(translator, broadcast.content)


def beginning(translator: Translator, content: Mapping[str, dict[str, Any]]) -> str:
    """How its text begins, in the reader's language where it is written in it."""
    order = dict.fromkeys([translator.language, *LANGUAGES])
    texts = Content.of(content)
    text = next((texts[code].shown.strip() for code in order if code in texts.languages), "")
    first = text.splitlines()[0] if text else translator.label("no text yet")
    return first if len(first) <= HEADING else first[: HEADING - 1].rstrip() + "…"
