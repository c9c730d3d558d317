"""The control API as a table: what is asked, by which method and path, and who answers it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.account import Account
from sandbox.control import acting, asking, menu, people, pressing, talking, watching, world_orders
from sandbox.control.finding import person
from sandbox.control.trouble import Wrong
from sandbox.shapes import Json, Upload
from sandbox.users import User
from sandbox.world import World

PersonAct = Callable[[Account, User, Json], Any | Awaitable[Any]]
WorldAct = Callable[[World, Account, Any], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One control call, whichever door it came through."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    file: Upload | None = None


PERSON_ACTS: dict[str, PersonAct] = {
    "POST press": pressing.press,
    "POST vote": acting.vote,
    "POST react": acting.react,
    "POST edit": acting.edit,
    "POST delete": acting.delete,
    "POST inline": asking.ask,
    "POST inline/choose": asking.choose,
    "POST block": people.block,
    "POST unblock": people.unblock,
    "POST deactivate": people.deactivate,
    "POST language": people.change_language,
    "GET chat": watching.chat,
    "GET chats": watching.chats,
    "GET commands": menu.commands,
}
WORLD_ACTS: dict[str, WorldAct] = {
    "POST people": world_orders.create_people,
    "POST groups": world_orders.create_group,
    "GET state": watching.state,
    "GET calls": watching.calls,
    "GET deliveries": watching.deliveries,
    "POST faults": world_orders.order_fault,
    "DELETE faults": world_orders.clear_faults,
    "POST limits": world_orders.set_limits,
    "POST reset": world_orders.reset,
}


def answer(world: World, order: Order) -> Any | Awaitable[Any]:
    """The JSON answer (or the awaitable that becomes it); raises Wrong."""
    account = account_of(world, order.query.get("bot"))
    parts = order.path.strip("/").split("/")
    if not isinstance(order.body, dict | list | None):
        raise Wrong("the body must be a JSON object")
    arguments = {**order.query, **order.body} if isinstance(order.body, dict) else dict(order.query)
    if len(parts) >= 3 and parts[0] == "people":
        return _of_person(account, parts, order, arguments)
    act = WORLD_ACTS.get(f"{order.method} {'/'.join(parts)}")
    if act is None:
        raise Wrong(f"no {order.method} {order.path} here", 404)
    if isinstance(order.body, list) and parts != ["people"]:
        raise Wrong("the body must be a JSON object")
    return act(world, account, order.body if isinstance(order.body, list) else arguments)


def _of_person(account: Account, parts: list[str], order: Order, arguments: Json) -> Any | Awaitable[Any]:
    if not is_number(parts[1]):
        raise Wrong(f"{parts[1][:60]!r} is no person's id", 404)
    if isinstance(order.body, list):
        raise Wrong("the body must be a JSON object")
    user = person(account, int(parts[1]))
    doing = f"{order.method} {'/'.join(parts[2:])}"
    if doing == "POST send":
        return talking.say(account, user, arguments, order.file)
    act = PERSON_ACTS.get(doing)
    if act is None:
        raise Wrong(f"nobody can {doing}", 404)
    return act(account, user, arguments)


def account_of(world: World, digits: str | None) -> Account:
    if digits is None or digits == "":
        return world.account(None)
    if not is_number(digits):
        raise Wrong("bot must be the digits before the colon of its token")
    return world.account(int(digits))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20
