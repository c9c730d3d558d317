"""The buttons a member was shown last."""

from datetime import UTC, datetime, timedelta

from storage.database.database import Database
from storage.members import screens
from storage.members.screens import Shown

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def shown(chat: int, label: str, at: datetime = NOW) -> Shown:
    return Shown(chat, 10, [[{"text": label, "callback_data": "x"}], []], at)


async def test_what_was_shown_last_is_kept_of_each_chat_until_it_is_forgotten_or_old(
    database: Database,
) -> None:
    async with database.begin() as tx:
        await screens.put(tx, [shown(7, "Иә", NOW - timedelta(days=8)), shown(8, "Жоқ")])
        await screens.put(tx, [shown(7, "Артқа", NOW - timedelta(days=8))])
        assert await screens.get(tx, 7) == shown(7, "Артқа", NOW - timedelta(days=8))
        assert await screens.expire(tx, NOW - timedelta(days=7)) == 1
        assert await screens.get(tx, 7) is None
        await screens.forget(tx, 8)
        assert await screens.get(tx, 8) is None
