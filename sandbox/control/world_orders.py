"""Orders about the world itself: people, groups, faults, limits, reset."""

from typing import Any

from sandbox.account import Account
from sandbox.control import people
from sandbox.control.trouble import Wrong
from sandbox.faults import ordered
from sandbox.shapes import Json
from sandbox.world import World


def create_people(world: World, account: Account, body: Any) -> Any:
    return people.create_people(account, body)


def create_group(world: World, account: Account, body: Json) -> Json:
    return people.create_group(account, body)


def order_fault(world: World, account: Account, body: Json) -> Json:
    wanted = {name: value for name, value in body.items() if name != "bot"}
    try:
        account.faults.order(ordered(wanted))
    except (TypeError, ValueError) as wrong:
        raise Wrong(str(wrong)) from wrong
    return {"ok": True}


def clear_faults(world: World, account: Account, body: Json) -> Json:
    account.faults.clear()
    return {"ok": True}


def set_limits(world: World, account: Account, body: Json) -> Json:
    """What is named changes, the rest stays; `paid` switches paid broadcasts on or off."""
    wanted = {name: value for name, value in body.items() if name != "bot"}
    if "paid" in wanted:
        account.paid = bool(wanted.pop("paid"))
    try:
        account.limits.change(wanted)
    except (TypeError, ValueError) as wrong:
        raise Wrong(str(wrong)) from wrong
    settings = account.limits.settings
    return {name: getattr(settings, name) for name in settings.__slots__} | {"paid": account.paid}


def reset(world: World, account: Account, body: Json) -> Json:
    world.reset()
    return {"ok": True}
