"""The team, its roles, the log and the figures."""

from datetime import timedelta

import sqlalchemy as sa
from telegram import Chat, Contact, Message

from bot.broadcasts.states import State
from bot.staff import invitation
from handlers.staff.team import meant
from storage.broadcasts import broadcasts
from storage.faq import entry_edits
from storage.faq.searches import Search, record
from storage.inbox import questions
from storage.members import members
from storage.staff import audit, invitations, staff
from tests.handlers.running_bot import RunningBot, deciding, labels
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
    await marat.sees("Добро пожаловать в команду", anywhere=True)
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
    await members_of(bot, ["kk"] * 6 + ["ru"] * 2 + ["en"] * 3)
    async with bot.services.database.begin() as tx:
        for asker in range(5):
            like = Search("kk", "cyrl", "DE", "unknown", text="шекарадан мал алып өту", asker=asker)
            await record(tx, like, NOW)
        await record(tx, Search("kk", "cyrl", "DE", "unknown", text="менің атым Асқар, көмектесіңіз"), NOW)
    dina = await owner(bot, "en")
    await dina.says("/stats")
    told = (await dina.sees("Members: 11"))["text"]
    assert "Kazakh: 6" in told
    assert "Russian" not in told and "others, among them groups under 5: 5" in told
    await dina.presses("Without an answer")
    told = (await dina.sees("Without an answer in 30 days: 6"))["text"]
    assert "шекарадан мал алып өту" in told
    assert "Асқар" not in told
    await dina.presses("Chart")
    assert (await dina.sees("", seconds=15))["photo"]


async def test_one_person_who_asks_again_and_again_is_no_group(bot: RunningBot) -> None:
    aigul = await bot.person("Айгүл", "kk")
    deciding(bot, "unknown")
    for _ in range(6):
        await aigul.says("шекарадан мал алып өту")
        await aigul.sees("")
    dina = await owner(bot, "en")
    await dina.says("/stats")
    await dina.presses("Without an answer")
    told = (await dina.sees("Without an answer in 30 days: 6"))["text"]
    assert "мал алып" not in told
    assert "6 more were asked by fewer than 5 people each" in told


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
            await audit.log(tx, dina.id, "team.added", "<Апталық & хабар> " * 60, NOW, role="editor")
    await dina.says("/audit")
    assert (await dina.sees("…"))["text"].count("Апталық") > 100


