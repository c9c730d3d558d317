"""What speaks against a broadcast, in words for one reader: faults, times not understood, what holds it back. HTML."""

from zoneinfo import ZoneInfo

from bot.broadcasts.approval import Lack
from bot.broadcasts.checks import Fault
from bot.broadcasts.typed_time.doubt import Doubt, Reason
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import recipients_wording
from handlers.staff.broadcast.wording import languages, titled

MOST = 12  # faults shown at a time
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
    "few": recipients_wording.FEW_ANSWERED,
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
    "calm": N_("A check-in is urgent. Mark it so under Options."),
    "groups": N_("A check-in asks persons, not groups. Choose persons only under Recipients."),
    "comes_again": N_("A check-in is sent once. Choose one time under When."),
    "ended": N_("This check-in has ended, so nobody can be asked again."),
    "over": N_("It would be out of date before it is sent. Change the end under When."),
}
LANGUAGES_FIRST = ("media", "lengths", "buttons")  # sentences that begin with their names

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
LACKS: dict[str, str] = {
    Lack.CHANGED: N_("what would go out is not what was approved"),
    Lack.GROWN: N_("it would reach more members than may be sent to without a colleague's approval"),
    Lack.TRIAL: N_("the trial allows no more messages today"),
}
EITHER = N_("“{part}” may be {first} or {second}. Write the date.")


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
    told = translator.t(TOLD[fault.kind], **places)
    return told[:1].upper() + told[1:] if fault.kind in LANGUAGES_FIRST else told
