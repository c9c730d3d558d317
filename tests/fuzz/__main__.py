"""Tries one kind of input after the other for so many minutes each, and says what came of it.

    python -m tests.fuzz --minutes 60 --target updates
    python -m tests.fuzz --minutes 1            # everything, a minute each

Exit 1 when something failed that may not fail; each fault is printed once, with the smallest input found for it.
"""

import argparse
import sys
import time

from tests.fuzz import updates
from tests.fuzz.rounds import Outcome, fuzz
from tests.fuzz.targets import TARGETS


def tried(name: str, minutes: float) -> Outcome:
    begun, outcome, known = time.monotonic(), Outcome(), 0
    for outcome in fuzz(TARGETS[name], minutes):
        for place, said in list(outcome.findings.items())[known:]:
            print(f"{name}: {place}\n{said}", flush=True)
        known = len(outcome.findings)
        spent = (time.monotonic() - begun) / 60
        print(f"{name}: {outcome.examples} examples, {spent:.1f} min, {known} faults", flush=True)
    return outcome


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--target", choices=TARGETS, action="append", help="again for several; all if none")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target")
    given = parser.parse_args()
    try:
        faults = [tried(name, given.minutes).findings for name in given.target or TARGETS]
    finally:
        updates.close()
    sys.exit(any(faults))
