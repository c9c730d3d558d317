"""Whose work a broadcast is, by name and date, and whether a reader may approve it."""

from collections.abc import Mapping

from bot.broadcasts.approval import writers
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.staff import access
from storage.broadcasts.broadcasts import Broadcast
from storage.staff import staff

BY = N_("{date}: {author}")
APPROVED = N_("{date}: {author}, approved by {approver}")


async def names(services: Services) -> dict[int, str]:
    """Everyone who is or was on the team; whoever has told no name goes by their number."""
    rows = await services.database.read(staff.everyone)
    return {row.user_id: row.name or str(row.user_id) for row in rows} | services.owner_names


def line(services: Services, translator: Translator, broadcast: Broadcast, known: Mapping[int, str]) -> str:
    """When it went out or will, or was begun; who wrote it; who approved it. HTML."""
    date = translator.words.time(
        broadcast.launched_at or broadcast.due_at or broadcast.created_at, services.config.locale.zone
    )
    author = _name(translator, broadcast.author_id, known)
    if broadcast.approved_by is None:
        return translator.t(BY, date=date, author=author)
    return translator.t(
        APPROVED, date=date, author=author, approver=_name(translator, broadcast.approved_by, known)
    )


def _name(translator: Translator, user_id: int | None, known: Mapping[int, str]) -> str:
    return translator.label("server administrator") if user_id is None else known.get(user_id, str(user_id))


async def may_approve(services: Services, reader: int, broadcast: Broadcast) -> bool:
    """Whether the buttons that need this are shown to them; a group is nobody."""
    role = next((person.role for person in await access.team(services) if person.user_id == reader), None)
    return permissions.may_approve(role, reader, Action.APPROVE_BROADCASTS, writers(broadcast))
