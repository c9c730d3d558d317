"""All bots of one sandbox. A token seen for the first time is a bot of its own from then on.

People may be there before the bot is: the first token moves into the nameless account they were put in.
"""

import re

from sandbox.errors import not_found, unauthorized
from sandbox.world.account import Account
from sandbox.world.files import FileStore
from sandbox.world.records import CallLog, Clock, History

_TOKEN = re.compile(r"(\d{1,19}):([A-Za-z0-9_-]{1,100})", re.ASCII)


class World:
    """The state behind one server. `calls_kept` and `history_kept` bound its memory."""

    def __init__(
        self, clock: Clock | None = None, calls_kept: int = 200_000, history_kept: int = 200_000
    ) -> None:
        self.clock = clock or Clock()
        self._calls_kept, self._history_kept = calls_kept, history_kept
        self.accounts: dict[int, Account] = {}
        self._by_token: dict[str, Account] = {}
        self._first_update = 1
        self.reset()

    def reset(self) -> None:
        """An empty world; update ids go on, so that a running poller misses nothing."""
        for account in self.accounts.values():
            self._first_update = max(self._first_update, account.updates.next_id)
            if account.webhook_task is not None:
                account.webhook_task.cancel()
        self.accounts.clear()
        self._by_token.clear()
        self.files = FileStore()
        self.calls = CallLog(self._calls_kept)
        self.history = History(self._history_kept)

    def by_token(self, token: str) -> Account:
        """The bot of this token; 404 for what isn't a token at all, 401 for a wrong one."""
        account = self._by_token.get(token)
        return account if account is not None else self._authenticate(token)

    def _authenticate(self, token: str) -> Account:
        digits, colon, _ = token.partition(":")
        if not colon or not digits.isascii() or not digits.isdigit():
            raise not_found()
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise unauthorized()
        account = self.account(int(digits))
        if account.secret not in ("", match[2]):
            raise unauthorized()
        account.secret = match[2]
        self._by_token[token] = account
        return account

    def account(self, account_id: int | None) -> Account:
        """The bot with these digits; None: the first one, or the nameless one that waits for a token."""
        if account_id is None:
            return next(iter(self.accounts.values()), None) or self._create(0)
        if account_id in self.accounts:
            return self.accounts[account_id]
        waiting = self.accounts.pop(0, None)
        if waiting is None:
            return self._create(account_id)
        waiting.renamed(account_id)
        self.accounts[account_id] = waiting
        return waiting

    def _create(self, account_id: int) -> Account:
        account = Account(account_id, self.clock, self.files, self.calls, self.history)
        account.updates = type(account.updates)(self.clock, self._first_update)
        self.accounts[account_id] = account
        return account
