"""A broadcast in words: its texts, recipients, time and terms, line by line, for one reader. HTML."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta, get_day_names
from babel.numbers import format_decimal

from bot import countries
from bot.broadcasts.audience import Reach
from bot.broadcasts.calendar import DAYS, EAST, Schedule
from bot.broadcasts.trilingual import length, limit, shown_text, written
from bot.i18n import LANGUAGES
from bot.speech import N_, Speech
from bot.topics import Topic
from storage.audience import Audience
from storage.broadcasts import Broadcast

LANGUAGE_NAMES = {"kk": N_("Kazakh"), "ru": N_("Russian"), "en": N_("English")}
HEADING = 34  # characters
SHOWN = 6  # countries named one by one
STAR_SHARE = 0.1  # Stars a paid message costs, Bot API sendMessage allow_paid_broadcast


def language(speech: Speech, code: str) -> str:
    return speech.label(LANGUAGE_NAMES[code])


def titled(speech: Speech, code: str) -> str:
    """The same at the beginning of a line or on a button."""
    name = language(speech, code)
    return name[:1].upper() + name[1:]


def listed(speech: Speech, codes: list[str] | tuple[str, ...]) -> str:
    return speech.words.list([language(speech, one) for one in codes])


def part(speech: Speech, code: str, content: dict[str, Any] | None) -> str:
    """One line on what is written in a language."""
    name = titled(speech, code)
    if not content or not written(content):
        return speech.t("✗ {language}: not written yet", language=name)
    said = [one for one in (_length(speech, content), _media(speech, content), _poll(speech, content),
                            _links(speech, content)) if one]  # fmt: skip
    return speech.t("✓ {language}: {parts}", language=name, parts=speech.words.list(said))


def _length(speech: Speech, content: dict[str, Any]) -> str:
    number = length(content)
    return (
        speech.tn("{n} character of {most}", "{n} characters of {most}", number, most=limit(content))
        if number
        else ""
    )


def _media(speech: Speech, content: dict[str, Any]) -> str:
    number = len(content.get("media") or [])
    return speech.tn("{n} file", "{n} files", number) if number else ""


def _poll(speech: Speech, content: dict[str, Any]) -> str:
    return speech.t("a poll") if content.get("poll") else ""


def _links(speech: Speech, content: dict[str, Any]) -> str:
    number = sum(len(row) for row in content.get("buttons") or [])
    return speech.tn("{n} link button", "{n} link buttons", number) if number else ""


def parts(speech: Speech, broadcast: Broadcast) -> list[str]:
    return [part(speech, code, broadcast.content.get(code)) for code in LANGUAGES]


def audience(speech: Speech, topics: Mapping[str, Topic], chosen: Audience, zone: ZoneInfo) -> list[str]:
    """Who is meant; a line for each thing that narrows it."""
    found = []
    if chosen.topics:
        names = [topics[one].name[speech.language] if one in topics else one for one in chosen.topics]
        found.append(speech.t("Topics: {topics}", topics=speech.words.list(names)))
    if chosen.countries:
        names = [countries.name(one, speech.language) for one in chosen.countries]
        found.append(speech.t("Countries: {countries}", countries=speech.words.list(names)))
    if chosen.languages:
        found.append(speech.t("Languages: {languages}", languages=listed(speech, chosen.languages)))
    if chosen.active_days:
        found.append(
            speech.tn("Active within the last day", "Active within the last {n} days", chosen.active_days)
        )
    if chosen.joined_after:
        when = speech.words.time(chosen.joined_after, zone)
        found.append(speech.t("Joined after {when}", when=when))
    return found or [speech.t("Everyone")]


def reach(speech: Speech, counted: Reach) -> list[str]:
    """How many, by language and country, then the small print."""
    total = speech.tn("<b>{n} recipient</b>", "<b>{n} recipients</b>", counted.total)
    if not counted.total:
        return [total, *_small_print(speech, counted)]
    by_language = [_pair(speech, language(speech, code), number)
                   for code, number in sorted(counted.by_language.items(), key=lambda one: -one[1])]  # fmt: skip
    return [
        f"{total}: {', '.join(by_language)}",
        _by_country(speech, counted),
        *_small_print(speech, counted),
    ]


def _by_country(speech: Speech, counted: Reach) -> str:
    ordered = sorted(counted.by_country.items(), key=lambda one: (-one[1], one[0] or ""))
    named = [_pair(speech, country(speech, code), number) for code, number in ordered[:SHOWN]]
    rest = sum(number for _, number in ordered[SHOWN:])
    return ", ".join([*named, *([_pair(speech, speech.label("other countries"), rest)] if rest else [])])


def country(speech: Speech, code: str | None) -> str:
    return countries.name(code, speech.language) if code else speech.label("country not given")


def _pair(speech: Speech, name: str, number: int) -> str:
    return speech.letters(f"{name} {format_decimal(number, locale=speech.language)}")


def _small_print(speech: Speech, counted: Reach) -> list[str]:
    """What is only worth a line when it is not zero."""
    lines = [
        (counted.unwritten, speech.tn("{n} has no text in their language and will get nothing",
                                      "{n} have no text in their language and will get nothing", counted.unwritten)),
        (counted.fallback, speech.tn("{n} will get it in another language than theirs",
                                     "{n} will get it in another language than theirs", counted.fallback)),
        (counted.quiet, speech.tn("{n} has quiet hours now and will get it later",
                                  "{n} have quiet hours now and will get it later", counted.quiet)),
        (counted.blocked, speech.tn("{n} has blocked the bot and is not counted",
                                    "{n} have blocked the bot and are not counted", counted.blocked)),
        (counted.total, speech.t("Sending takes about {time}", time=duration(speech, counted.seconds))),
    ]  # fmt: skip
    return [line for number, line in lines if number]


def duration(speech: Speech, seconds: float) -> str:
    """About how long: "3 minutes"."""
    span = timedelta(seconds=max(1, round(seconds)))
    return speech.letters(str(format_timedelta(span, threshold=1.5, locale=speech.language)))


def when(speech: Speech, broadcast: Broadcast, zone: ZoneInfo) -> list[str]:
    """When it goes out, and until when it is good."""
    plan = Schedule.of(broadcast.schedule) if broadcast.schedule else None
    found = [_plan(speech, plan, broadcast, zone) if plan else _once(speech, broadcast, zone)]
    if broadcast.expires_at:
        until = speech.words.time(broadcast.expires_at, zone)
        found.append(speech.t("Not delivered after {when}", when=until))
    return found


def _once(speech: Speech, broadcast: Broadcast, zone: ZoneInfo) -> str:
    if broadcast.due_at is None:
        return speech.t("As soon as it is confirmed")
    return speech.t("On {when}", when=speech.words.time(broadcast.due_at, zone))


def _plan(speech: Speech, plan: Schedule, broadcast: Broadcast, zone: ZoneInfo) -> str:
    place = speech.t("each member's own time") if plan.members else plan.zone
    if plan.every == "day":
        return speech.t("Every day at {time} ({zone})", time=plan.at, zone=place)
    if plan.every == "week":
        names = get_day_names("wide", locale=speech.language)
        days = speech.words.list([names[DAYS.index(one)] for one in plan.days])
        return speech.t("Every week: {days}, at {time} ({zone})", days=days, time=plan.at, zone=place)
    if plan.every == "month":
        return speech.t("Every month on day {day} at {time} ({zone})", day=plan.day, time=plan.at, zone=place)
    if plan.every == "cron":
        return speech.t("By cron: {cron} ({zone})", cron=plan.cron, zone=plan.zone)
    day = broadcast.due_at.astimezone(ZoneInfo(EAST)).date() if broadcast.due_at else None
    date = speech.words.date(day) if day else ""
    return speech.t("On {date} at {time} ({zone})", date=date, time=plan.at, zone=place)


def terms(speech: Speech, broadcast: Broadcast) -> list[str]:
    """What differs from the usual."""
    found = []
    if broadcast.urgent:
        reason = broadcast.urgent_reason or ""
        found.append(speech.t("Urgent, past quiet hours: {reason}", reason=reason))
    if broadcast.fallback:
        order = " → ".join(language(speech, one) for one in broadcast.fallback)
        found.append(speech.t("Languages left out get: {order}", order=order))
    if broadcast.policy == "miss":
        found.append(speech.t("After a crash: rather missed than sent twice"))
    if broadcast.audience_mode == "frozen":
        found.append(speech.t("Recipients are fixed when it is scheduled"))
    return found


def cost(speech: Speech, number: int) -> str:
    """What paid speed may cost."""
    stars = speech.words.number(round(number * STAR_SHARE, 1))
    return speech.t("Paid speed: up to {stars} Stars", stars=stars)


def heading(speech: Speech, broadcast: Broadcast) -> str:
    """A few words to know it by, plain: its title, else how its text begins."""
    if broadcast.title:
        return broadcast.title
    order = dict.fromkeys([speech.language, *LANGUAGES])
    text = next((shown_text(found).strip() for one in order if (found := broadcast.content.get(one))), "")
    first = text.splitlines()[0] if text else speech.label("no text yet")
    return first if len(first) <= HEADING else first[: HEADING - 1].rstrip() + "…"
