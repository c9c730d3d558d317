from datetime import UTC, datetime, timedelta

from storage.database.database import Database
from storage.inbox import question_cards, questions

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_a_question_is_taken_up_by_one_and_again_only_after_a_while(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        assert await question_cards.uncarded(tx, NOW) == [number]
        assert [question.id for question in await question_cards.take(tx, [number], NOW)] == [number]
        assert await question_cards.uncarded(tx, NOW + timedelta(minutes=4)) == []
        assert await question_cards.take(tx, [number], NOW + timedelta(minutes=4)) == []
        assert len(await question_cards.take(tx, [number], NOW + timedelta(minutes=6))) == 1


async def test_a_carded_question_is_not_laid_again(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", "DE", NOW)
        await question_cards.carded(tx, number, [(-100, 5), (7, 6)], NOW)
        assert await question_cards.uncarded(tx, NOW + timedelta(days=1)) == []
        found = await question_cards.on_card(tx, 7, 6)
        assert found is not None and (found.text, found.country) == ("Қалай?", "DE")
        assert await question_cards.on_card(tx, 7, 5) is None


async def test_the_first_answer_sets_the_time(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        await questions.answered(tx, number, NOW)
        await questions.answered(tx, number, NOW + timedelta(days=1))
        [question] = await questions.of_chat(tx, 1)
    assert question.answered_at == NOW


async def test_forgetting_takes_the_cards_along(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        await question_cards.carded(tx, number, [(7, 6)], NOW)
        await questions.forget(tx, 1)
        assert await question_cards.on_card(tx, 7, 6) is None and await questions.of_chat(tx, 1) == []


async def test_urgent_questions_are_counted_and_laid_by_themselves(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        urgent = await questions.ask(tx, 1, "Құтқарыңыз", "kk", None, NOW, urgent=True)
        assert await question_cards.uncarded(tx, NOW) == [number]
        assert await question_cards.uncarded(tx, NOW, apart=True) == [urgent]
        assert await questions.same(tx, 1, "Құтқарыңыз", NOW - timedelta(days=1)) == urgent
        assert await questions.same(tx, 1, "Қалай?", NOW - timedelta(days=1)) is None
        assert await questions.same(tx, 2, "Құтқарыңыз", NOW - timedelta(days=1)) is None
        for _ in range(questions.OPEN_MOST - 1):
            await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        assert await questions.full(tx, 1, NOW) and not await questions.full(tx, 1, NOW, urgent=True)


async def test_a_card_is_stale_once_and_given_to_one_process(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        await question_cards.carded(tx, number, [(7, 6), (7, 8)], NOW)
        await question_cards.lay(tx, 7, 9, number)
        assert not await question_cards.stale_cards(tx, NOW)
        await questions.touch(tx, number)
        assert await question_cards.stale_cards(tx, NOW)
        assert sorted(await question_cards.take_stale(tx, NOW, 10)) == [(7, 6, number), (7, 8, number)]
        assert await question_cards.take_stale(tx, NOW, 10) == []
        await question_cards.refreshed(tx, 7, 6, 1)
        later = NOW + timedelta(minutes=6)  # who took the other one up died
        assert await question_cards.take_stale(tx, later, 10) == [(7, 8, number)]


async def test_a_change_while_a_card_is_brought_up_to_date_is_shown_next(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
        await question_cards.carded(tx, number, [(7, 6)], NOW)
        await questions.touch(tx, number)
        await question_cards.take_stale(tx, NOW, 10)
        await questions.touch(tx, number)
        await question_cards.refreshed(tx, 7, 6, 1)
        assert await question_cards.take_stale(tx, NOW, 10) == [(7, 6, number)]


async def test_a_card_shows_what_it_was_laid_for_last(database: Database) -> None:
    async with database.begin() as tx:
        first = await questions.ask(tx, 1, "Бірінші", "kk", None, NOW)
        second = await questions.ask(tx, 2, "Екінші", "kk", None, NOW)
        await question_cards.lay(tx, 7, 6, first, 0)
        await question_cards.lay(tx, 7, 6, second, 0)
        here = await question_cards.on_card(tx, 7, 6)
        assert here is not None and here.id == second
        await question_cards.lift(tx, 7, 6)
        assert await question_cards.on_card(tx, 7, 6) is None


async def test_whoever_asks_and_takes_back_again_and_again_waits_a_day(database: Database) -> None:
    """Each of them was a card before staff."""
    async with database.begin() as tx:
        for _ in range(questions.TAKEN_BACK_MOST):
            assert not await questions.fickle(tx, 1, NOW)
            number = await questions.ask(tx, 1, "Қалай?", "kk", None, NOW)
            await questions.move(tx, number, ["open"], closed_at=NOW, closing="withdrawn")
        assert not await questions.full(tx, 1, NOW) and await questions.fickle(tx, 1, NOW)
        assert not await questions.fickle(tx, 1, NOW, urgent=True) and not await questions.fickle(tx, 2, NOW)
        assert not await questions.fickle(tx, 1, NOW + questions.TAKEN_BACK_SPAN)
