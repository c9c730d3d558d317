from datetime import UTC, datetime, timedelta

from storage.database.database import Database
from storage.inbox import messages, questions
from storage.inbox.messages import Place

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_a_message_handled_again_is_the_row_it_made(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        first = await messages.add(tx, number, "answer", "Былай", NOW, chat_id=7, origin_id=5)
        again = await messages.add(tx, number, "answer", "Былай", NOW, chat_id=7, origin_id=5)
        other = await messages.add(tx, number, "note", "Есте", NOW)
    assert first == again and other.id != first.id


async def test_a_due_album_is_brought_by_one_process_and_again_if_that_dies(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        kept = await messages.add(
            tx, number, "answer", "", NOW, chat_id=7, origin_id=5, album="9", due_at=NOW
        )
        known = await messages.of_album(tx, 7, "9")
        assert known is not None and known.id == kept.id
        later = NOW + timedelta(minutes=2)
        assert [message.id for message in await messages.take_due(tx, NOW, later)] == [kept.id]
        assert await messages.take_due(tx, NOW, later) == []
        assert len(await messages.take_due(tx, later, later + timedelta(minutes=2))) == 1


async def test_files_are_those_a_chat_does_not_have_yet(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Мынау", "kk", None, NOW)
        kept = await messages.add(tx, number, "question", "Мынау", NOW, chat_id=1, origin_id=5)
        laid = [Place(1, 5, kept.id, "text"), Place(1, 6, kept.id, "photo"), Place(1, 7, kept.id, "voice")]
        await messages.lie(tx, laid)
        await messages.lie(tx, [Place(-100, 90, kept.id, "photo", 6)])
        assert [file.message_id for file in await messages.files(tx, number)] == [6, 7]
        assert [file.message_id for file in await messages.files(tx, number, not_in=-100)] == [7]
        assert [place.message_id for place in await messages.parts(tx, kept.id)] == [5, 6, 7]
        assert [place.message_id for place in await messages.parts(tx, kept.id, copies=True)] == [90]
