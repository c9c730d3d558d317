"""The command menu somebody would see in a chat, by the order of scopes Telegram documents.

Source: https://core.telegram.org/bots/api#determining-list-of-commands.
"""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.control.finding import chat_for
from sandbox.profile import DEFAULT_SCOPE, ScopeKey
from sandbox.shapes import Json
from sandbox.users import User


def commands(account: Account, user: User, body: Json) -> list[Json]:
    chat = chat_for(account, user, body.get("chat_id"))
    language = user.language_code.split("-")[0].lower()
    return account.profile.menu(_scopes(chat, user), language)


def _scopes(chat: Chat, user: User) -> list[ScopeKey]:
    """From the narrowest to the widest."""
    if chat.private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), DEFAULT_SCOPE]
    admin = chat.members.get(user.id) in ("creator", "administrator")
    of_admins: list[ScopeKey] = [("chat_administrators", chat.id, 0)] if admin else []
    wide: list[ScopeKey] = [("all_chat_administrators", 0, 0)] if admin else []
    chat_scopes: list[ScopeKey] = [("chat_member", chat.id, user.id), *of_admins, ("chat", chat.id, 0)]
    return [*chat_scopes, *wide, ("all_group_chats", 0, 0), DEFAULT_SCOPE]
