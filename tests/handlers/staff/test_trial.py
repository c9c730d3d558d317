"""Trial mode as owners press it, and what the composer says of it."""

from handlers.staff import trial as screens
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.staff import audit, trial
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner

TEXTS = {"kk": "Сәлем, достар! Бәріңізді күтеміз.", "ru": "Здравствуйте, друзья! Ждём всех вас.",
         "en": "Hello, friends! We expect all of you."}  # fmt: skip
ENGLISH = {"kk": "Kazakh", "ru": "Russian", "en": "English"}


async def deeds(bot: RunningBot) -> list[str]:
    async with bot.services.database.connect() as tx:
        done, _ = await audit.deeds(tx)
    return sorted(deed.action for deed in done if deed.action.startswith("trial."))


async def test_an_owner_begins_a_trial_names_a_guest_and_goes_live(bot: RunningBot) -> None:
    await members_of(bot, ["kk"] * 6, first=2001)
    aigul = await bot.person("Айгүл <b>", "kk", person_id=2001)
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.says("/team")
    await dina.presses("Trial mode")
    await dina.sees("is off: broadcasts reach everybody")
    await dina.presses("Begin the trial")
    await dina.sees("only the team gets broadcasts")
    await dina.presses("Add a guest")
    await dina.sees("Forward a message")
    await dina.says("who?")
    await dina.sees("I cannot see who that is")
    await dina.says(str(aigul.id))
    await dina.sees("• Айгүл <b>")
    await dina.presses("Add a guest")
    await dina.says("777777")
    await dina.sees("• 777777: has not started the bot yet")
    await dina.presses("✖️ 777777")
    assert "777777" not in (await dina.sees("• Айгүл"))["text"]
    await dina.presses("Messages a day")
    await dina.presses("20")
    await dina.sees("Messages a day: 20 at most, 20 are left today")
    async with bot.services.database.connect() as tx:
        assert {guest.chat_id for guest in await trial.listing(tx)} == {dina.id, aigul.id}
    async with bot.services.database.begin() as tx:
        await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, NOW, state="scheduled", due_at=None)
        await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, NOW, state="scheduled", trial=True)  # fixed
    await dina.presses("Go live")
    await dina.sees("1 broadcast waits for its time and will go to everybody, too.")
    await dina.presses("Yes, go live")
    await dina.sees("is off: broadcasts reach everybody")
    assert await deeds(bot) == [
        "trial.a_day",
        "trial.begun",
        "trial.guest_added",
        "trial.guest_added",
        "trial.guest_removed",
        "trial.live",
    ]
    await dina.says("/audit")
    told = (await dina.sees("ended the trial: broadcasts go to everybody"))["text"]
    assert "began the trial (100 messages a day)" in told and "777777" not in told


async def test_the_composer_counts_and_says_whom_the_trial_lets_it_reach(bot: RunningBot) -> None:
    await members_of(bot, ["kk"] * 6, first=2001)
    async with bot.services.database.begin() as tx:
        await trial.begin(tx, 20, [], NOW)
        await trial.add(tx, 2001, 1, NOW)
        await trial.add(tx, 2002, 1, NOW)
    dina = await owner(bot, "en")
    await dina.says("/broadcast")
    assert "Trial mode: only the team and the guests" in (await dina.sees("Draft No."))["text"]
    await in_three_languages(dina)
    async with bot.services.database.begin() as tx:
        await trial.take(tx, 19, bot.services.clock().astimezone(bot.services.config.locale.zone).date())
    await dina.presses("Check and send")
    await dina.sees("1 more messages may go out today, and this broadcast has 2 recipients", anywhere=True)
    async with bot.services.database.begin() as tx:
        await trial.limit(tx, 50)
    await dina.presses("Check and send")
    told = await dina.sees("Please confirm")
    assert "Messages today: 31 of 50 are left" in told["text"]
    assert "✅ Send now to 2" in labels(told)
    await dina.presses("Send now to 2")
    await dina.sees("Broadcast No.")
    sent = await latest(bot)
    assert sent.state == "scheduled"


async def in_three_languages(dina: Person) -> None:
    for language, text in TEXTS.items():
        await dina.presses(ENGLISH[language])
        await dina.says(text)
        await dina.sees("✓")
        await dina.presses("Back")


async def test_others_of_the_team_do_not_begin_it(bot: RunningBot) -> None:
    marat = await colleague(bot, "Марат", 778, "approver", "ru")
    await marat.says("/team")
    assert not any("Пробный режим" in label for label in labels(await marat.sees("Команда")))
    await bot.sends(marat, "x", "go", "tron")
    await marat.presses("go")
    async with bot.services.database.connect() as tx:
        assert await trial.current(tx) is None


async def test_a_list_of_guests_has_an_end(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    async with bot.services.database.begin() as tx:
        await trial.begin(tx, 20, [dina.id], NOW)
        for chat in range(5001, 5001 + screens.MOST):
            await trial.add(tx, chat, 1, NOW)
    await dina.says("/team")
    await dina.presses("Trial mode")
    await dina.presses("Add a guest")
    await dina.says("780")
    await dina.sees(f"There are {screens.MOST} guests already")
