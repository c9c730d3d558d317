"""Every command, button and typed text of staff, tried by every role, a stranger, and one who left the team.

They are found among the handlers registered with the application, so that a new one cannot be forgotten.
"""

from dataclasses import replace

import pytest

from bot.staff.permissions import PERMISSIONS, REFUSALS, REFUSED, Role
from handlers import commands
from handlers.routing import Button, Command, Edited, Typed
from handlers.staff.access import ROLE_NAMES, Permitted
from handlers.staff.team import MAY
from sandbox import Person
from storage.members import conversations
from storage.members.conversations import Conversation as Row
from tests.handlers.running_bot import RunningBot, deciding
from tests.handlers.staff.people import NOW
from tests.handlers.staff.ways import STRANGERS, Way, data, registered, rows, somebody, ways

GROUP = -100500
BY_CHAT = {
    "handlers.staff.inbox.replies.replied",
    "handlers.staff.inbox.replies.edited",
}  # whoever writes in staff's chat may answer a question there
NO_COMMAND = "There is no such command."
MEMBERS_TOO = {"poll": "No survey is open for you now."}  # members have a command of that name


async def comes_to(bot: RunningBot, person: Person, way: Way) -> None:
    """In the step in which the handler listens."""
    async with bot.services.database.begin() as tx:
        await conversations.end(tx, person.id, person.id)
        if way.opened:
            await conversations.put(tx, person.id, person.id, Row(*way.opened, {}, NOW))


async def tries(bot: RunningBot, person: Person, way: Way, reached: list[Way]) -> None:
    """Does what the handler listens to."""
    handler = way.handler
    if isinstance(handler, Command):
        await person.says("/" + next(iter(handler.commands)))
    elif isinstance(handler, Button):
        await bot.sends(person, "A card.", "Press", data(handler))
        await person.presses("Press")
    else:
        assert isinstance(handler, Typed)
        said = await person.says("Words of theirs")
        if isinstance(handler, Edited):
            await bot.settled()
            reached.clear()
            await person.edits(said, "Other words of theirs")
    await bot.settled()


def refusal(way: Way) -> str:
    return REFUSALS.get(way.permitted.action, REFUSED)


@pytest.fixture
def reached(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> list[Way]:
    """The ways whose callback was reached, in place of what the callbacks do."""
    reached: list[Way] = []

    def recording(way: Way) -> Permitted:
        async def callback(*_: object) -> None:
            reached.append(way)

        return replace(way.permitted, callback=callback)

    for way in ways(bot):
        monkeypatch.setattr(way.handler, "callback", recording(way))
    return reached


def test_every_role_has_a_name_and_is_explained_to_the_team() -> None:
    assert set(ROLE_NAMES) == set(MAY) == set(Role)


def test_whatever_is_registered_for_staff_has_its_action(bot: RunningBot) -> None:
    callbacks = [way.handler.callback for way in registered(bot)]
    unchecked = (callback for callback in callbacks if not isinstance(callback, Permitted))
    bare = {f"{callback.__module__}.{callback.__qualname__}" for callback in unchecked}
    assert {name for name in bare if name.startswith("handlers.staff.")} <= BY_CHAT


@pytest.mark.parametrize("role", [*Role, *STRANGERS])
async def test_only_what_the_role_allows_is_reached(bot: RunningBot, role: str, reached: list[Way]) -> None:
    deciding(bot, "unknown", language="en")
    person = await somebody(bot, role)
    for way in ways(bot):
        allowed = role not in STRANGERS and Role(role) in PERMISSIONS[way.permitted.action]
        await comes_to(bot, person, way)
        reached.clear()
        if allowed:
            await tries(bot, person, way, reached)
            assert [again.handler for again in reached] == [way.handler]
            continue
        if role in STRANGERS:  # what a member's own command or words change is changed then
            await tries(bot, person, way, reached)
        before = await rows(bot)
        if role in STRANGERS:
            await comes_to(bot, person, way)
        await tries(bot, person, way, reached)
        assert (reached, await rows(bot)) == ([], before)
        if role not in STRANGERS:
            await person.sees(refusal(way))
        elif isinstance(way.handler, Command) and way.handler.commands <= {*commands.MEMBERS, "start"}:
            await person.sees("")  # a member's own command of that name
        elif isinstance(way.handler, Command):
            await person.sees(MEMBERS_TOO.get(next(iter(way.handler.commands)), NO_COMMAND))
        elif isinstance(way.handler, Button):
            await person.sees("This button is out of date.")
        elif not isinstance(way.handler, Edited):
            await person.sees("I do not have a checked answer to this question")


@pytest.mark.parametrize("role", [*Role, *STRANGERS])
async def test_a_card_in_staffs_group_is_for_whom_the_role_allows_not_for_whoever_is_there(
    bot: RunningBot, reached: list[Way], role: str
) -> None:
    """Also whoever is in the group without a role, or has left the team and not the group."""
    person = await somebody(bot, role)
    await bot.group(GROUP, [person.id])
    await bot.sends(GROUP, "A card.", "Press", "noop")
    await person.presses("Press", chat_id=GROUP)  # the group is noted as seen today
    for way in ways(bot):
        if not isinstance(way.handler, Button):
            continue
        reached.clear()
        await bot.sends(GROUP, "A card.", "Press", data(way.handler))
        before = await rows(bot)
        answer = await person.presses("Press", chat_id=GROUP)
        if role not in STRANGERS and Role(role) in PERMISSIONS[way.permitted.action]:
            assert {again.permitted.action for again in reached} <= {way.permitted.action}
            continue
        assert (reached, await rows(bot)) == ([], before)
        assert answer["text"] == ("This button is for the team." if role in STRANGERS else refusal(way))


@pytest.mark.parametrize("role", STRANGERS)
async def test_commands_and_words_of_staff_in_their_group_are_for_the_team(
    bot: RunningBot, reached: list[Way], role: str
) -> None:
    """Whoever is in the group without a role, or left in the middle of something begun there, changes nothing."""
    person = await somebody(bot, role)
    await bot.group(GROUP, [person.id])
    await person.says(
        f"/help@{bot.application.bot.username}", chat_id=GROUP
    )  # the group is noted as seen today
    await bot.settled()
    tried = [way for way in ways(bot) if not isinstance(way.handler, Button)]
    assert {type(way.handler) for way in tried} == {Command, Typed, Edited}
    for way in tried:
        async with bot.services.database.begin() as tx:
            await conversations.end(tx, GROUP, person.id)
            if way.opened:
                await conversations.put(tx, GROUP, person.id, Row(*way.opened, {}, NOW))
        before = await rows(bot)
        if isinstance(way.handler, Command):
            name = next(iter(way.handler.commands))
            said = [f"/{name}", f"/{name}@{bot.application.bot.username}"]
        else:
            said = ["Words of theirs"]
        for words in said:
            sent = await person.says(words, chat_id=GROUP)
            await bot.settled()
            if isinstance(way.handler, Edited):
                await person.edits(sent, "Other words of theirs")
                await bot.settled()
        assert (reached, await rows(bot)) == ([], before)
