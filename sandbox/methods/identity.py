"""Who the bot is: getMe, its name and descriptions by language, and going away."""

import re
from collections.abc import Callable

from sandbox.account import Account
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.profile import Profile
from sandbox.refusal import bad
from sandbox.shapes import Json

_LANGUAGE = re.compile(r"[a-z]{2}")


def get_me(account: Account, params: Params) -> Json:
    return account.profile.as_me()


def leave_server(account: Account, params: Params) -> bool:
    """logOut and close: there is nowhere to move to, so they succeed and change nothing."""
    return True


def language_of(params: Params) -> str:
    """A two-letter language, or "" for everybody without a text of their own."""
    language = params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _name(profile: Profile) -> dict[str, str]:
    return profile.names


def _description(profile: Profile) -> dict[str, str]:
    return profile.descriptions


def _short_description(profile: Profile) -> dict[str, str]:
    return profile.short_descriptions


def _setter(field: str, kept: Callable[[Profile], dict[str, str]], longest: int, refusal: str) -> Method:
    def set_text(account: Account, params: Params) -> bool:
        text = params.text(field).strip()
        if len(text) > longest:
            raise bad(refusal)
        _keep(kept(account.profile), language_of(params), text)
        account.renamed()
        return True

    return set_text


def _keep(texts: dict[str, str], language: str, text: str) -> None:
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)


def _getter(field: str, kept: Callable[[Profile], dict[str, str]]) -> Method:
    def get_text(account: Account, params: Params) -> Json:
        texts, language = kept(account.profile), language_of(params)
        fallback = account.profile.name if field == "name" else ""
        return {field: texts.get(language) or texts.get("") or fallback}

    return get_text


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": leave_server,
    "close": leave_server,
    "setMyName": _setter("name", _name, 64, "BOT_TITLE_INVALID"),
    "getMyName": _getter("name", _name),
    "setMyDescription": _setter("description", _description, 512, "BOT_DESCRIPTION_INVALID"),
    "getMyDescription": _getter("description", _description),
    "setMyShortDescription": _setter(
        "short_description", _short_description, 120, "BOT_SHORT_DESCRIPTION_INVALID"
    ),
    "getMyShortDescription": _getter("short_description", _short_description),
}
