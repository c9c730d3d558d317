"""Every way in, for everybody: each command, each button with each kind of number, and each step where something is
typed, found among the registered handlers and tried by every role in private, in staff's group and in another.

One world a role (`tests/handlers/world.py`), whole again after whatever changed it. Of each try: nothing fails, the
button is answered, what is others' stays as it was unless the role allows the deed and the log names it, and nobody
reads what is not for them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.staff.permissions import PERMISSIONS, Action, Role
from handlers import handlers
from handlers.conversation import Conversation
from handlers.routing import Button, Command, Handler, Typed
from handlers.screen import LIMIT
from handlers.staff.access import Permitted
from storage.database.database import Database
from storage.members import conversations
from storage.members.conversations import Conversation as Row
from tests.handlers.running_bot import OWNER
from tests.handlers.world import (
    ANSWERED,
    ASKED,
    CONTACT,
    DRAFTED,
    FORGOTTEN,
    GROUP,
    MOST,
    NEEDED,
    NOW,
    OFFERED,
    REVIEW,
    SECRETLY,
    STAFF_GROUP,
    VICTIM,
    World,
    changed,
    missing,
)

MARAT = 778
STRANGER, MEMBER, LEFT = "stranger", "member", "left"  # all of them are in staff's group, too
EVERYBODY = (STRANGER, MEMBER, *Role, LEFT)
SHOWN_BY = {  # what others wrote, and the deeds by which it may be read
    ASKED: {Action.ANSWER_QUESTIONS},
    OFFERED: {Action.INTRODUCE},
    DRAFTED: {Action.WRITE_BROADCASTS, Action.APPROVE_BROADCASTS, Action.RUN_BROADCASTS,
              Action.WRITE_ENTRIES, Action.APPROVE_ENTRIES},
    SECRETLY: set(), ANSWERED: set(), CONTACT: set(), NEEDED: set(), FORGOTTEN: set(), str(VICTIM): set(),
}  # fmt: skip
# What tells by whom, beside the log: versions, questions and kept answers say it themselves.
SIGNED = {"audit", "draft_versions", "questions", "question_messages"}
LINKS = (
    "event_1",
    "event_3",
    "survey_1",
    "survey_3",
    "event_" + "9" * 30,
    "survey_²",
    "event_1_x",
    "faq_x",
    "join_x",
)
BEGUN: dict[
    str, dict[str, Any]
] = {  # what members' conversations keep of the steps before, about what is others'
    "check_in": {"event": 1},
    "contribute": {"side": "give", "kind": "mentoring", "languages": ["kk"], "text": "Сөздер", "version": 1},
    "crisis": {"check_in": MOST - 1},
    "danger": {"kind": "help", "code": "kk", "asked": 0},
    "rating": {"rating": 1},
    "survey": {"survey": 1, "question": 1},
}
COUNTED = {"broadcast_presses"}  # one departure a member, whichever broadcast's button they leave by
LAID = {"question_cards", "broadcast_posts"}  # which message shows what: it follows whatever is pressed


@dataclass(frozen=True, slots=True)
class Way:
    """A handler, and the step of a conversation in which it listens; None where any will do."""

    handler: Handler
    step: tuple[str, str] | None = None

    @property
    def action(self) -> Action | None:
        """None for members' own."""
        callback = self.handler.callback
        return callback.action if isinstance(callback, Permitted) else None

    def __str__(self) -> str:
        of = self.handler
        named = (
            of.verb if isinstance(of, Button) else sorted(of.commands) if isinstance(of, Command) else "typed"
        )
        return f"{named} {self.step or ''}"


def ways() -> Iterator[Way]:
    for handler in handlers():
        if not isinstance(handler, Conversation):
            yield Way(handler)
            continue
        yield from (Way(inner) for inner in (*handler.entry_points, *handler.fallbacks))
        for state, listening in handler.states.items():
            yield from (Way(inner, (handler.name, state)) for inner in listening)


def pressed(verb: str) -> dict[str, list[str]]:
    """A button's data by whose numbers it has. The forged ones have the length Telegram allows, too."""
    whole = re.sub(r"\(\?:(\w+)[^)]*\)", r"\1", verb).replace("[^:]*", "x").replace(r"\w+", "kk")
    whole = whole.removesuffix("$")

    def numbered(*numbers: str) -> str:
        here = whole
        for number in numbers:
            here = here.replace(r"\d+", number, 1) if r"\d+" in here else f"{here}:{number}"
        return here.replace(r"\d+", "1")[:LIMIT]

    most = numbered("1").ljust(LIMIT, "x") if r"\d+" in whole else f"{whole}:".ljust(LIMIT, "x")
    return {
        "own": [numbered("3")],
        "others'": [numbered("1"), numbered("2", "1"), numbered("kk", "1"), numbered("1", "yes")],
        "under way": [numbered(str(number), "help") for number in (MOST - 1, *range(REVIEW, MOST - 1), MOST)],
        "forged": [numbered("9" * 25), most, numbered("²"), numbered("kandas-apply", "kk").ljust(LIMIT, "1")],
    }


def spoken(person: int, where: int) -> dict[str, Any]:
    kind = (
        {"type": "private", "first_name": "Нұрлан"}
        if where == person
        else {"type": "supergroup", "title": "…"}
    )
    return {"message_id": 10**6, "date": int(NOW.timestamp()), "chat": {"id": where, **kind}}


