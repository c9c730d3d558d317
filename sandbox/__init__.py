"""A strict local Telegram Bot API server with a chat page: Telegram's rules, refusals and limits, no network.

Enter by `Sandbox` (start it, or call it in process), `Person` (somebody who writes to the bot) and `World`
(the state behind it). It knows nothing of the bot that uses it and may leave home one day.
"""

from sandbox.client.person import Person
from sandbox.server.server import Sandbox
from sandbox.world.world import World

__all__ = ["Person", "Sandbox", "World"]
