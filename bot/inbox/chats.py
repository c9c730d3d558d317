"""Where questions are laid before staff, and in whose words."""

from bot.services import Services
from bot.text.translator import Translator
from storage.members import members


def staff_chats(services: Services) -> list[int]:
    """The staff group, or else the owners' private chats."""
    staff = services.config.staff
    return [staff.inbox_chat] if staff.inbox_chat else list(staff.owners)


async def translator_in(services: Services, chat_id: int) -> Translator:
    """The language this chat reads: the member's, or the configured one."""
    async with services.database.connect() as tx:
        reader = await members.by_chat(tx, chat_id)
    if reader is None:
        return Translator.of(services.catalogs, services.config.locale.default)
    return Translator.of(services.catalogs, reader.language, reader.script)
