"""Which method is answered by which function; names are found in any case, as Telegram does."""

from sandbox.methods import (
    callbacks,
    chatting,
    commands,
    copying,
    deleting,
    editing,
    forum,
    identity,
    inline,
    media,
    places,
    polls,
    receiving,
    sending,
    unplayed,
)
from sandbox.methods.shape import Method

_ROOMS = (
    unplayed.METHODS,
    identity.METHODS,
    commands.METHODS,
    receiving.METHODS,
    sending.METHODS,
    media.METHODS,
    places.METHODS,
    polls.METHODS,
    editing.METHODS,
    deleting.METHODS,
    copying.METHODS,
    callbacks.METHODS,
    inline.METHODS,
    chatting.METHODS,
    forum.METHODS,
)
METHODS: dict[str, Method] = {name.lower(): function for room in _ROOMS for name, function in room.items()}
