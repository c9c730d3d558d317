"""Making people and groups, and what a person may do to the bot: block, unblock, vanish, change language."""

from sandbox.control.arguments import array, person_by_id, to_integer
from sandbox.errors import ControlError
from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Status, User
from sandbox.world.membership import membership_update
from sandbox.world.world import World

_SHOWN = ("id", "first_name", "last_name", "username", "language_code", "blocked", "deactivated")


def create_people(world: World, account: Account, body: object) -> Json | list[Json]:
    """One person, or a list of them."""
    if isinstance(body, list):
        return [_create(account, item) for item in body]
    return _create(account, body)


def _create(account: Account, body: object) -> Json:
    if not isinstance(body, dict) or not _id(body) or body["id"] < 0:
        raise ControlError("a person needs a positive number as id")
    user = User(
        id=body["id"],
        first_name=str(body.get("first_name") or body["id"]),
        last_name=str(body.get("last_name") or ""),
        username=str(body.get("username") or ""),
        language_code=str(body.get("language_code") or ""),
        started=bool(body.get("started", True)),
    )
    add_person(account, user)
    return {"id": user.id, "chat_id": user.id}


def _id(body: Json) -> bool:
    """Whether there is an id Telegram could have given: 52 bits, not zero."""
    given = body.get("id")
    return isinstance(given, int) and not isinstance(given, bool) and 0 < abs(given) < 2**52


def add_person(account: Account, user: User) -> Chat:
    """A person and their private chat; somebody known already keeps what was said."""
    known = account.chats.get(user.id)
    account.people[user.id] = user
    if known is not None:
        known.user = user
        known.changed()
        return known
    account.chats[user.id] = chat = Chat(user.id, "private", user=user)
    return chat


def create_group(world: World, account: Account, body: Json) -> Json:
    """A group or channel with the bot in it, which the bot hears of as a change of its membership."""
    if not _id(body) or body["id"] > 0:
        raise ControlError("a group needs a negative number as id")
    members: dict[int, str] = {
        to_integer(member, "a member"): Status.MEMBER for member in array(body, "members")
    }
    for member in members:
        person_by_id(account, member)
    kind = str(body.get("type") or _group_type(body))
    if kind not in ("group", "supergroup", "channel"):
        raise ControlError(f"type must be group, supergroup or channel, not {kind[:60]!r}")
    admin = bool(body.get("bot_is_admin", True))
    if kind == "channel" and not admin:
        raise ControlError("in a channel a bot can only be an administrator")
    if members:
        members[next(iter(members))] = Status.CREATOR
    chat = Chat(
        id=body["id"],
        type=kind,
        title=str(body.get("title") or body["id"]),
        username=str(body.get("username") or ""),
        members=members,
        forum=bool(body.get("forum")),
        bot_status=Status.ADMINISTRATOR if admin else Status.MEMBER,
        bot_may_post=bool(body.get("can_post_messages", True)),
        last_id=1 if body.get("forum") else 0,  # in a forum 1 is the general topic, so no message may have it
    )
    account.chats[chat.id] = chat
    membership_update(account, chat, old=Status.LEFT, new=chat.bot_status)
    return {"id": chat.id, "chat_id": chat.id, "type": chat.type}


def _group_type(body: Json) -> str:
    return "supergroup" if body.get("forum") or str(body["id"]).startswith("-100") else "group"


def block(account: Account, user: User, body: Json) -> Json:
    if not user.blocked:
        user.blocked = True
        membership_update(account, account.chats[user.id], old=Status.MEMBER, new=Status.KICKED, by=user)
    return {"blocked": True}


def unblock(account: Account, user: User, body: Json) -> Json:
    if user.blocked:
        user.blocked = False
        membership_update(account, account.chats[user.id], old=Status.KICKED, new=Status.MEMBER, by=user)
    return {"blocked": False}


def deactivate(account: Account, user: User, body: Json) -> Json:
    """The account is deleted; Telegram tells bots nothing about it."""
    user.deactivated = True
    account.chats[user.id].changed()
    return {"deactivated": True}


def change_language(account: Account, user: User, body: Json) -> Json:
    user.language_code = str(body.get("language_code") or "")
    return {"language_code": user.language_code}


def person_view(user: User) -> Json:
    return {name: getattr(user, name) for name in _SHOWN}


def group_view(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "title": chat.title,
        "type": chat.type,
        "members": chat.present(),
        "forum": chat.forum,
        "bot_status": chat.bot_status,
        "topics": [{"id": topic.id, "name": topic.name} for topic in chat.topics.values()],
    }
