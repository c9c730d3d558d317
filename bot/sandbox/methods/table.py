"""Which method is answered by which function; names are found in any case, as Telegram does."""

from bot.sandbox.methods import callbacks, editing, identity, receiving, sending
from bot.sandbox.methods.shape import Method

METHODS: dict[str, Method] = {}
for _room in (identity, receiving, sending, editing, callbacks):
    METHODS.update({name.lower(): function for name, function in _room.METHODS.items()})
