"""The world as a whole: its faults and limits, its state, the calls and deliveries in it, an empty one again."""

from sandbox.control.arguments import integer, optional_integer
from sandbox.control.people import group_view, person_view
from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.faults import fault_from
from sandbox.world.world import World


def add_fault(world: World, account: Account, body: Json) -> Json:
    wanted = {name: value for name, value in body.items() if name != "bot"}
    account.faults.add(fault_from(wanted))
    return {"ok": True}


def clear_faults(world: World, account: Account, body: Json) -> Json:
    account.faults.clear()
    return {"ok": True}


def set_limits(world: World, account: Account, body: Json) -> Json:
    """What is named changes, the rest stays; `paid` switches paid broadcasts on or off."""
    wanted = {name: value for name, value in body.items() if name != "bot"}
    if "paid" in wanted:
        account.paid = bool(wanted.pop("paid"))
    account.limits.change(wanted)
    settings = account.limits.settings
    return {name: getattr(settings, name) for name in settings.__slots__} | {"paid": account.paid}


def reset(world: World, account: Account, body: Json) -> Json:
    world.reset()
    return {"ok": True}


def state(world: World, account: Account, body: Json) -> Json:
    groups = [chat for chat in account.chats.values() if not chat.private and chat.migrated_to is None]
    return {
        "bot": _bot(account),
        "bots": [_bot(other) for other in world.accounts.values()],
        "people": [person_view(user) for user in account.people.values()],
        "groups": [group_view(group) for group in groups],
    }


def _bot(account: Account) -> Json:
    profile = account.profile
    return {
        "id": profile.id,
        "first_name": profile.name,
        "username": profile.username,
        "about": profile.short_descriptions.get("", ""),
        "description": profile.descriptions.get("", ""),
    }


def calls(world: World, account: Account, body: Json) -> list[Json]:
    wanted = optional_integer(body, "bot")
    matching = world.calls.since(integer(body, "after"), str(body.get("method") or ""), wanted)
    return [call.as_json() for call in matching]


def deliveries(world: World, account: Account, body: Json) -> Json:
    return account.deliveries.as_json()
