"""What is tried, and rounds of trying it until the time is up.

A round is a run of Hypothesis: so many examples, the first that fails made as small as it goes. In the rounds after
it the same fault, by its kind and place, is passed over, so that an hour finds more than one.
"""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.loop import SECONDS

ROOT = str(Path(__file__).parents[2])
TRIES = 3  # what seems slow is measured again: a collection of garbage is nobody's fault


class TooSlow(AssertionError):
    """It held the loop for longer than anything may."""


@dataclass(frozen=True, slots=True)
class Target:
    """`check` fails where it is wrong to fail; what `inputs` gives may be anything."""

    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]


@dataclass(slots=True)
class Outcome:
    """How much was tried, and what came of it: a description of each fault, the input with it."""

    examples: int = 0
    findings: dict[str, str] = field(default_factory=dict)


def fuzz(target: Target, minutes: float, examples: int = 500) -> Iterator[Outcome]:
    """Rounds until the time is up; the outcome so far after each."""
    outcome, until = Outcome(), time.monotonic() + minutes * 60
    while time.monotonic() < until:
        one_round(target, outcome, examples)
        yield outcome


def one_round(target: Target, outcome: Outcome, examples: int, start: int | None = None) -> None:
    """One run of Hypothesis, always the same with a `start`."""

    def tried(made: Any) -> None:
        outcome.examples += 1
        try:
            target.check(made)
        except Exception as error:
            if fault(error) not in outcome.findings:
                raise

    run = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )(given(target.inputs)(tried))
    try:
        (run if start is None else seed(start)(run))()
    except Exception as error:
        outcome.findings[fault(error)] = "".join(traceback.format_exception(error))[-6000:]


def fault(error: BaseException) -> str:
    """Its kind and the innermost place of ours where it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if frame.filename.startswith(ROOT) and "tests/fuzz/rounds" not in frame.filename
    ]
    place = f"{ours[-1].filename.removeprefix(ROOT)}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {place}" + (f": {error}" if isinstance(error, TooSlow) else "")


def briefly(work: Callable[[], Any]) -> Any:
    """What it returns; TooSlow when it takes more processor time than the loop may be held, again and again."""
    for _ in range(TRIES):
        begun = time.thread_time()
        returned = work()
        if time.thread_time() - begun <= SECONDS:
            return returned
    raise TooSlow("the same input, three times")


@contextmanager
def refused(*errors: type[Exception]) -> Iterator[None]:
    """These are the words in which it may be refused."""
    try:
        yield
    except errors:
        return
