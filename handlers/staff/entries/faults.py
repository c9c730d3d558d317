"""The checker's faults in the reader's language: those of a whole draft, and those of one proposed text."""

from bot.faq.rules import ANSWER, PHRASINGS, QUESTION, Fault, Flaw
from bot.faq.typed import PARTS
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import wording

ENTRY = {
    "category": N_("Choose a category."),
    "owner": N_("Choose the responsible body."),
    "related": N_("A related entry does not exist. Correct it in the TOML file and send that at /entries."),
    "review_by": N_("The review date is past."),
    "checked_on": N_(
        "The date of checking is in the future. Correct it in the TOML file and send that at /entries."
    ),
    "sources": N_("At least one source is needed."),
    "sources.url": N_("Each source needs a web address."),
}
PART = {
    "question": N_("{language}: a question is needed, {limit} characters at most, its formatting whole."),
    "answer": N_("{language}: an answer is needed, {limit} characters at most, its formatting whole."),
    "phrasings": N_("{language}: at least {number} other ways of asking are needed."),
}
LIST = N_("{language}: {part}: as many lines as in Kazakh, none empty, formatting whole.")
NUMBERS = N_("{language}: the numbers differ from Kazakh. Only here: {here}. Only there: {there}.")
FIGURE = N_("A figure is unknown or out of date: {name}")
TEXT = {
    ("question", Flaw.EMPTY): N_("A question and an answer are needed."),
    ("answer", Flaw.EMPTY): N_("A question and an answer are needed."),
    ("answer", Flaw.LONG): N_(
        "The answer has {length} characters, {limit} at most; put the rest into steps."
    ),
    ("phrasings", Flaw.FEW): N_("At least {number} other ways of asking are needed."),
    ("", Flaw.MARKUP): N_("The formatting is broken: {reason}"),
    ("", Flaw.FIGURE): N_("There is no figure of this name: {name}"),
}


def of_draft(translator: Translator, faults: list[Fault]) -> list[str]:
    """Each sentence once."""
    return list(dict.fromkeys(_worded(translator, fault) for fault in faults if not fault.warning))


def of_text(translator: Translator, fault: Fault) -> str:
    """Of one text, the other languages aside."""
    part = fault.key.partition(".")[2]
    msgid = fault.flaw and (TEXT.get((part, fault.flaw)) or TEXT.get(("", fault.flaw)))
    return translator.t(msgid, **fault.places) if msgid else _worded(translator, fault)


def _worded(translator: Translator, fault: Fault) -> str:
    if fault.flaw is None:
        known = ENTRY.get(fault.key)
        return translator.t(known) if known else translator.t(FIGURE, name=fault.key)
    if fault.flaw is Flaw.FIGURE:
        return translator.t(FIGURE, name=f"{{{fault.places['name']}}}")
    code, _, part = fault.key.partition(".")
    language = wording.titled(translator, code)
    if fault.flaw is Flaw.NUMBERS:
        here, there = (fault.places[place] or "-" for place in ("here", "there"))
        return translator.t(NUMBERS, language=language, here=here, there=there)
    return translator.t(
        PART.get(part, LIST),
        language=language,
        part=translator.label(PARTS[part]),
        limit=QUESTION if part == "question" else ANSWER,
        number=PHRASINGS,
    )
