"""Who the bot is: getMe, names and descriptions by language, the command menu by scope and language.

Rules of https://core.telegram.org/bots/api#setmycommands and #botcommandscope.
"""

import re
from collections.abc import Callable
from operator import attrgetter
from typing import TypeVar

from sandbox.errors import ApiError, bad_request
from sandbox.methods import Method
from sandbox.params import Json, Params
from sandbox.world.account import DEFAULT_SCOPE, Account, Profile, ScopeKey

Key = TypeVar("Key")
Value = TypeVar("Value")
Texts = Callable[[Profile], dict[str, str]]
_NAMES: Texts = attrgetter("names")
_DESCRIPTIONS: Texts = attrgetter("descriptions")
_SHORT: Texts = attrgetter("short_descriptions")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COMMAND = re.compile(r"/?([a-zA-Z0-9_]{1,32})")
_WIDE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_CHAT = ("chat", "chat_administrators", "chat_member")
_MENU_BUTTONS = ("default", "commands", "web_app")


def get_me(account: Account, params: Params) -> Json:
    return account.profile.as_me()


def leave_server(account: Account, params: Params) -> bool:
    """logOut and close: there is nowhere to move to, so they succeed and change nothing."""
    return True


def language_of(params: Params) -> str:
    """A two-letter language, or "" for everybody without a text of their own."""
    language = params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _setter(field: str, texts: Texts, longest: int, refusal: str) -> Method:
    def set_text(account: Account, params: Params) -> bool:
        text = params.text(field).strip()
        if len(text) > longest:
            raise bad_request(refusal)
        _keep(texts(account.profile), language_of(params), text)
        account.renamed()
        return True

    return set_text


def _keep(values: dict[Key, Value], key: Key, value: Value) -> None:
    """Nothing takes away what was there."""
    if value:
        values[key] = value
    else:
        values.pop(key, None)


def _getter(field: str, texts: Texts) -> Method:
    def get_text(account: Account, params: Params) -> Json:
        given, language = texts(account.profile), language_of(params)
        fallback = account.profile.name if field == "name" else ""
        return {field: given.get(language) or given.get("") or fallback}

    return get_text


def set_commands(account: Account, params: Params) -> bool:
    commands = [_command(command) for command in params.records("commands", "BotCommand")]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    _keep(account.profile.commands, (_scope(account, params), language_of(params)), commands)
    return True


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    match = _COMMAND.fullmatch(given["command"].strip())
    if match is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = given["description"].strip()
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if match[1] != match[1].lower():
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": match[1], "description": description}


def _wrong_scope(why: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {why}")


def _scope(account: Account, params: Params) -> ScopeKey:
    given = params.record("scope", "BotCommandScope")
    if not given:
        return DEFAULT_SCOPE
    kind = given.get("type")
    if kind in _WIDE:
        return (str(kind), 0, 0)
    if kind not in _OF_CHAT:
        raise _wrong_scope("Unsupported type specified")
    return (str(kind), _scope_chat(account, given), _scope_user(given) if kind == "chat_member" else 0)


def _scope_chat(account: Account, given: Json) -> int:
    if given.get("chat_id") is None:
        raise _wrong_scope('Can\'t find field "chat_id"')
    chat = account.chats.get(Params(given).integer("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    if chat.private and given["type"] != "chat":
        raise bad_request("can't use specified scope in private chats")
    return chat.id


def _scope_user(given: Json) -> int:
    if given.get("user_id") is None:
        raise _wrong_scope('Can\'t find field "user_id"')
    return Params(given).integer("user_id")


def get_commands(account: Account, params: Params) -> list[Json]:
    return account.profile.commands.get((_scope(account, params), language_of(params)), [])


def delete_commands(account: Account, params: Params) -> bool:
    account.profile.commands.pop((_scope(account, params), language_of(params)), None)
    return True


def set_menu_button(account: Account, params: Params) -> bool:
    button = params.record("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: Unsupported type specified")
    account.profile.menu_buttons[params.integer("chat_id")] = button
    return True


def get_menu_button(account: Account, params: Params) -> Json:
    buttons = account.profile.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(0) or {"type": "commands"}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": leave_server,
    "close": leave_server,
    "setMyName": _setter("name", _NAMES, 64, "BOT_TITLE_INVALID"),
    "getMyName": _getter("name", _NAMES),
    "setMyDescription": _setter("description", _DESCRIPTIONS, 512, "BOT_DESCRIPTION_INVALID"),
    "getMyDescription": _getter("description", _DESCRIPTIONS),
    "setMyShortDescription": _setter("short_description", _SHORT, 120, "BOT_SHORT_DESCRIPTION_INVALID"),
    "getMyShortDescription": _getter("short_description", _SHORT),
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
