"""What may follow what, on both databases: each verb from each state, and every way to pause and resume."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle, recalls
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.states import (
    RESTING,
    TRANSITIONS,
    AudienceMode,
    Kind,
    NotAllowed,
    Policy,
    Release,
    State,
    Verb,
)
from bot.config import Config
from handlers.staff.sent import screen
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
Act = Callable[[AsyncConnection, Broadcast], Awaitable[Any]]
LAUNCHED = (State.SENDING, *RESTING, State.RECALLED)
VERBS: dict[Verb, Act] = {
    Verb.SUBMIT: lambda tx, row: lifecycle.submit(tx, row, 1, NOW, {}),
    Verb.DECLINE: lambda tx, row: lifecycle.decline(tx, row, 1, NOW),
    Verb.SCHEDULE: lambda tx, row: lifecycle.schedule(tx, row, NOW, NOW),
    Verb.APPROVE: lambda tx, row: lifecycle.approve(tx, row, NOW, NOW, 2),
    Verb.TO_DRAFT: lambda tx, row: lifecycle.to_draft(tx, row, NOW),
    Verb.SEND_NOW: lambda tx, row: lifecycle.send_now(tx, row, NOW),
    Verb.HOLD: lambda tx, row: lifecycle.hold(tx, row, NOW, "unapproved"),
    Verb.LAUNCH: lambda tx, row: lifecycle.launch(tx, row.id, NOW),
    Verb.SET_OVERDUE: lambda tx, row: lifecycle.set_overdue(tx, row.id, NOW),
    Verb.PAUSE: lambda tx, row: lifecycle.pause(tx, row.id, NOW),
    Verb.RESUME: lambda tx, row: lifecycle.resume(tx, row.id, NOW),
    Verb.FINISH: lambda tx, row: lifecycle.finish(tx, row.id, NOW),
    Verb.EXPIRE: lambda tx, row: lifecycle.expire(tx, row.id, NOW),
    Verb.CANCEL: lambda tx, row: lifecycle.cancel(tx, row.id, NOW),
    Verb.RECALL: lambda tx, row: recalls.recall(tx, row, NOW, {}, None),
}


async def broadcast_in(database: Database, state: State, **values: Any) -> Broadcast:
    values = {"launched_at": NOW if state in LAUNCHED else None, "due_at": NOW} | values
    async with database.begin() as tx:
        number = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, NOW, state=state, **values)
        await broadcasts.release(tx, number, Release.OWN)
    return await row(database, number)


async def row(database: Database, number: int) -> Broadcast:
    async with database.connect() as tx:
        broadcast = await broadcasts.get(tx, number)
    assert broadcast is not None
    return broadcast


def test_every_verb_is_tried_here() -> None:
    assert {*VERBS, Verb.CORRECT} == set(Verb) == set(TRANSITIONS)


async def test_each_verb_moves_from_the_states_of_the_table_and_from_no_other(database: Database) -> None:
    for verb, act in VERBS.items():
        before, after = TRANSITIONS[verb]
        for state in State:
            broadcast = await broadcast_in(database, state, launched_at=NOW)
            async with database.begin() as tx:
                if state in before:
                    await act(tx, broadcast)
                else:
                    with pytest.raises(NotAllowed, match=f"broadcast {broadcast.id} is {state}; "):
                        await act(tx, broadcast)
            assert (await row(database, broadcast.id)).state == (after if state in before else state)


async def test_of_two_who_act_at_the_same_time_the_second_hears_the_state(database: Database) -> None:
    broadcast = await broadcast_in(database, State.SENDING)
    async with database.begin() as tx:
        await lifecycle.pause(tx, broadcast.id, NOW)
        with pytest.raises(NotAllowed) as refused:
            await lifecycle.pause(tx, broadcast.id, NOW)
    assert refused.value.done_already
    assert (
        str(refused.value) == f"broadcast {broadcast.id} is paused; "
        "this can be done while it is scheduled or sending"
    )


@pytest.mark.parametrize("mode", AudienceMode)
@pytest.mark.parametrize("kind", Kind)
async def test_paused_before_its_launch_it_waits_for_its_time_again_and_is_sent(
    database: Database, kind: Kind, mode: AudienceMode
) -> None:
    target = await broadcast_in(database, State.DONE)
    values = {"kind": kind, "target_id": target.id, "audience_mode": mode}
    draft = await broadcast_in(database, State.DRAFT, **values)
    async with database.begin() as tx:
        await lifecycle.schedule(tx, draft, NOW, NOW)
        await lifecycle.pause(tx, draft.id, NOW)
    await Launcher(database, Config(), lambda: NOW).look()
    assert (await row(database, draft.id)).state == State.PAUSED
    async with database.begin() as tx:
        await lifecycle.resume(tx, draft.id, NOW)
    resumed = await row(database, draft.id)
    assert (resumed.state, resumed.launched_at, resumed.paused_at) == (State.SCHEDULED, None, None)
    await Launcher(database, Config(), lambda: NOW).look()
    launched = await row(database, draft.id)
    assert (launched.state, launched.launched_at) == (State.SENDING, NOW)
    assert launched.launch_until is not None


async def test_paused_after_its_launch_it_goes_on_being_sent(database: Database) -> None:
    broadcast = await broadcast_in(database, State.SENDING)
    async with database.begin() as tx:
        await lifecycle.pause(tx, broadcast.id, NOW, "errors: 40% of the last 30 sends")
        await lifecycle.resume(tx, broadcast.id, NOW)
    resumed = await row(database, broadcast.id)
    assert (resumed.state, resumed.pause_reason, resumed.paused_at) == (State.SENDING, None, NOW)


async def test_what_was_never_launched_has_nothing_to_recall(database: Database) -> None:
    for state in TRANSITIONS[Verb.RECALL][0]:
        broadcast = await broadcast_in(database, state, launched_at=None)
        with pytest.raises(NotAllowed):
            async with database.begin() as tx:
                await recalls.recall(tx, broadcast, NOW, {}, None)
        assert (await row(database, broadcast.id)).state == state


@pytest.mark.parametrize("kind", [Kind.CORRECT, Kind.RECALL])
async def test_a_job_is_not_recalled(database: Database, kind: Kind) -> None:
    job = await broadcast_in(database, State.DONE, kind=kind)
    with pytest.raises(NotAllowed):
        async with database.begin() as tx:
            await recalls.recall(tx, job, NOW, {}, None)
    assert (await row(database, job.id)).state == State.DONE


async def test_fixed_recipients_and_series_say_why_they_stay(database: Database) -> None:
    fixed = await broadcast_in(database, State.SCHEDULED, launch_until=1)
    daily = {"every": "day", "at": "10:00", "zone": "Asia/Almaty"}
    series = await broadcast_in(database, State.SCHEDULED, schedule=daily, due_at=NOW + timedelta(days=1))
    async with database.begin() as tx:
        with pytest.raises(lifecycle.BotError, match="recipients are fixed"):
            await lifecycle.to_draft(tx, fixed, NOW)
        with pytest.raises(lifecycle.BotError, match="recurring broadcast"):
            await lifecycle.send_now(tx, series, NOW)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("state", State),
        ("kind", Kind),
        ("policy", Policy),
        ("audience_mode", AudienceMode),
        ("released_as", Release),
    ],
)
def test_the_database_knows_the_same_words(column: str, words: type[State]) -> None:
    [check] = broadcasts.broadcasts.c[column].constraints
    assert isinstance(check, sa.CheckConstraint)
    allowed = re.findall(r"'(\w+)'", str(check.sqltext))
    assert [word for word in allowed if word != "failed"] == list(words)  # "failed": of early databases


def test_every_button_of_a_card_is_one_its_state_allows() -> None:
    verbs = {
        "pause": Verb.PAUSE, "resume": Verb.RESUME, "cancel": Verb.CANCEL, "stop": Verb.CANCEL, "drop": Verb.CANCEL,
        "draft": Verb.TO_DRAFT, "later": Verb.TO_DRAFT, "now": Verb.SEND_NOW, "recall": Verb.RECALL,
    }  # fmt: skip
    for table in (screen.WAYS, screen.JOB_WAYS):
        for state, names in table.items():
            for verb in (verbs[name] for name in names if name in verbs):
                assert state in TRANSITIONS[verb][0], (state, verb)
