"""The doors of /entries."""

from handlers.doors import StepHandler
from handlers.staff.entries import proposing, reading
from handlers.staff.gate import Door

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
]
STEPS: dict[str, StepHandler] = {"en.search": proposing.found_or_filed, "en.part": proposing.typed}
