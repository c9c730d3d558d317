from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot import forgetting
from bot.inbox import cards
from handlers.conversation import END
from storage.database.database import Database
from storage.inbox import blocks, questions
from storage.members import conversations
from storage.staff import staff
from tests.bot.test_retention import SECRET, kept_about
from tests.handlers.running_bot import OWNER, RunningBot, labels, running
from tests.handlers.staff.inbox.people import answered, asked, card, question
from tests.handlers.staff.people import NOW, colleague, owner

STAFF_GROUP = -100900


@pytest.fixture
def moments() -> list[datetime]:
    """What the clock says: the last of them."""
    return [NOW]


@pytest.fixture
async def bot(sqlite: Database, moments: list[datetime]) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: moments[-1]) as bot:
        yield bot


async def test_who_takes_a_question_is_seen_by_colleagues_and_answers_alone(bot: RunningBot) -> None:
    dina, dana = await owner(bot), await colleague(bot, "Дана", 778, "editor", "kk")
    number = await asked(bot, "Қашан ашылады?")
    await card(bot, dina, number)
    hers = await card(bot, dana, number)
    await dina.presses("✋ Өзіме алу")
    await dina.sees("✋ Жауап беріп жатқан: Дина")
    await dana.sees("✋ Жауап беріп жатқан: Дина")  # her card followed
    await bot.sends(dana, "Ескі", "Алу", f"qtake:{number}")
    await dana.presses("Алу")
    await dana.sees("Бұл сұраққа Дина жауап беріп жатыр")
    await dana.says("Менің жауабым", reply_to=hers["message_id"])
    await dana.sees("Жеткізілмеді: № 1 сұраққа Дина жауап беріп жатыр")
    assert (await question(bot, number)).answered_at is None
    await dina.presses("↩️ Босату")
    await dina.sees("Жауап күтіп тұр")
    await bot.settled()
    assert (await question(bot, number)).taken_by is None


async def test_what_was_taken_long_ago_may_be_taken_by_a_colleague(
    bot: RunningBot, moments: list[datetime]
) -> None:
    dina, dana = await owner(bot), await colleague(bot, "Дана", 778, "editor", "kk")
    number = await asked(bot, "Сұрақ")
    await card(bot, dina, number)
    await dina.presses("✋ Өзіме алу")
    await dina.sees("Жауап беріп жатқан: Дина")
    moments.append(NOW + questions.HOLD + timedelta(minutes=1))
    await bot.sends(dana, "Ескі", "Алу", f"qtake:{number}")
    await dana.presses("Алу")
    await dana.sees("Жауап беріп жатқан: Дана")


