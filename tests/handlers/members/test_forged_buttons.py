"""Every button of members, found from the registered handlers, pressed by somebody it was not made for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.inbox import cards
from bot.offers import introductions
from handlers import conversation, handlers
from handlers.routing import Button
from handlers.staff.access import StaffButton
from storage.database.schema import metadata
from storage.faq import searches
from storage.faq.searches import Search
from storage.inbox import question_cards, questions
from storage.members import conversations, members
from storage.members.conversations import Conversation
from storage.surveys.responses import Answer
from tests.bot.offers.people import offer
from tests.handlers.running_bot import RunningBot
from tests.storage.surveys.scene import WHICH, answered, opened

SECRET = "Төлқұжатым N12345678, анам Айгүл"
VICTIM = 4_000_000
ARGUMENTS = ("", "1", "1:1", "kk:1", "kandas-apply:kk:1", "yes", "c", "kandas-apply:kk::0:0", "consular")


def buttons() -> Iterator[str]:
    for handler in handlers():
        inside = handler.handlers() if isinstance(handler, conversation.Conversation) else [handler]
        yield from (
            inner.verb
            for inner in inside
            if isinstance(inner, Button) and not isinstance(inner, StaffButton) and "[" not in inner.verb
        )


async def kept_about_the_victim(bot: RunningBot) -> dict[str, list[str]]:
    async with bot.services.database.connect() as tx:
        everything = {
            table.name: [str(row) for row in await tx.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }
    return {
        name: sorted(row for row in rows if SECRET in row or str(VICTIM) in row)
        for name, rows in everything.items()
    }


async def victim(bot: RunningBot) -> None:
    now = bot.services.clock()
    async with bot.services.database.begin() as tx:
        member = await members.join(tx, VICTIM, "kk", now)
        survey = await opened(tx, (WHICH,), ends_at=now + timedelta(days=1))
        assert await answered(tx, survey, member.id, {2: Answer(text=SECRET)}, now)
        for decision in ("unknown", "choices"):
            number = await searches.record(tx, Search("kk", "cyrl", "MN", decision, text=SECRET), now)
            await searches.wait(tx, [number], VICTIM, now)
        number = await questions.ask(tx, VICTIM, SECRET, "kk", "MN", now)
        await question_cards.carded(tx, number, [], now)
        seek = await offer(tx, VICTIM, "seek", text=SECRET, contact=str(VICTIM))
        give = await offer(tx, VICTIM + 1, "give", text=SECRET, contact=str(VICTIM))
        assert await introductions.propose(tx, seek.id, give.id, 7, now)
        await conversations.put(tx, VICTIM, VICTIM, Conversation("ask", "confirm", {"text": SECRET}, now))
    await cards.fold_words(bot.services)


@pytest.mark.parametrize("verb", sorted(set(buttons())))
async def test_no_button_forged_by_another_shows_or_changes_what_is_kept_about_somebody(
    bot: RunningBot, verb: str
) -> None:
    await victim(bot)
    before = await kept_about_the_victim(bot)
    assert sum(map(len, before.values())) >= 7
    stranger = await bot.person("Бөтен", "kk")
    for number, arguments in enumerate(ARGUMENTS):
        await bot.sends(stranger, "Ескі хабар", f"түйме {number}", f"{verb}:{arguments}".rstrip(":"))
        await stranger.presses(f"түйме {number}")
    await stranger.says("/mydata")
    await bot.settled()
    assert await kept_about_the_victim(bot) == before
    assert not any(SECRET in str(message) for message in await stranger.chat())
    async with bot.services.database.connect() as tx:
        assert await searches.awaited_by(tx, stranger.id) == []
