"""The doors of /entries."""

from handlers.routing import StepHandler
from handlers.staff.access import Door
from handlers.staff.entries import deciding, drafting, proposing, reading

DOORS = [
    Door("entries", reading.entries),
    Door("ens", reading.entries, button=True),
    Door("en", reading.entry, button=True),
    Door("enhi", reading.history, button=True),
    Door("entm", reading.file, button=True),
    Door("ened", proposing.ask, button=True),
    Door("enre", proposing.again, button=True),
    Door("enor", proposing.original, button=True),
    Door("ep", proposing.proposal, button=True),
    Door("epok", proposing.publish, button=True),
    Door("epno", proposing.decline, button=True),
    Door("nenew", drafting.begin, button=True),
    Door("ne", drafting.view, button=True),
    Door("nep", drafting.ask_part, button=True),
    Door("nem", drafting.ask_field, button=True),
    Door("nec", drafting.category, button=True),
    Door("neo", drafting.owner, button=True),
    Door("nef", drafting.file, button=True),
    Door("nes", deciding.propose, button=True),
    Door("neok", deciding.publish, button=True),
    Door("neno", deciding.decline, button=True),
    Door("newd", deciding.withdraw, button=True),
    Door("nex", deciding.discard, button=True),
]
STEPS: dict[str, StepHandler] = {
    "en.search": proposing.found_or_filed,
    "en.part": proposing.typed,
    "ne.part": drafting.part_typed,
    "ne.field": drafting.field_typed,
}
