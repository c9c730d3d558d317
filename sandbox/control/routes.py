"""The control API as a table: method and path, and the function that answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.control import interactions, messages, people, view
from sandbox.control import world as world_handlers
from sandbox.control.arguments import person_by_id
from sandbox.errors import ControlError
from sandbox.params import Json, Upload
from sandbox.world.account import Account
from sandbox.world.chats import User
from sandbox.world.world import World

PersonHandler = Callable[[Account, User, Json], Any | Awaitable[Any]]
WorldHandler = Callable[[World, Account, Any], Any]
PERSON_ROUTES: dict[str, PersonHandler] = {
    "POST send": messages.send,
    "POST press": interactions.press,
    "POST vote": interactions.vote,
    "POST react": messages.react,
    "POST edit": messages.edit,
    "POST delete": messages.delete,
    "POST inline": interactions.ask,
    "POST inline/choose": interactions.choose,
    "POST block": people.block,
    "POST unblock": people.unblock,
    "POST deactivate": people.deactivate,
    "POST language": people.change_language,
    "GET chat": view.chat,
    "GET chats": view.chats,
    "GET commands": view.commands,
}
WORLD_ROUTES: dict[str, WorldHandler] = {
    "POST people": people.create_people,
    "POST groups": people.create_group,
    "GET state": world_handlers.state,
    "GET calls": world_handlers.calls,
    "GET deliveries": world_handlers.deliveries,
    "POST faults": world_handlers.add_fault,
    "DELETE faults": world_handlers.clear_faults,
    "POST limits": world_handlers.set_limits,
    "POST reset": world_handlers.reset,
}


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """One control call, over HTTP or in process."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    file: Upload | None = None


def answer(world: World, request: ControlRequest) -> Any | Awaitable[Any]:
    """The JSON answer (or the awaitable that becomes it); raises ControlError."""
    account = account_of(world, request.query.get("bot"))
    path = request.path.strip("/")
    if isinstance(request.body, list) and path == "people":
        return people.create_people(world, account, request.body)
    if not isinstance(request.body, dict | None):
        raise ControlError("the body must be a JSON object")
    arguments = {**request.query, **(request.body or {})}
    match path.split("/", 2):
        case ["people", person_id, action]:
            return _of_person(
                account, person_id, f"{request.method} {action}", {**arguments, "file": request.file}
            )
    handler = WORLD_ROUTES.get(f"{request.method} {path}")
    if handler is None:
        raise ControlError(f"no {request.method} {request.path} here", 404)
    return handler(world, account, arguments)


def _of_person(account: Account, person_id: str, action: str, arguments: Json) -> Any | Awaitable[Any]:
    if not is_number(person_id):
        raise ControlError(f"{person_id[:60]!r} is no person's id", 404)
    user, handler = person_by_id(account, int(person_id)), PERSON_ROUTES.get(action)
    if handler is None:
        raise ControlError(f"nobody can {action}", 404)
    return handler(account, user, arguments)


def account_of(world: World, digits: str | None) -> Account:
    if digits is None or digits == "":
        return world.account(None)
    if not is_number(digits):
        raise ControlError("bot must be the digits before the colon of its token")
    return world.account(int(digits))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20
