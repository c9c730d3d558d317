"""A broadcast in words: its texts, recipients, time and terms, line by line, for one reader. HTML."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from telegram import Chat, Message, MessageEntity

from bot.broadcasts.checks import Fault
from bot.broadcasts.content import Content, Text
from bot.broadcasts.html_text import read_html
from bot.broadcasts.lifecycle import AudienceMode, Policy, State
from bot.broadcasts.schedule import DAYS, EAST, Schedule, upcoming
from bot.broadcasts.times import Doubt, Reason
from bot.directory import countries
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from storage.broadcasts.broadcasts import Broadcast

HEADING = 34  # characters
MOST = 12  # faults shown at a time
NEXT = 3  # issues of a series shown
EXCERPT, WHOLE = 120, 3000  # characters of a text on the draft's card, and on its own
QUOTE = re.compile(r"</?blockquote(?: expandable)?>")  # quotations cannot stand in one another
EPOCH = datetime.fromtimestamp(0, UTC)
STAR_SHARE = 0.1  # Stars a paid message costs, Bot API sendMessage allow_paid_broadcast

NEVER = N_("This schedule never comes: there is no such day. Choose another under When.")
TOLD = {
    "missing": N_("{language}: no text. Write it, or choose under Options what those members get instead."),
    "bare": N_("{language}: an album needs a text, which carries the buttons."),
    "long": N_("{language}: {length} characters, {limit} at most."),
    "markup": N_("{language}: the formatting is broken at {place}."),
    "placeholder": N_("{place} stands in {language}, but not in {others}."),
    "poll": N_("{language}: a poll needs a question and 2 to 12 short options."),
    "tag": N_("{language}: {place} will be read as it stands, not as formatting."),
    "left": N_("{language}: {place} looks like a place to be filled in; it will be sent as it stands."),
    "numbers": N_("{number} stands in {here}, but not in {others}."),
    "wrong": N_("{language}: this text reads as if it were in another language: {other}."),
    "links": N_("{place} is linked in {here}, but not in {others}."),
    "media": N_("{others}: no picture, file or poll, which other languages have."),
    "lengths": N_("{here}: more than twice as long as {others}. Does one of them lack something?"),
    "buttons": N_("{others}: fewer link buttons than in other languages."),
    "nobody": N_("Nobody would get it: the audience is empty."),
    "past": N_("The chosen time is past. Choose another under When."),
    "past_own": N_(
        "On members' own clocks that hour is over already where the day begins first. Choose a later day under When."
    ),
    "never": NEVER,
    "often": N_("This schedule comes more often than once an hour. Choose another under When."),
    "beyond": N_(
        "One would still be delivered when the next one comes. Choose an earlier end under When if that is not meant."
    ),
    "over": N_("It would be out of date before it is sent. Change the end under When."),
}

DOUBTS = {
    Reason.PART: N_("“{part}” was not understood."),
    Reason.HOUR: N_("The hour is missing."),
    Reason.DAY: N_("The day is missing."),
    Reason.HALF: N_("Is {part} meant in the morning or in the evening? Write it with 24 hours, like 18:00."),
    Reason.MIDNIGHT: N_(
        "Midnight belongs to two days. Write 00:00 for the beginning of a day, 24:00 for its end."
    ),
    Reason.DATE: N_("There is no such date: {part}."),
    Reason.WEEKDAY: N_("The day of the week does not fit the date: that is {day}."),
    Reason.TWO: N_(
        "“{part}” can be understood in more than one way. Write the date in full and the hour with a colon."
    ),
    Reason.PAST: N_("That time is past: {when}. Type a later one, or choose At once."),
    Reason.AHEAD: N_("That day is still to come: {when}."),
    Reason.ZONE: N_("For what comes again and again, write a city instead of the distance from UTC."),
}
EITHER = N_("“{part}” may be {first} or {second}. Write the date.")


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
    """What is written in each language, with its first lines."""
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
    lines = [_plan(translator, plan, broadcast, zone) if plan else _once(translator, broadcast, zone)]
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


def _plan(translator: Translator, plan: Schedule, broadcast: Broadcast, zone: ZoneInfo) -> str:
    place = translator.t("each member's own time") if plan.members else plan.zone
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
        return translator.t("By cron: {cron} ({zone})", cron=plan.cron, zone=plan.zone)
    day = broadcast.due_at.astimezone(ZoneInfo(EAST)).date() if broadcast.due_at else None
    date = translator.words.weekday_date(day) if day else ""
    return translator.t("On {date} at {time} ({zone})", date=date, time=plan.at, zone=place)


def doubt(translator: Translator, doubt: Doubt, zone: ZoneInfo) -> str:
    """What keeps typed words from being a time."""
    places: dict[str, object] = {"part": doubt.part}
    if doubt.reason is Reason.WEEKDAY:
        places["day"] = translator.words.weekday_date(doubt.moments[0].date())
    else:
        said = [translator.words.weekday_time(moment, zone) for moment in doubt.moments]
        places |= dict(zip(("first", "second"), said, strict=False)) | {"when": said[0] if said else ""}
    told = EITHER if doubt.reason is Reason.TWO and len(doubt.moments) > 1 else DOUBTS[doubt.reason]
    return translator.t(told, **places)


def terms(translator: Translator, broadcast: Broadcast) -> list[str]:
    """What differs from the usual."""
    lines = []
    if broadcast.urgent:
        reason = broadcast.urgent_reason or ""
        lines.append(translator.t("Urgent, past quiet hours: {reason}", reason=reason))
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


def faults(translator: Translator, listed: list[Fault]) -> str:
    """One line each, with how to mend it."""
    lines = [f"{'⛔' if fault.stops else '⚠️'} {_fault(translator, fault)}" for fault in listed[:MOST]]
    return "\n".join([*lines, *(["…"] if len(listed) > MOST else [])])


def _fault(translator: Translator, fault: Fault) -> str:
    places: dict[str, object] = {}
    if fault.language:
        inside = fault.kind == "placeholder"  # the only sentence that does not begin with the language
        named = translator.language_name(fault.language) if inside else titled(translator, fault.language)
        places["language"] = named
    for name, fact in fault.facts.items():
        places[name] = languages(translator, fact) if isinstance(fact, list) else str(fact)
    return translator.t(TOLD[fault.kind], **places)