def who(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Нұрлан", "language_code": "kk"}


def press(
    person: int, data: str, where: int | None, *, old: bool = False, stands: bool = True
) -> dict[str, Any]:
    """`old`: Telegram does not show us the message any more; `where` None: in a chat we do not see. `stands`: under
    that message, as far as it is shown."""
    query: dict[str, Any] = {"id": "1", "from": who(person), "chat_instance": "1", "data": data}
    if where is None:
        return {"callback_query": query | {"inline_message_id": "1"}}
    button = {"text": "Түйме", "callback_data": data if stands else "noop"}
    shown = {"text": "Карта", "reply_markup": {"inline_keyboard": [[button]]}}
    message = spoken(person, where) | ({"date": 0} if old else shown)
    return {"callback_query": query | {"message": message}}


def says(person: int, text: str, where: int) -> dict[str, Any]:
    message = spoken(person, where) | {"from": who(person), "text": text}
    if text.startswith("/"):
        length = len(text.split()[0])
        message |= {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
    return {"message": message}


def tries(way: Way, person: int, *, deep: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is done, by its name: a button with one's own number, others', a forged one, an old one, and from other
    chats; `deep`, by a member what is members' and by an owner, who may press it all, what is staff's: with all the
    numbers, and where Telegram shows us less."""
    handler = way.handler
    if isinstance(handler, Button):
        numbers = pressed(handler.verb)
        for whose, listed in numbers.items():
            for data in listed if deep else listed[:1]:
                yield f"{whose}, {data}", press(person, data, person)
        data = numbers["others'"][0]
        yield f"old in staff's group, {data}", press(person, data, STAFF_GROUP, old=True)
        yield f"in a group, {data}", press(person, data, GROUP)
        if deep:
            yield f"old, {data}", press(person, data, person, old=True)
            yield f"in staff's group, {data}", press(person, data, STAFF_GROUP)
            yield f"forged in a group, {data}", press(person, data, GROUP, stands=False)
            yield f"old in a group, {data}", press(person, data, GROUP, old=True)
            yield f"below what was shared, {data}", press(person, data, None)
    elif isinstance(handler, Command):
        for name in handler.commands:
            yield "in private", says(person, f"/{name}", person)
            yield "in staff's group", says(person, f"/{name}@otandas_bot", STAFF_GROUP)
            yield "in a group", says(person, f"/{name}@otandas_bot", GROUP)
            for words in LINKS if name == "start" else ():
                yield f"with the link {words}", says(person, f"/start {words}", person)
    elif isinstance(handler, Typed) and way.action is not None:
        for where in (person, STAFF_GROUP, GROUP):
            yield f"typed in {where}", says(person, "Сөздер", where)
    elif isinstance(handler, Typed) and way.step is not None:
        yield "typed in private", says(person, "Сөздер", person)


def _chat(body: dict[str, Any]) -> int:
    return int(body["message"]["chat"]["id"])


class Walk:
    """Whatever was wrong is gathered, so that one run shows it all."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.tried: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def all(self) -> None:
        for way in ways():
            deep = self.name == (MEMBER if way.action is None else Role.OWNER)
            for name, body in tries(way, self.world.person, deep=deep):
                self.tried[type(way.handler).__name__] += 1
                if fault := await self.fault(way, body):
                    self.wrong.append(f"{self.name}: {way}: {name}: {fault}")

    def may(self, way: Way) -> bool:
        """Whether the role allows what is staff's here."""
        role = self.world.role
        return role is not None and way.action is not None and role in PERMISSIONS[way.action]

    async def fault(self, way: Way, body: dict[str, Any]) -> str | None:
        """What was wrong with this try; the world is whole again."""
        allowed = self.may(way)
        if way.step and not isinstance(way.handler, Button):
            if allowed:
                return None  # tests/handlers/test_conversations.py walks them with what was begun
            begun = BEGUN.get(way.step[0], {}) if way.action is None else {}
            async with self.world.database.begin() as tx:
                await conversations.put(tx, _chat(body), self.world.person, Row(*way.step, begun, NOW))
        try:
            sent = await self.world.handles(body)
        except Exception as error:
            self.world.restore(self.world.rows())
            return f"{type(error).__name__}: {error}"
        return self.unanswered(body, sent) or self.read(way, allowed, sent) or self.did(allowed)

    def unanswered(self, body: dict[str, Any], sent: list[tuple[str, dict[str, Any]]]) -> str | None:
        answers = sum(method == "answerCallbackQuery" for method, _ in sent)
        return f"{answers} answers to the button" if "callback_query" in body and answers != 1 else None

    def read(self, way: Way, allowed: bool, sent: list[tuple[str, dict[str, Any]]]) -> str | None:
        for method, given in sent:
            for secret, actions in SHOWN_BY.items():
                if secret in str(given) and not (allowed and way.action in actions):
                    return f"{method} shows {secret}"
        return None

    def did(self, allowed: bool) -> str | None:
        if not self.world.written():
            return None
        after = self.world.rows()
        lost, touched = missing(self.world.others, after), changed(self.world.whole, after)
        self.world.restore(after)
        gone = {
            name: rows
            for name, rows in lost.items()
            if name not in COUNTED and not (allowed and name in LAID)
        }
        return f"changes {gone}" if gone and not (allowed and touched & SIGNED) else None


@pytest.mark.parametrize("name", EVERYBODY)
async def test_nobody_gets_further_than_they_may(sqlite: Database, name: str) -> None:
    role = Role(name) if name in set(Role) else None
    world = World(sqlite, OWNER if role is Role.OWNER else MARAT, role)
    await world.open(known=name != STRANGER, left=name == LEFT)
    walk = Walk(world, name)
    try:
        await walk.all()
    finally:
        await world.close()
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.tried.total() > 900, walk.tried
