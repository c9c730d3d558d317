"""The Bot API's methods, each a function of the bot's account and the call's arguments; a file a family."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.params import Params
from sandbox.world.account import Account

Method = Callable[[Account, Params], Any | Awaitable[Any]]
