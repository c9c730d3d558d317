"""Who is what in a chat, the updates about the bot's own place in it, and groups that become supergroups."""

from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Status, User

_ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_CHANNEL_BASE = -1_000_000_000_000


def member_json(user: Json, status: str, channel: Chat | None = None) -> Json:
    """The ChatMember object for a user with this status; administrators of a channel have other rights."""
    member: Json = {"user": user, "status": status}
    if status == Status.CREATOR:
        member["is_anonymous"] = False
    if status == Status.ADMINISTRATOR:
        member["is_anonymous"] = False
        member |= {"can_be_edited": False, **dict.fromkeys(_ADMIN_RIGHTS, True)}
        if channel is not None:
            member |= dict.fromkeys(_CHANNEL_RIGHTS, True)
    if status == Status.KICKED:
        member["until_date"] = 0
    return member


def membership_update(account: Account, chat: Chat, old: str, new: str, by: User | None = None) -> None:
    """my_chat_member: the bot was added, promoted, thrown out, blocked or unblocked."""
    who = by or account.people.get(next(iter(chat.members), 0))
    change = {
        "chat": chat.as_api(),
        "from": who.as_api() if who else account.me,
        "date": account.now(),
        "old_chat_member": bot_json(account, chat, old),
        "new_chat_member": bot_json(account, chat, new),
    }
    account.update("my_chat_member", change, chat.id)
    account.publish_chat("people", chat)


def bot_json(account: Account, chat: Chat, status: str) -> Json:
    """The bot as a ChatMember of this chat, whose channel may not let it post."""
    member = member_json(account.me, status, chat if chat.is_channel else None)
    if chat.is_channel and status == Status.ADMINISTRATOR:
        member["can_post_messages"] = chat.bot_may_post
    return member


def migrate(account: Account, old: Chat) -> Chat:
    """The new supergroup; from now on the old id is refused with the new one in the parameters."""
    new_id = _CHANNEL_BASE + old.id
    new = Chat(new_id, "supergroup", title=old.title, members=dict(old.members), bot_status=old.bot_status)
    new.forum, new.topics = old.forum, dict(old.topics)
    account.chats[new_id] = new
    old.migrated_to = new_id
    _announce(account, old, {"migrate_to_chat_id": new_id})
    _announce(account, new, {"migrate_from_chat_id": old.id})
    return new


def _announce(account: Account, chat: Chat, change: Json) -> None:
    sender = account.people.get(next(iter(chat.members), 0))
    message = account.add(account.new_message(chat, sender, extra={**change, "service": True}))
    account.update("message", message.as_api(account.me), chat.id)
