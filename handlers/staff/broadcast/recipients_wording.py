"""The recipients of a broadcast in words: who is meant, how many that are, and the small print. HTML."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from bot.broadcasts.audience import Reach
from bot.directory import areas, cities, countries, zones
from bot.directory.topics import Topic
from bot.text.translator import N_, Translator
from handlers.staff.broadcast.wording import country, duration
from storage.members.audience import LISTS, Audience

ONLY_WHO_NAMED_IT = N_(
    "Only those who named their city are meant: {names}. Others may live there too: the clock or the whole country "
    "takes its place with one tap."
)
SHOWN = 6  # countries named one by one
LISTED = {
    "topics": N_("Topics: {topics}"),
    "countries": N_("Countries: {countries}"),
    "languages": N_("Languages: {languages}"),
    "no_topics": N_("Without topics: {topics}"),
    "no_countries": N_("Without countries: {countries}"),
    "no_languages": N_("Without languages: {languages}"),
}
FEW_ANSWERED = N_(
    "Of those who gave this answer fewer than five would get it, or fewer than five would be left out. How many is not "
    "told, and it cannot be sent so: choose more countries or topics, or all of them."
)
PLACES = {name: name.removeprefix("no_") for name in LISTED}


def audience(
    translator: Translator, topics: Mapping[str, Topic], chosen: Audience, zone: ZoneInfo
) -> list[str]:
    """Who is meant; a line for each thing that narrows it."""
    t, tn = translator.t, translator.tn
    lines = []
    if chosen.event is not None:
        lines.append(t("Whoever said yes or maybe to event No. {number}", number=chosen.event))
    if chosen.answered:
        survey, question, *_ = chosen.answered
        told = N_("Whoever chose certain answers in survey No. {number} (question {question})")
        lines.append(t(told, number=survey, question=question))
    if chosen.silent is not None:
        lines.append(t("Whoever got check-in No. {number} and has not answered", number=chosen.silent))
    lines += [
        t(LISTED[name], **{PLACES[name]: translator.words.list(_named(translator, topics, name, values))})
        for name in LISTS
        if (values := getattr(chosen, name))
    ]
    if chosen.persons:
        lines.append(t("Persons only, no groups"))
    if chosen.active_days:
        lines.append(tn("Active within the last day", "Active within the last {n} days", chosen.active_days))
    if chosen.joined_days:
        lines.append(tn("Joined within the last day", "Joined within the last {n} days", chosen.joined_days))
    if chosen.joined_after:
        lines.append(t("Joined after {when}", when=translator.words.time(chosen.joined_after, zone)))
    return lines or [t("Everyone")]


def _named(
    translator: Translator, topics: Mapping[str, Topic], name: str, values: Sequence[str]
) -> list[str]:
    if name.endswith("topics"):
        return [topics[slug].name[translator.language] if slug in topics else slug for slug in values]
    if name.endswith("countries"):
        return [area(translator, value) for value in values]
    return [translator.language_name(code) for code in values]


def area(translator: Translator, value: str) -> str:
    """A country, one of its clocks or cities, as plain text in Cyrillic."""
    code, zone, number = areas.parts(value)
    country = countries.name(code, translator.language)
    if number:
        name = cities.name(number, translator.language)
        return translator.words.t("{city} ({country})", city=name, country=country)
    if zone is None:
        return country
    city = zones.city(zone, translator.language)
    return translator.words.t("{country} (clock of {city})", country=country, city=city)


def reach(translator: Translator, counted: Reach | None, zone: ZoneInfo) -> list[str]:
    """How many, by language and country, then the small print; None is still being counted."""
    if counted is None:
        return [translator.t("⏳ The recipients are being counted…")]
    if counted.few:
        return [translator.t(FEW_ANSWERED)]
    total = translator.tn("<b>{n} recipient</b>", "<b>{n} recipients</b>", counted.total)
    if not counted.total:
        return [total, *_small_print(translator, counted)]
    ordered = sorted(counted.by_language.items(), key=lambda item: -item[1])
    by_language = [_pair(translator, translator.language_name(code), number) for code, number in ordered]
    lines = (
        [f"{total}: {', '.join(by_language)}", _by_country(translator, counted)] if by_language else [total]
    )
    lines += [*_small_print(translator, counted), *_clocks(translator, counted)]
    if counted.at is not None:
        when = f"{counted.at.astimezone(zone):%H:%M}"
        lines.append(translator.t("Counted at {time}; it is counted anew when it goes out", time=when))
    return lines


def _clocks(translator: Translator, counted: Reach) -> list[str]:
    """Who has no known clock, and whom of them it would wake."""
    if not counted.clockless:
        return []
    told = translator.tn("{n} has no known time zone", "{n} have no known time zone", counted.clockless)
    if not counted.night:
        return [told]
    number = sum(night.number for night in counted.night)
    hours = [
        f"{_pair(translator, country(translator, night.country), night.number)} ({night.hour})"
        for night in counted.night[:SHOWN]
    ]
    woken = translator.tn(
        "🌙 It comes at night to {n}: {places}",
        "🌙 It comes at night to {n}: {places}",
        number,
        places=", ".join(hours),
    )
    return [told, woken]


def _by_country(translator: Translator, counted: Reach) -> str:
    ordered = sorted(counted.by_country.items(), key=lambda item: (-item[1], item[0] or ""))
    named = [_pair(translator, country(translator, code), number) for code, number in ordered[:SHOWN]]
    rest = sum(number for _, number in ordered[SHOWN:])
    if rest:
        named.append(_pair(translator, translator.label("other countries"), rest))
    return ", ".join(named)


def _pair(translator: Translator, name: str, number: int) -> str:
    return translator.letters(f"{name} {format_decimal(number, locale=translator.language)}")


def _small_print(translator: Translator, counted: Reach) -> list[str]:
    """What is only worth a line when it is not zero."""
    lines = [
        (counted.unwritten, translator.tn("{n} has no text in their language and will get nothing",
                                      "{n} have no text in their language and will get nothing", counted.unwritten)),
        (counted.fallback, translator.tn("{n} will get it in another language than theirs",
                                     "{n} will get it in another language than theirs", counted.fallback)),
        (counted.quiet, translator.tn("{n} has quiet hours then and will get it later",
                                  "{n} have quiet hours then and will get it later", counted.quiet)),
        (counted.blocked, translator.tn("{n} has blocked the bot and is not counted",
                                    "{n} have blocked the bot and are not counted", counted.blocked)),
        (counted.total, translator.t("Sending takes about {time}", time=duration(translator, counted.seconds))),
    ]  # fmt: skip
    return [line for number, line in lines if number]
