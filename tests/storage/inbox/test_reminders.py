from datetime import UTC, datetime, timedelta

from storage.database.database import Database
from storage.inbox import question_cards, questions, reminders

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOON = NOW + timedelta(hours=3)
LATER = NOW + timedelta(minutes=6)


async def test_a_reminder_is_taken_by_one_process_and_again_only_if_that_one_did_not_send_it(
    database: Database,
) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW, promised=SOON)
        await question_cards.take(tx, [number], NOW)
        assert not await reminders.due(tx, SOON, NOW)  # it is just being laid before staff
        await question_cards.carded(tx, number, [(7, 6)], NOW)
        assert await reminders.due(tx, SOON, NOW)
        assert [question.id for question in await reminders.take(tx, SOON, NOW)] == [number]
        assert await reminders.take(tx, SOON, NOW + timedelta(minutes=4)) == []
        [again] = await reminders.take(tx, SOON, LATER)
        await reminders.done(tx, [again], LATER)
        assert not await reminders.due(tx, SOON, LATER + timedelta(days=1))


async def test_what_was_promised_anew_while_staff_were_reminded_is_reminded_of_again(
    database: Database,
) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW, promised=SOON)
        await question_cards.carded(tx, number, [(7, 6)], NOW)
        reminded = await reminders.take(tx, SOON, NOW)
        await questions.touch(tx, number, promised_at=SOON - timedelta(hours=1))
        await reminders.done(tx, reminded, NOW)
        assert await reminders.due(tx, SOON, LATER)
