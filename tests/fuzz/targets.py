"""Everything that is tried, by name."""

from tests.fuzz import files, letters, updates
from tests.fuzz.rounds import Target

TARGETS: dict[str, Target] = {**letters.TARGETS, **files.TARGETS, **updates.TARGETS}