async def test_a_question_is_closed_aloud_or_silently_and_opened_again(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Ескі сұрақ", chat=aigerim.id)
    await card(bot, dina, number)
    await dina.presses("☑️ Жабу")
    await dina.presses("Жауып, сұрақ иесіне хабарлау")
    await dina.sees("Жауапсыз жабылды")
    await aigerim.sees("Мамандар № 1 сұрағыңызды жауапсыз жапты")
    await dina.presses("🔄 Қайта ашу")
    await dina.sees("Жауап күтіп тұр")
    reopened = await question(bot, number)
    assert reopened.closed_at is None and reopened.promised_at is not None
    await dina.presses("☑️ Жабу")
    await dina.presses("Үнсіз жабу")
    await dina.sees("Жауапсыз жабылды")
    await dina.says("/audit")
    await dina.sees("сұрақты жапты")


async def test_what_is_closed_after_its_answer_says_both(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Ескі сұрақ", chat=aigerim.id)
    await answered(bot, number, NOW)
    await card(bot, dina, number)
    await dina.presses("☑️ Жабу")
    shown = (await dina.sees("☑️ Жабылды"))["text"]
    assert "✔️ Жауап берген: Ерлан" in shown and "Жауапсыз" not in shown


async def test_a_note_is_seen_by_staff_only(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Сұрақ", chat=aigerim.id)
    await card(bot, dina, number)
    await dina.presses("📝 Ескертпе")
    await dina.says("Консулдан <сұрау> керек")
    await dina.sees("📝 Дина: Консулдан <сұрау> керек")
    await aigerim.does_not_see("Консулдан")


async def test_earlier_questions_of_the_same_member_are_one_tap_away(bot: RunningBot) -> None:
    dina = await owner(bot)
    await asked(bot, "Бірінші", chat=5001)
    await asked(bot, "Бөтеннің сұрағы", chat=5002)
    number = await asked(bot, "Екінші", chat=5001)
    await card(bot, dina, number)
    await dina.presses("🕘 Бұрын сұраған: 1")
    shown = await dina.sees("Сол адамның бұрынғы сұрақтары")
    assert "Бірінші" in shown["text"] and "Бөтен" not in shown["text"] and "5001" not in shown["text"]
    await dina.presses("Артқа")
    await dina.sees("Екінші")


async def test_a_blocked_member_reads_why_and_may_be_let_in_again(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Балағат", chat=aigerim.id)
    await card(bot, dina, number)
    await dina.presses("🚫 Бұғаттау")
    await dina.says("Балағат сөз")
    await dina.sees("🚫 Бұл адамнан сұрақ қабылданбайды: Балағат сөз")
    await aigerim.sees("Мамандар Сізден енді сұрақ қабылдамайды. Себебі: Балағат сөз")
    await aigerim.says("/ask")
    await aigerim.sees("Себебі: Балағат сөз")
    await dina.presses("Бұғаттан шығару")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert await blocks.reason(tx, aigerim.id) is None
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")


async def test_why_somebody_was_blocked_is_forgotten_with_them(bot: RunningBot) -> None:
    """Also in the log of deeds, which outlives them."""
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Балағат", chat=aigerim.id)
    await card(bot, dina, number)
    await dina.presses("🚫 Бұғаттау")
    await dina.says(SECRET)
    await dina.sees(f"🚫 Бұл адамнан сұрақ қабылданбайды: {SECRET}")
    await bot.settled()
    assert set(await kept_about(bot.services.database, aigerim.id)) == {"question_blocks", "questions"}
    async with bot.services.database.begin() as tx:
        await forgetting.at_once(tx, aigerim.id, NOW)
    assert await kept_about(bot.services.database, aigerim.id) == {}


async def test_a_card_of_a_forgotten_question_says_so(bot: RunningBot) -> None:
    dina = await owner(bot)
    await bot.sends(dina, "Ескі", "Алу", "qtake:99")
    await dina.presses("Алу")
    await dina.sees("Бұл сұрақ енді сақталмайды")


async def test_in_the_group_a_card_has_what_needs_no_typing(sqlite: Database) -> None:
    async with running(sqlite, inbox_chat=STAFF_GROUP) as bot:
        dana = await bot.person("Дана", "kk", person_id=778)
        async with bot.services.database.begin() as tx:
            await staff.add(tx, dana.id, "editor", "Дана", OWNER, NOW)
        await bot.group(STAFF_GROUP, [dana.id])
        async with bot.services.database.begin() as tx:
            await questions.ask(tx, 5001, "Топқа сұрақ", "kk", None, NOW)
        await cards.look(bot.application.bot, bot.services)
        shown = await dana.sees("Топқа сұрақ", chat_id=STAFF_GROUP)
        assert labels(shown) == ["✋ Өзіме алу", "☑️ Жабу", "📥 Жеке чатыма"]
        await dana.presses("📥 Жеке чатыма", chat_id=STAFF_GROUP)
        await dana.says("/start")
        await dana.presses("📥 Жеке чатыма", chat_id=STAFF_GROUP)
        assert "✏️ Жауап беру" in labels(await dana.sees("Топқа сұрақ"))
        await dana.presses("✋ Өзіме алу", chat_id=STAFF_GROUP)
        await dana.sees("Жауап беріп жатқан: Дана", chat_id=STAFF_GROUP)


async def test_what_is_typed_for_a_question_that_is_gone_awaits_nothing_more(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    await card(bot, dina, await asked(bot, "Сұрақ", chat=aigerim.id))
    await dina.presses("📝 Ескертпе")
    await dina.sees("ескертпе жазыңыз")
    async with bot.services.database.begin() as tx:
        await questions.forget(tx, aigerim.id)
    await dina.says("Ескертпе")
    await dina.sees("Бұл сұрақ енді сақталмайды")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        left = await conversations.get(tx, dina.id, dina.id)
    assert left is None or left.state == END
