"""Who is named for a check-in, as far as they are on the team today and their role allows it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.permissions import Action, Role, may
from storage.crisis.check_ins import CheckIn
from storage.staff import staff


async def readers(tx: AsyncConnection, owners: Sequence[int], check_in: CheckIn) -> list[int]:
    """User ids: those it names, or else the owners (`owners` are those of the configuration), so that a call for help
    always reaches somebody."""
    roles = {row.user_id: Role(row.role) for row in await staff.everyone(tx) if row.removed_at is None}
    roles |= dict.fromkeys(owners, Role.OWNER)
    named = [user_id for user_id in check_in.readers if may(roles.get(user_id), Action.FOLLOW_CHECK_INS)]
    return named or [user_id for user_id, role in roles.items() if role is Role.OWNER]
