"""The faults of a draft in words, and how to mend them."""

from bot.broadcasts.checks import Fault
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import wording

MOST = 12  # faults shown at a time
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
    "buttons": N_("{others}: fewer link buttons than in other languages."),
    "nobody": N_("Nobody would get it: the audience is empty."),
    "past": N_("The chosen time is past. Choose another under When."),
    "past_own": N_(
        "On members' own clocks that hour is over already where the day begins first. Choose a later day under When."
    ),
    "over": N_("It would be out of date before it is sent. Change the end under When."),
}


def worded(translator: Translator, listed: list[Fault]) -> str:
    """One line each, HTML."""
    lines = [f"{'⛔' if fault.stops else '⚠️'} {line(translator, fault)}" for fault in listed[:MOST]]
    return "\n".join([*lines, *(["…"] if len(listed) > MOST else [])])


def line(translator: Translator, fault: Fault) -> str:
    inside = fault.kind == "placeholder"  # the only sentence that does not begin with the language
    called = wording.language if inside else wording.titled
    name = called(translator, fault.language) if fault.language else ""
    facts = {key: _fact(translator, value) for key, value in fault.facts.items()}
    return translator.t(TOLD[fault.kind], **({"language": name} | facts))


def _fact(translator: Translator, value: object) -> str:
    return wording.listed(translator, value) if isinstance(value, list) else str(value)
