"""The same inputs in every run, some of each kind; `python -m tests.fuzz` tries others for as long as it is told to."""

from collections.abc import Iterator

import pytest
from hypothesis import strategies as st

from tests.fuzz import updates
from tests.fuzz.rounds import Outcome, Target, one_round
from tests.fuzz.targets import TARGETS
from tests.fuzz.telegram_objects import KINDS

EXAMPLES = 60
OF_A_KIND = 6  # updates


@pytest.fixture(autouse=True, scope="module")
def _closed() -> Iterator[None]:
    yield
    updates.close()


def faults(target: Target, examples: int) -> dict[str, str]:
    outcome = Outcome()
    one_round(target, outcome, examples, start=11)
    assert outcome.examples >= examples
    return outcome.findings


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_fails_on_anything(name: str) -> None:
    assert faults(TARGETS[name], EXAMPLES) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_update_is_handled(kind: str) -> None:
    made = st.tuples(updates.SITUATIONS, updates.updates([kind]))
    assert faults(Target(made, updates.handled), OF_A_KIND) == {}


def test_what_fails_is_found_once_with_its_smallest_input() -> None:
    def fussy(number: int) -> None:
        assert number < 100, "too large"

    outcome = Outcome()
    for _ in range(2):
        one_round(Target(st.integers(0, 1000), fussy), outcome, 200, start=1)
    (said,) = outcome.findings.values()
    assert "made=100" in said