async def test_an_invitation_lets_one_person_join_once(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/team")
    await dina.presses("Invite by a link")
    await dina.presses("operator")
    told = await dina.sees("It works once and until 27")
    link = told["text"].split("\n")[-1]
    payload = link.rpartition("start=")[2]
    marat, asel = [
        await bot.person(name, "kk", person_id=number) for name, number in (("Марат", 778), ("Әсел", 779))
    ]
    await marat.says(f"/start {payload}")
    await marat.sees("оператор ретінде")
    await asel.says(f"/start {payload}")
    await asel.sees("оператор ретінде")  # nothing is used up by looking
    await marat.presses("Қызметкерлер қатарына қосылу")
    welcome = (await marat.sees("Қызметкерлер қатарына қош келдіңіз"))["text"]
    assert "/inbox" in welcome and "/broadcast" not in welcome
    await dina.sees("Марат (778) Сіздің шақыруыңызбен қызметкерлер қатарына қосылды.")
    await asel.presses("Қызметкерлер қатарына қосылу")
    await asel.sees("Бұл шақырудың күші жоқ")
    await marat.says("/inbox")
    await marat.sees("Сұрақтар")
    await dina.says("/audit")
    told = (await dina.sees("joined the team by invitation 1 (operator)"))["text"]
    assert "invited somebody to the team (operator)" in told
    async with bot.services.database.connect() as tx:
        assert await staff.of_user(tx, 779) is None


async def test_an_invitation_is_withdrawn_and_runs_out(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/team")
    await dina.presses("Invite by a link")
    await dina.presses("editor")
    payload = (await dina.sees("It works once"))["text"].rpartition("start=")[2]
    await dina.presses("Withdraw")
    await dina.sees("There are none.")
    async with bot.services.database.begin() as tx:
        await invitations.add(tx, "old", "editor", dina.id, NOW)
    marat = await bot.person("Марат", "en", person_id=778)
    for ended in (payload, "join_old", "join_", "join_unknown"):
        await marat.says(f"/start {ended}")
        await marat.sees("This invitation is over")


async def test_an_invitation_of_somebody_who_is_no_owner_any_more_is_over(bot: RunningBot) -> None:
    """Or they would come back by it themselves, or let a friend in."""
    await colleague(bot, "Айдос", 801, "owner", "en")
    async with bot.services.database.begin() as tx:
        await invitations.add(tx, "token", "approver", 801, NOW + invitation.HOLDS)
    marat = await bot.person("Marat", "en", person_id=802)
    await marat.says("/start join_token")
    await marat.sees("as an approver")
    async with bot.services.database.begin() as tx:
        await staff.remove(tx, 801, NOW)
    await marat.presses("Join the team")
    await marat.sees("This invitation is over")
    await marat.says("/start join_token")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert await staff.of_user(tx, 802) is None


async def test_whoever_is_on_the_team_does_not_use_an_invitation_up(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    async with bot.services.database.begin() as tx:
        await invitations.add(tx, "token", "editor", dina.id, NOW + invitation.HOLDS)
    await dina.says("/start join_token")
    await dina.presses("Join the team")
    await dina.sees("You are on the team already.")
    async with bot.services.database.connect() as tx:
        assert len(await invitations.waiting(tx, NOW)) == 1


async def test_a_new_owner_is_confirmed_by_another_owner(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    asel = await colleague(bot, "Әсел", 779, "owner", "en")
    marat = await colleague(bot, "Марат", 778, "editor", "ru")
    await dina.says("/team")
    await dina.presses("Марат")
    await dina.presses("owner")
    await dina.sees("• Марат: editor, proposed as an owner")
    await dina.presses("Confirm as an owner")
    await dina.sees("another owner has to confirm it")
    await asel.sees("proposes Марат (778) as an owner")
    await asel.presses("Confirm as an owner")
    await asel.sees("• Марат: owner")
    await marat.sees("Теперь вы владелец")
    await dina.says("/audit")
    told = (await dina.sees("changed the role: Марат (owner)"))["text"]
    assert "proposed as an owner: Марат" in told


async def test_the_only_owner_confirms_alone_and_stays_the_last(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await colleague(bot, "Марат", 778, "editor", "ru")
    await dina.says("/team")
    await dina.presses("Марат")
    await dina.presses("owner")
    await dina.presses("Decline")
    await dina.sees("• Марат: editor\n")
    await dina.presses("Марат")
    await dina.presses("owner")
    await dina.presses("Confirm as an owner")
    await dina.sees("• Марат: owner")


async def test_an_owner_of_the_configuration_goes_by_their_name(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/team")
    await dina.sees("• Дина: owner")


async def test_somebody_always_stays_an_owner(bot: RunningBot) -> None:
    marat = await colleague(bot, "Марат", 778, "owner", "en")
    await owner(bot, "en")
    object.__setattr__(bot.services.config.staff, "owners", ())
    await marat.says("/team")
    await marat.presses("Марат")
    await marat.presses("editor")
    await marat.sees("Somebody has to be an owner.", anywhere=True)
    async with bot.services.database.connect() as tx:
        kept = await staff.of_user(tx, 778)
    assert kept is not None and kept.role == "owner"


async def test_an_analyst_reads_figures_and_an_operator_answers(bot: RunningBot) -> None:
    await owner(bot, "en")
    asel = await colleague(bot, "Әсел", 779, "analyst", "en")
    await asel.says("/help")
    told = (await asel.sees("What waits for you"))["text"]
    assert "/stats" in told and "/audit" in told and "/broadcast" not in told and "/inbox" not in told
    await asel.says("/broadcast")
    await asel.sees("This is for editors, approvers and owners.")


async def test_home_shows_what_waits_for_whom(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Марат", 778, "editor", "kk")
    await marat.sees("")
    async with bot.services.database.begin() as tx:
        for person in (dina, marat):
            await members.join(tx, person.id, "en" if person is dina else "kk", NOW)
            await members.update(tx, person.id, start_step=None)
        await entry_edits.propose(tx, "iin", "kk", {"short": "Мәтін"}, 778, "Марат", NOW)
        first = await questions.ask(tx, 4_000_000, "Қалай?", "kk", "DE", NOW - timedelta(hours=30))
        await questions.touch(tx, first, promised_at=NOW - timedelta(hours=2))
        await questions.ask(tx, 4_000_001, "Қашан?", "kk", "DE", NOW)
        await broadcasts.create(tx, {}, {}, NOW, state=State.SCHEDULED, due_at=NOW + timedelta(hours=3))
        await broadcasts.create(tx, {}, {}, NOW, state=State.PAUSED)
    await dina.says("/start")
    told = (await dina.sees("What waits for you"))["text"]
    for line in (
        "• Texts of entries that wait for your approval: 1",
        "• Open questions: 2. The first in line has waited",
        "The promised time is over for: 1",
        "broadcast No. 1",
        "• Paused broadcasts: No. 2",
    ):
        assert line in told
    await dina.presses("✉️ Questions")
    await dina.sees("Қалай?")
    await marat.says("/start")
    told = (await marat.sees("Сізді күтіп тұр"))["text"]
    assert "Жауап күткен сұрақ: 2" in told and "Бекітуіңізді" not in told
    await marat.presses("Мүшелерге көмек")
    await marat.sees("/mydata")


async def test_the_log_is_filtered_and_taken_as_a_file_and_says_whether_it_is_whole(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    async with bot.services.database.begin() as tx:
        await audit.log(tx, 778, "team.added", "=2+2", NOW, role="editor", name="Марат")
        await audit.log(tx, dina.id, "event.begun", 5, NOW, name="Дина")
    await dina.says("/audit")
    await dina.sees("began event 5")
    await dina.presses("What")
    await dina.presses("The team")
    assert "began event" not in (await dina.sees("added to the team: =2+2"))["text"]
    await dina.presses("Who")
    await dina.presses("Дина")
    await dina.sees("Nothing of that kind.")
    await dina.presses("What")
    await dina.presses("All")
    await dina.sees("began event 5")
    await dina.presses("As a file")
    assert (await dina.sees(""))["document"]
    await dina.presses("Is the log whole?")
    await dina.sees("The log is whole")
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.update(audit.audit).where(audit.audit.c.place == 1).values(subject="nobody"))
    await dina.says("/audit")
    await dina.presses("Is the log whole?")
    await dina.sees("The log is not whole")
