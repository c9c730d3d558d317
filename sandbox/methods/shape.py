"""What a method is: its function, and which calls count as messages that arrive in a chat."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.account import Account
from sandbox.params import Params

Method = Callable[[Account, Params], Any | Awaitable[Any]]
