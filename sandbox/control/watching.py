"""Looking without touching: chats, the state of the world, calls, deliveries."""

from typing import Any

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.control.finding import chat_for
from sandbox.control.people import group_seen, person_seen
from sandbox.control.reading import optional, whole
from sandbox.control.view import chat_seen
from sandbox.shapes import Json
from sandbox.users import User
from sandbox.world import World


def chat(account: Account, user: User, body: Json) -> list[Json]:
    return chat_seen(account, chat_for(account, user, body.get("chat_id")), user.id, whole(body, "after"))


def chats(account: Account, user: User, body: Json) -> list[Json]:
    """The person's chats, the private one with the bot first."""
    groups = [each for each in account.chats.values() if _present(each, user)]
    return [_listed(account, each) for each in (account.chats[user.id], *groups)]


def _present(chat: Chat, user: User) -> bool:
    if chat.private or chat.migrated_to is not None:
        return False
    return chat.members.get(user.id, "left") not in ("left", "kicked")


def _listed(account: Account, chat: Chat) -> Json:
    last = next(reversed(chat.messages.values()), None)
    return {
        "chat_id": chat.id,
        "title": account.profile.name if chat.private else chat.title,
        "type": chat.type,
        "last": {"text": last.text, "date": last.date, "from": last.sender.id if last.sender else "bot"}
        if last
        else None,
        "pinned": chat.pinned[-1] if chat.pinned else None,
    }


def state(world: World, account: Account, body: Json) -> Json:
    groups = [each for each in account.chats.values() if not each.private and each.migrated_to is None]
    return {
        "bot": _bot(account),
        "bots": [_bot(each) for each in world.accounts.values()],
        "people": [person_seen(user) for user in account.people.values()],
        "groups": [group_seen(each) for each in groups],
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
    wanted = optional(body, "bot")
    found = world.calls.since(whole(body, "after"), str(body.get("method") or ""), wanted)
    return [call.as_json() for call in found]


def deliveries(world: World, account: Account, body: Json) -> Any:
    return account.deliveries.as_json()
