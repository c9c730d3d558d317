from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.database.database import Database
from storage.faq import searches
from storage.faq.searches import Asked, Search

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def question(decision: str, text: str = "Қалай?", entry: str | None = None) -> Search:
    return Search("kk", "cyrl", "MN", decision, entry, text, asker=7)


async def row(database: Database, number: int) -> dict[str, Any]:
    async with database.connect() as tx:
        found = await tx.execute(sa.select(searches.searches).where(searches.searches.c.id == number))
        return dict(found.mappings().one())


async def test_an_answered_question_is_kept_without_its_text(database: Database) -> None:
    async with database.begin() as tx:
        number = await searches.record(tx, question("answer", entry="kandas-apply"), NOW)
    kept = await row(database, number)
    assert (kept["text"], kept["asker"], kept["entry"], kept["country"]) == (None, None, "kandas-apply", "MN")


async def test_a_choice_forgets_the_text_and_none_of_them_keeps_it(database: Database) -> None:
    async with database.begin() as tx:
        first, second = [await searches.record(tx, question("choices"), NOW) for _ in range(2)]
        await searches.chosen(tx, Asked(first, "Қалай?"), "kandas-apply")
        await searches.none_of_these(tx, Asked(second, "Қалай?"))
    first_row = await row(database, first)
    assert (first_row["text"], first_row["asker"]) == (None, None)
    kept = await row(database, second)
    assert kept["asker"] == 7
    assert (kept["decision"], kept["text"]) == ("unknown", "Қалай?")


async def test_unanswered_questions_come_newest_first_and_know_who_waits(database: Database) -> None:
    async with database.begin() as tx:
        old = await searches.record(tx, question("unknown", "ескі"), NOW - timedelta(days=2))
        new = await searches.record(tx, question("unknown", "жаңа"), NOW)
        for chat in (1, 2, 2):
            assert await searches.agree(tx, Asked(old, "ескі"), chat, NOW)
        unanswered = await searches.unanswered(tx, NOW - timedelta(days=7))
        assert sorted(await searches.waiting_for(tx, [old, new])) == [1, 2]
    assert [(question.id, question.text) for question in unanswered] == [(new, "жаңа"), (old, "ескі")]


async def test_whoever_does_not_know_what_was_asked_can_neither_wait_for_it_nor_change_it(
    database: Database,
) -> None:
    async with database.begin() as tx:
        number = await searches.record(tx, question("choices"), NOW)
        guess = Asked(number, "Басқа сұрақ")
        assert not await searches.agree(tx, guess, 666, NOW)
        await searches.chosen(tx, guess, "kandas-apply")
        await searches.none_of_these(tx, guess)
        assert await searches.awaited_by(tx, 666) == []
    kept = await row(database, number)
    assert (kept["decision"], kept["text"], kept["entry"]) == ("choices", "Қалай?", None)


async def test_nobody_waits_for_a_question_that_is_not_there(database: Database) -> None:
    async with database.begin() as tx:
        assert not await searches.agree(tx, Asked(12345, "Қалай?"), 1, NOW)


async def test_when_it_is_answered_its_text_is_forgotten_and_whoever_asked_once_told(
    database: Database,
) -> None:
    async with database.begin() as tx:
        number = await searches.record(tx, question("unknown"), NOW)
        await searches.agree(tx, Asked(number, "Қалай?"), 7, NOW)
        assert await searches.awaited_by(tx, 7) == ["Қалай?"]
        assert await searches.waiting_for(tx, [number]) == [7]
        await searches.settle(tx, [number], "new-entry")
        assert await searches.untold(tx, ["new-entry"]) == [(7, "new-entry")]
        assert await searches.claim_telling(tx, 7, "new-entry") == [number]
        assert await searches.waiting_for(tx, [number]) == []
    assert (await row(database, number))["text"] is None


async def test_who_is_forgotten_waits_for_nothing(database: Database) -> None:
    async with database.begin() as tx:
        number = await searches.record(tx, question("unknown"), NOW)
        await searches.agree(tx, Asked(number, "Қалай?"), 7, NOW)
        await searches.forget(tx, 7)
        assert await searches.waiting_for(tx, [number]) == []


async def test_what_was_the_answer_lately_is_counted(database: Database) -> None:
    async with database.begin() as tx:
        for days, entry in ((1, "a"), (2, "a"), (3, "b"), (4, None), (100, "b")):
            row = Search("kk", "cyrl", None, "answer" if entry else "unknown", entry)
            await searches.record(tx, row, NOW - timedelta(days=days))
    async with database.connect() as tx:
        assert await searches.asked(tx, NOW - timedelta(days=90)) == {"a": 2, "b": 1}
