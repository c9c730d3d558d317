"""Who is what in a chat, as ChatMember objects, and the updates about the bot's own place in it."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.shapes import Json
from sandbox.users import User

_BOT_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def member_json(user: Json, status: str) -> Json:
    """The ChatMember object for a user with this status."""
    member: Json = {"user": user, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    if status == "administrator":
        member["is_anonymous"] = False
        member.update(dict.fromkeys(_BOT_RIGHTS, True), can_be_edited=False)
    if status == "kicked":
        member["until_date"] = 0
    return member


def membership_update(account: Account, chat: Chat, old: str, new: str, by: User | None = None) -> None:
    """my_chat_member: the bot was added, promoted, thrown out, blocked or unblocked."""
    who = by or account.people.get(next(iter(chat.members), 0))
    change = {
        "chat": chat.as_api(),
        "from": who.as_api() if who else account.me,
        "date": account.now(),
        "old_chat_member": member_json(account.me, old),
        "new_chat_member": member_json(account.me, new),
    }
    account.update("my_chat_member", change, chat.id)
    account.tell_chat("people", chat)
