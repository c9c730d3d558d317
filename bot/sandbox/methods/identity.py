"""Who the bot is, and going away."""

from bot.sandbox.account import Account
from bot.sandbox.params import Params
from bot.sandbox.shapes import Json


def get_me(account: Account, params: Params) -> Json:
    return account.profile.as_me()


def leave_server(account: Account, params: Params) -> bool:
    """logOut and close: nothing to move to here, so they succeed and change nothing."""
    return True


METHODS = {"getMe": get_me, "logOut": leave_server, "close": leave_server}
