"""The doors of /entries."""

from bot.staff.permissions import Action
from handlers.routing import StepHandler
from handlers.staff.access import staff_button, staff_command
from handlers.staff.entries import deciding, drafting, proposing, reading

HANDLERS = [
    staff_command("entries", Action.WRITE_ENTRIES, reading.entries),
    staff_button("ens", Action.WRITE_ENTRIES, reading.entries),
    staff_button("en", Action.WRITE_ENTRIES, reading.entry),
    staff_button("enhi", Action.WRITE_ENTRIES, reading.history),
    staff_button("entm", Action.WRITE_ENTRIES, reading.file),
    staff_button("ened", Action.WRITE_ENTRIES, proposing.ask),
    staff_button("enre", Action.WRITE_ENTRIES, proposing.again),
    staff_button("enor", Action.WRITE_ENTRIES, proposing.original),
    staff_button("ep", Action.WRITE_ENTRIES, proposing.proposal),
    staff_button("epok", Action.APPROVE_ENTRIES, proposing.publish),
    staff_button("epno", Action.APPROVE_ENTRIES, proposing.decline),
    staff_button("nenew", Action.WRITE_ENTRIES, drafting.begin),
    staff_button("ne", Action.WRITE_ENTRIES, drafting.view),
    staff_button("nep", Action.WRITE_ENTRIES, drafting.ask_part),
    staff_button("nem", Action.WRITE_ENTRIES, drafting.ask_field),
    staff_button("nec", Action.WRITE_ENTRIES, drafting.category),
    staff_button("neo", Action.WRITE_ENTRIES, drafting.owner),
    staff_button("nef", Action.WRITE_ENTRIES, drafting.file),
    staff_button("nes", Action.WRITE_ENTRIES, deciding.propose),
    staff_button("neok", Action.APPROVE_ENTRIES, deciding.publish),
    staff_button("neno", Action.APPROVE_ENTRIES, deciding.decline),
    staff_button("newd", Action.APPROVE_ENTRIES, deciding.withdraw),
    staff_button("nex", Action.WRITE_ENTRIES, deciding.discard),
]
STEPS: dict[str, StepHandler] = {
    "en.search": proposing.found_or_filed,
    "en.part": proposing.typed,
    "ne.part": drafting.part_typed,
    "ne.field": drafting.field_typed,
}
