"""The team, its roles, the log and the figures."""

from telegram import Chat, Contact, Message

from handlers.staff.team import meant
from storage.faq.searches import Search, record
from storage.staff import staff
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, members_of, owner


async def test_an_owner_adds_a_colleague_by_number_and_the_log_says_so(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    marat = await bot.person("Марат", "ru", person_id=778)
    await marat.says("/start")
    await marat.sees("")
    await dina.says("/team")
    await dina.sees("owner")
    await dina.presses("Add a colleague")
    await dina.sees("Forward a message")
    await dina.says("778")
    await dina.sees("Add Марат (778) as")
    await dina.presses("approver")
    await dina.sees("• Марат: approver")
    await marat.sees("Теперь вы в команде", anywhere=True)
    await dina.says("/audit")
    await dina.sees("added to the team: Марат (approver)")
    async with bot.services.database.connect() as tx:
        assert (await staff.of_user(tx, 778)) is not None


async def test_a_colleague_may_look_but_not_change_and_can_be_removed(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Марат", 778, "editor", "ru")
    await marat.says("/team")
    told = await marat.sees("Команда")
    assert not any("Добавить" in label for label in labels(told))
    await dina.says("/team")
    await dina.presses("Марат")
    await dina.sees("editor")
    await dina.presses("Remove from the team")
    await dina.sees("What they wrote stays")
    await dina.presses("Remove from the team")
    await dina.sees("The team")
    await marat.says("/team")
    await marat.sees("Такой команды нет")


async def test_figures_hide_groups_of_a_few_people(bot: RunningBot) -> None:
    await members_of(bot, ["kk"] * 6 + ["ru"] * 2)
    async with bot.services.database.begin() as tx:
        for _ in range(5):
            await record(tx, Search("kk", "cyrl", "DE", "unknown", text="шекарадан мал алып өту"), NOW)
        await record(tx, Search("kk", "cyrl", "DE", "unknown", text="менің атым Асқар, көмектесіңіз"), NOW)
    dina = await owner(bot, "en")
    await dina.says("/stats")
    told = (await dina.sees("Members: 8"))["text"]
    assert "Kazakh: 6" in told
    assert "Russian: 2" not in told
    await dina.presses("Without an answer")
    told = (await dina.sees("Without an answer in 30 days: 6"))["text"]
    assert "шекарадан мал алып өту" in told
    assert "Асқар" not in told
    await dina.presses("Chart")
    assert (await dina.sees("", seconds=15))["photo"]


async def test_each_conversation_of_staff_ends_in_its_own_words(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/team")
    await dina.presses("Add a colleague")
    await dina.says("/cancel")
    await dina.sees("Nobody was added to the team.")
    await dina.says("/entries")
    await dina.sees("Entries: ")
    await dina.says("/stats")
    await dina.sees("You left the entries.")
    await dina.says("/cancel")
    await dina.sees("Nothing was going on")


def test_a_contact_names_a_number_and_never_by_its_own_words() -> None:
    contact = Contact("+7700", "Дина Ермекова", "бас директор", user_id=778)
    assert meant(Message(1, NOW, Chat(1, "private"), contact=contact)) == (778, None)


async def test_a_log_with_long_lines_is_cut_and_still_shown(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    async with bot.services.database.begin() as tx:
        for _ in range(10):
            await staff.log(tx, dina.id, "team.added", "<Апталық & хабар> " * 60, NOW, role="editor")
    await dina.says("/audit")
    assert (await dina.sees("…"))["text"].count("Апталық") > 100
