"""The same inputs in every run, some of each kind; `python -m tests.fuzz` tries others for as long as it is told to."""

import logging
import time
from collections.abc import Iterator

import pytest
from hypothesis import strategies as st
from telegram import Update

from handlers.application import BotApplication
from tests.fuzz import updates
from tests.fuzz.rounds import Outcome, Target, one_round
from tests.fuzz.targets import TARGETS
from tests.fuzz.telegram_objects import KINDS
from tests.loop import SECONDS

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


def test_no_kind_of_update_is_left_out() -> None:
    fields = {field for field in Update.__slots__ if not field.startswith("_")} - {"update_id"}
    assert set(KINDS) == fields == set(Update.ALL_TYPES)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_up_of_a_kind_is_read_as_that_kind(kind: str) -> None:
    def read(raw: dict[str, object]) -> None:
        update = Update.de_json(raw, None)
        assert [field for field in KINDS if getattr(update, field) is not None] == [kind]

    assert faults(Target(updates.updates([kind]), read), OF_A_KIND) == {}


def test_a_slow_step_a_logged_exception_and_a_missing_answer_are_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the application does wrong is seen, whatever the kind of update."""
    bot, begun = updates.running(), BotApplication.process_update
    raw = {"update_id": updates.NEW, "message": {
        "message_id": 1, "date": 1, "chat": updates.private(updates.STRANGER),
        "from": updates.person(updates.STRANGER), "text": "/help"}}  # fmt: skip

    async def slow(self: BotApplication, update: object) -> None:
        await begun(self, update)
        until = time.thread_time() + 2 * SECONDS
        while time.thread_time() < until:
            pass

    async def failing(self: BotApplication, update: object) -> None:
        await begun(self, update)
        try:
            raise ValueError
        except ValueError:
            logging.getLogger("bot").exception("it failed")

    async def silent(self: BotApplication, update: object) -> None:
        pass

    assert type(bot.application) is BotApplication
    updates.handled((updates.Situation(), raw))
    for wrong, told in ((slow, "0."), (failing, "trace"), (silent, "without an answer")):
        monkeypatch.setattr(BotApplication, "process_update", wrong)
        with pytest.raises(AssertionError, match=told):
            updates.handled((updates.Situation(), raw))


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
