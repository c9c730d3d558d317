"""Asking about chats and their members, leaving them, pinning, reacting."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods import Method
from sandbox.methods.targets import any_chat, chat_of, message_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message, Status
from sandbox.world.membership import bot_json, member_json, membership_update

_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_edit_tag", "can_react_to_messages", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_GIFTS = (
    "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels",
)  # fmt: skip


def get_chat(account: Account, params: Params) -> Json:
    """The ChatFullInfo object."""
    chat = _visible(account, params)
    info: Json = {
        **chat.as_api(),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if not chat.private and not chat.is_channel:
        info["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        info["pinned_message"] = pinned.as_api(account.me)
    return info


def _visible(account: Account, params: Params) -> Chat:
    """A chat the bot may look at: it must be in a group, but a person who blocked it can still be read of."""
    chat = any_chat(account, params)
    return chat if chat.private else chat_of(account, params)


def get_member(account: Account, params: Params) -> Json:
    chat = _visible(account, params)
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return _member(account, chat, user_id)


def _member(account: Account, chat: Chat, user_id: int) -> Json:
    if user_id == account.id:
        return bot_json(account, chat, chat.bot_status if not chat.private else Status.MEMBER)
    user = account.people.get(user_id)
    if user is None or (chat.private and user_id != chat.id):
        raise bad_request("user not found" if user is None else "member not found")
    status = Status.MEMBER if chat.private else chat.members.get(user_id, Status.LEFT)
    return member_json(user.as_api(), status, chat if chat.is_channel else None)


def get_administrators(account: Account, params: Params) -> list[Json]:
    chat = _visible(account, params)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    admins = [_member(account, chat, user_id) for user_id in chat.admins()]
    own = [bot_json(account, chat, Status.ADMINISTRATOR)] if chat.bot_is_admin else []
    return admins + own


def count_members(account: Account, params: Params) -> int:
    chat = _visible(account, params)
    return 2 if chat.private else len(chat.present()) + 1


def leave_chat(account: Account, params: Params) -> bool:
    chat = chat_of(account, params)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    before, chat.bot_status = chat.bot_status, Status.LEFT
    membership_update(account, chat, old=before, new=Status.LEFT)
    return True


def pin(account: Account, params: Params) -> bool:
    message = message_of(_chat_to_pin_in(account, params), params, "pin")
    if message.id not in message.chat.pinned:
        message.chat.pinned.append(message.id)
    account.publish("pin", message)
    return True


def _chat_to_pin_in(account: Account, params: Params) -> Chat:
    chat = chat_of(account, params)
    _check_admin(chat, "not enough rights to manage pinned messages in the chat")
    return chat


def _check_admin(chat: Chat, why: str) -> None:
    if not chat.private and not chat.bot_is_admin:
        raise bad_request(why)


def unpin(account: Account, params: Params) -> bool:
    """Without a message: the one pinned last."""
    chat = _chat_to_pin_in(account, params)
    if not params.has("message_id"):
        del chat.pinned[-1:]
    else:
        message = message_of(chat, params, "unpin")
        chat.pinned = [pinned for pinned in chat.pinned if pinned != message.id]
    account.publish_chat("pin", chat)
    return True


def unpin_all(account: Account, params: Params) -> bool:
    chat = _chat_to_pin_in(account, params)
    chat.pinned = []
    account.publish_chat("pin", chat)
    return True


def react(account: Account, params: Params) -> bool:
    """setMessageReaction: a bot may leave one emoji, or take it back with an empty list."""
    message = message_of(chat_of(account, params), params, "react")
    given = params.records("reaction", "ReactionType")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    set_reaction(message, 0, [_emoji(reaction) for reaction in given])
    account.publish("edit", message)
    return True


def _emoji(given: Any) -> str:
    if not isinstance(given, dict) or given.get("type") != "emoji" or not given.get("emoji"):
        raise bad_request("REACTION_INVALID")
    return str(given["emoji"])


def set_reaction(message: Message, person_id: int, emojis: list[str]) -> None:
    """What this person (0: the bot) left on the message."""
    reactions = dict(message.reactions or {})
    if emojis:
        reactions[person_id] = emojis
    else:
        reactions.pop(person_id, None)
    message.reactions = reactions or None


def set_title(account: Account, params: Params) -> bool:
    chat = chat_of(account, params)
    if chat.private:
        raise bad_request("can't change private chat title")
    _check_admin(chat, "not enough rights to change chat title")
    if not params.text("title").strip():
        raise bad_request("title must be non-empty")
    chat.title = params.text("title").strip()
    chat.changed()
    account.publish_chat("people", chat)
    return True


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": count_members,
    "leaveChat": leave_chat,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": react,
    "setChatTitle": set_title,
}
