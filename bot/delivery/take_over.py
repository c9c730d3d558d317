"""What processes that are no more left in flight, which those that live go on with."""

import structlog

from bot.broadcasts.states import Kind, Policy
from bot.clock import Clock, ms
from bot.delivery.budget import Budget
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import claims, digests

log = structlog.get_logger()


async def look(database: Database, budget: Budget, clock: Clock) -> bool:
    """Rows in flight of dead processes follow their broadcast's policy; whether there were any."""
    alive = await budget.alive()
    if alive is None:
        return False
    alive = [*alive, *map(digests.holder_of, alive)]
    abandoned = await database.read(claims.abandoned, alive)
    for holder, broadcast_id, _ in abandoned:
        async with database.begin() as tx:
            broadcast = await broadcasts.get(tx, broadcast_id)
            sends = broadcast is not None and broadcast.kind == Kind.SEND
            policy = broadcast.policy if broadcast is not None and sends else Policy.REPEAT
            number = await claims.take_over(tx, holder, broadcast_id, policy, ms(clock()))
        log.warning("deliveries.taken_over", broadcast=broadcast_id, number=number, policy=str(policy))
    await database.write(digests.take_over, alive)
    return bool(abandoned)
