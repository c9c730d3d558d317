"""A check-in in words for one of staff: counts, places, and people who need somebody. HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from zoneinfo import ZoneInfo

from bot.crisis.answering import ANSWERS, Answer
from bot.crisis.totals import Place, Totals
from bot.directory import countries, zones
from bot.text.translator import N_, Translator
from handlers.staff.broadcast.wording import country, duration
from storage.crisis.answers import Person
from storage.crisis.check_ins import CheckIn

SIGNS = {"safe": "✅", "help": "🆘", "call": "📞", "silent": "🔇"}
SHOWN = 300  # characters of somebody's words in a list
COUNTED = {
    "safe": N_("✅ Safe: {number}"),
    "help": N_("🆘 Need help: {number}"),
    "call": N_("📞 Want to be called: {number}"),
    "silent": N_("🔇 Silent: {number}"),
}


def head(translator: Translator, check_in: CheckIn, zone: ZoneInfo) -> str:
    if check_in.ended_at is not None:
        day = translator.words.date(check_in.ended_at.astimezone(zone).date())
        return translator.t("🆘 <b>Check-in No. {number}</b>: ended on {date}", number=check_in.id, date=day)
    if check_in.recalled:
        return translator.t("🆘 <b>Check-in No. {number}</b>: its message was recalled", number=check_in.id)
    return translator.t("🆘 <b>Check-in No. {number}</b>: takes answers", number=check_in.id)


def counts(translator: Translator, counted: Totals) -> list[str]:
    """How many got it, how they answered, and of how many nobody takes care yet."""
    number = translator.words.number
    got = translator.t(
        "Got it: {all}. Answered: {answered}.",
        all=number(counted.all),
        answered=number(counted.all - counted.silent),
    )
    lines = [
        got,
        *(translator.t(said, number=number(getattr(counted, name))) for name, said in COUNTED.items()),
    ]
    if counted.in_need:
        lines.append(
            translator.t(
                "✋ Taken care of: {taken}, of nobody's care yet: {untaken}",
                taken=number(counted.taken),
                untaken=number(counted.untaken),
            )
        )
    return lines


def place(translator: Translator, here: Place, *, cities: bool = False) -> list[str]:
    """A line for the country, and with `cities` one for each of its time zones' cities."""
    flag = countries.flag(here.country) + " " if here.country else ""
    lines = [f"{flag}<b>{_country(translator, here.country)}</b>: {_signs(translator, here.totals)}"]
    if cities:
        lines += [
            f"  {_city(translator, zone)}: {_signs(translator, counted)}"
            for zone, counted in here.cities.items()
        ]
    return lines


def _country(translator: Translator, code: str | None) -> str:
    return translator.letters(escape(country(translator, code), quote=False))


def _city(translator: Translator, zone: str) -> str:
    return translator.letters(escape(zones.city(zone, translator.language), quote=False))


def _signs(translator: Translator, counted: Totals) -> str:
    """ "🆘 3 · 🔇 12": what there is."""
    numbers = [(sign, getattr(counted, name)) for name, sign in SIGNS.items()]
    return (
        " · ".join(f"{sign} {translator.words.number(number)}" for sign, number in numbers if number) or "0"
    )


def person(
    translator: Translator, somebody: Person, zone: ZoneInfo, names: Mapping[int, str], *, whole: bool = True
) -> str:
    """Who, where, since when; with `whole` what they added, and who takes care of them."""
    said = SIGNS[somebody.answer or "silent"]
    called = escape(somebody.name or translator.label("without a name"), quote=False)
    lines = [
        f'{said} <a href="tg://user?id={somebody.chat_id}">{called}</a> · {_where(translator, somebody)}'
    ]
    if somebody.answered_at is not None:
        lines[0] += f" · {somebody.answered_at.astimezone(zone):%d.%m %H:%M}"
    lines += _details(somebody, translator, SHOWN)
    if whole and somebody.taken_by is not None:
        name = names.get(somebody.taken_by, str(somebody.taken_by))
        lines.append(translator.t("✋ Taken care of by {name}", name=name))
    return "\n".join(lines)


def _where(translator: Translator, somebody: Person) -> str:
    flag = countries.flag(somebody.country) + " " if somebody.country else ""
    named = f"{flag}{_country(translator, somebody.country)}"
    several = len(zones.of_country(somebody.country)) > 1
    return f"{named} ({_city(translator, somebody.zone)})" if somebody.zone and several else named


def _details(somebody: Person, translator: Translator, most: int) -> list[str]:
    words = somebody.words or ""
    cut = words if len(words) <= most else words[:most].rstrip() + "…"
    lines = [f"<blockquote>{escape(cut, quote=False)}</blockquote>"] if cut else []
    if somebody.phone:
        lines.append(f"📱 <code>{escape(somebody.phone, quote=False)}</code>")
    if somebody.place:
        lines.append(f"📍 {escape(somebody.place, quote=False)}")
    if somebody.latitude is not None and somebody.longitude is not None:
        spot = f"{somebody.latitude:.6f},{somebody.longitude:.6f}"
        shown = translator.t("on the map")
        lines.append(f'📍 <a href="https://www.google.com/maps?q={spot}">{shown}</a>')
    return lines


def answer(translator: Translator, word: str | None) -> str:
    """The answer as it stands on the member's button, without its sign, for a table."""
    if word is None:
        return translator.label("silent")
    return translator.label(ANSWERS[Answer(word)]).partition(" ")[2]


def report(
    translator: Translator, check_in: CheckIn, counted: Totals, where: Sequence[Place], zone: ZoneInfo
) -> str:
    """What is told at its end."""
    lines = [head(translator, check_in, zone)]
    if check_in.launched_at and check_in.ended_at:
        lasted = duration(translator, (check_in.ended_at - check_in.launched_at).total_seconds())
        lines.append(translator.t("It lasted {time}.", time=lasted))
    lines += ["", *counts(translator, counted), ""]
    for here in where:
        lines += place(translator, here)
    return "\n".join(lines).rstrip()
