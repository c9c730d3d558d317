"""What a row does to a member, as a table: leaving, stopping, forgetting and own choices outlive files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.members.import_file import Row
from bot.members.merge import Decision, Guard, Result, decide
from storage.members.members import Chosen, Member

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
BEFORE, LONG_AGO = NOW - timedelta(days=1), NOW - timedelta(days=9)
ROW = Row(1001, "kk", "MN", "Asia/Hovd", ("events",), script="latn")
OLGII, BERLIN = "1515436", "2950159"
MEMBER = Member(
    id=1, chat_id=1001, kind="person", language="ru", script="cyrl", country=None, timezone=None, quiet_from=None,
    quiet_until=None, joined_at=LONG_AGO, onboarded_at=None, last_active_at=None, blocked_at=None,
    blocked_reason=None, topics=("law",),
)  # fmt: skip
TAKEN = {"language": "kk", "script": "latn", "country": "MN", "timezone": "Asia/Hovd"}


def decided(row: Row, known: Member | None, *, forgotten: bool = False) -> Decision:
    return decide(row, known, "kk", NOW, forgotten=forgotten)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, Decision(Result.CHANGED, TAKEN, ("events",))),
        ({"stopped_at": BEFORE}, Decision(Result.SAME, guard=Guard.STOPPED)),
        ({"blocked_at": BEFORE}, Decision(Result.SAME, guard=Guard.LEFT)),
        (
            {"chosen": Chosen.LANGUAGE},
            Decision(
                Result.CHANGED, {"country": "MN", "timezone": "Asia/Hovd"}, ("events",), guard=Guard.OWN
            ),
        ),
        ({"chosen": Chosen.TOPICS}, Decision(Result.CHANGED, TAKEN, (), guard=Guard.OWN)),
        ({"chosen": 63}, Decision(Result.SAME, guard=Guard.OWN)),
        ({**TAKEN, "topics": ("events", "law"), "chosen": 15}, Decision(Result.SAME)),
        ({**TAKEN, "topics": ("events", "law")}, Decision(Result.SAME)),
    ],
)
def test_a_file_changes_only_what_nobody_chose(known: dict[str, Any], expected: Decision) -> None:
    assert decided(ROW, replace(MEMBER, **known)) == expected


@pytest.mark.parametrize(
    ("known", "row", "written"),
    [
        ({}, {"country": "MN", "city": OLGII}, {"country": "MN", "city": OLGII}),
        ({"country": "MN"}, {"country": "MN", "city": OLGII}, {"city": OLGII}),
        ({"country": "DE", "city": BERLIN}, {"country": "MN"}, {"country": "MN", "city": None}),
        (
            {"country": "DE", "city": BERLIN},
            {"country": "MN", "city": OLGII},
            {"country": "MN", "city": OLGII},
        ),
        ({"country": "DE", "city": BERLIN, "chosen": Chosen.CITY | Chosen.COUNTRY}, {"city": OLGII}, {}),
        ({"country": "DE", "chosen": Chosen.COUNTRY}, {"country": "MN", "city": OLGII}, {}),
        ({"country": "DE", "city": BERLIN}, {}, {}),
    ],
)
def test_a_city_lies_in_the_country_that_counts(
    known: dict[str, Any], row: dict[str, Any], written: dict[str, Any]
) -> None:
    assert decided(Row(1001, **row), replace(MEMBER, **known)).values == written


def test_what_is_left_empty_changes_nothing() -> None:
    assert decided(Row(1001), replace(MEMBER, country="TR")) == Decision(Result.SAME)


def test_who_was_forgotten_is_not_made_anew() -> None:
    assert decided(ROW, None, forgotten=True) == Decision(Result.SAME, guard=Guard.FORGOTTEN)


def test_a_new_member_is_as_the_file_says_and_the_rest_by_default() -> None:
    made = decided(Row(-100), None)
    assert made.result == Result.ADDED
    assert made.values["kind"] == "group" and made.values["language"] == "kk"
    assert made.values["joined_at"] == NOW and made.values["stopped_at"] is None


def test_a_stop_comes_along() -> None:
    assert decided(replace(ROW, stopped=True), None).values["stopped_at"] == NOW
    assert decided(replace(ROW, stopped=True, stopped_at=BEFORE), None).values["stopped_at"] == BEFORE
    left = decided(replace(ROW, blocked_at=BEFORE, blocked_reason="blocked"), None).values
    assert (left["blocked_at"], left["blocked_reason"]) == (BEFORE, "blocked")


@pytest.mark.parametrize(
    ("stopped_at", "active", "taken"),
    [
        (None, None, True),
        (BEFORE, None, True),
        (BEFORE, LONG_AGO, True),
        (LONG_AGO, BEFORE, False),
        (None, LONG_AGO, False),
    ],
)
def test_a_stop_elsewhere_counts_unless_they_were_here_since(
    stopped_at: datetime | None, active: datetime | None, taken: bool
) -> None:
    row = Row(1001, stopped=True, stopped_at=stopped_at)
    values = decided(row, replace(MEMBER, last_active_at=active)).values
    assert ("stopped_at" in values) == taken


OFTEN = replace(
    ROW,
    frequency="weekly",
    topic_frequency=(("events", "daily"), ("law", "at_once"), ("work", "daily")),
    digest_at=540,
    paused_until=NOW + timedelta(days=3),
)


def test_how_often_and_a_pause_come_along_with_a_new_member() -> None:
    made = decided(OFTEN, None)
    assert made.values["frequency"] == "weekly" and made.values["digest_at"] == 540
    assert made.values["paused_until"] == NOW + timedelta(days=3) and made.values["by_topic"]
    assert made.frequencies == (("events", "daily"),)  # of the topics they have
    assert decided(replace(OFTEN, paused_until=BEFORE), None).values["paused_until"] is None


@pytest.mark.parametrize(
    "said", [{"chosen": Chosen.FREQUENCY}, {"frequency": "daily"}, {"by_topic": True, "topics": ("events",)}]
)
def test_whoever_said_how_often_keeps_it(said: dict[str, Any]) -> None:
    mine = decided(OFTEN, replace(MEMBER, **TAKEN, **said))
    assert not mine.frequencies and not mine.values.keys() & {"frequency", "by_topic", "paused_until"}


def test_whoever_said_nothing_of_it_gets_what_they_chose_elsewhere_once() -> None:
    first = decided(OFTEN, MEMBER)
    assert first.frequencies == (("events", "daily"), ("law", "at_once")) and first.values["by_topic"]
    after = replace(MEMBER, **first.values, topics=(*MEMBER.topics, *first.topics))
    assert decided(OFTEN, after).result == Result.SAME


def test_deciding_twice_changes_nothing_the_second_time() -> None:
    row = replace(
        ROW, chosen=Chosen.TOPICS, onboarded_at=BEFORE, last_active_at=BEFORE, quiet_from=0, quiet_until=5
    )
    first = decided(row, MEMBER)
    after = replace(MEMBER, **first.values, topics=(*MEMBER.topics, *first.topics))
    assert first.result == Result.CHANGED and decided(row, after).result == Result.SAME
