"""The command menu by scope and language, and the button beside the text field.

Rules of https://core.telegram.org/bots/api#setmycommands and #botcommandscope.
"""

import re

from sandbox.account import Account
from sandbox.methods.identity import language_of
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.profile import DEFAULT_SCOPE, ScopeKey
from sandbox.refusal import Refusal, bad
from sandbox.shapes import Json

_COMMAND = re.compile(r"/?([a-zA-Z0-9_]{1,32})")
_WIDE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_CHAT = ("chat", "chat_administrators", "chat_member")
_MENU_BUTTONS = ("default", "commands", "web_app")


def set_commands(account: Account, params: Params) -> bool:
    commands = [_command(each) for each in params.records("commands", "BotCommand")]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    key = (_scope(account, params), language_of(params))
    if commands:
        account.profile.commands[key] = commands
    else:
        account.profile.commands.pop(key, None)
    return True


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad(f"can't parse BotCommand: Can't find field \"{name}\"")
    match = _COMMAND.fullmatch(given["command"].strip())
    if match is None:
        raise bad("BOT_COMMAND_INVALID")
    description = given["description"].strip()
    if not description:
        raise bad("command description must be non-empty")
    if len(description) > 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if match[1] != match[1].lower():
        raise bad("BOT_COMMAND_INVALID")
    return {"command": match[1], "description": description}


def _scope_refusal(why: str) -> Refusal:
    return bad(f"can't parse BotCommandScope: {why}")


def _scope(account: Account, params: Params) -> ScopeKey:
    given = params.record("scope", "BotCommandScope")
    if not given:
        return DEFAULT_SCOPE
    kind = given.get("type")
    if kind in _WIDE:
        return (str(kind), 0, 0)
    if kind not in _OF_CHAT:
        raise _scope_refusal("Unsupported type specified")
    return (str(kind), _scope_chat(account, given), _scope_user(given) if kind == "chat_member" else 0)


def _scope_chat(account: Account, given: Json) -> int:
    if given.get("chat_id") is None:
        raise _scope_refusal('Can\'t find field "chat_id"')
    chat = account.chats.get(Params(given).integer("chat_id"))
    if chat is None:
        raise bad("chat not found")
    if chat.private and given["type"] != "chat":
        raise bad("can't use specified scope in private chats")
    return chat.id


def _scope_user(given: Json) -> int:
    if given.get("user_id") is None:
        raise _scope_refusal('Can\'t find field "user_id"')
    return Params(given).integer("user_id")


def get_commands(account: Account, params: Params) -> list[Json]:
    return account.profile.commands.get((_scope(account, params), language_of(params)), [])


def delete_commands(account: Account, params: Params) -> bool:
    account.profile.commands.pop((_scope(account, params), language_of(params)), None)
    return True


def set_menu_button(account: Account, params: Params) -> bool:
    button = params.record("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in _MENU_BUTTONS:
        raise bad("can't parse menu button: Unsupported type specified")
    account.profile.menu_buttons[params.integer("chat_id")] = button
    return True


def get_menu_button(account: Account, params: Params) -> Json:
    buttons = account.profile.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(0) or {"type": "commands"}


METHODS: dict[str, Method] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
