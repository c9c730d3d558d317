"""Who gets a draft and who is left out, with the number after every tap; recipients that are saved."""

import asyncio
from datetime import timedelta

from sandbox import Person
from storage.broadcasts import saved_audiences
from storage.members import members
from storage.members.audience import Audience
from storage.staff import audit
from storage.updates import updates
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import begun, taps

OMSK = "1496153"


async def audience(bot: RunningBot) -> Audience:
    return Audience.of((await latest(bot)).audience)


async def at_recipients(bot: RunningBot) -> Person:
    dina = await begun(bot)
    await taps(dina, ("Recipients", "Everyone"))
    return dina


async def test_a_country_is_left_out_and_choosing_it_takes_it_back(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    dina = await at_recipients(bot)
    await taps(dina, ("Leave out", "Who is left out"), ("Countries", "2 recipients"))
    await taps(dina, ("Germany", ["Without countries: Germany", "\n<b>0 recipients</b>"][0]))
    assert (await audience(bot)).no_countries == ("DE",)
    await taps(
        dina, ("Back", "Who is left out"), ("Back", "Without countries"), ("Countries", "Without countries")
    )
    await taps(dina, ("Germany", "Countries: Germany"))
    assert (await audience(bot)) == Audience(countries=("DE",))


async def test_a_language_and_a_topic_are_left_out(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    dina = await at_recipients(bot)
    await taps(
        dina, ("Leave out", "Who is left out"), ("Languages", "3 recipients"), ("Russian", "2 recipients")
    )
    await taps(
        dina, ("Back", "Who is left out"), ("Topics", "2 recipients"), ("Changes in law", "0 recipients")
    )
    assert (await audience(bot)) == Audience(no_languages=("ru",), no_topics=("law",))
    await taps(dina, ("🚫 ⚖️ Changes in law", "2 recipients"))


async def test_typed_countries_are_left_out_too(bot: RunningBot) -> None:
    dina = await at_recipients(bot)
    await taps(
        dina,
        ("Leave out", "Who is left out"),
        ("Countries", "Everyone"),
        ("Another country", "Type the names"),
    )
    await dina.says("Южная Корея, Ұлыбритания, Атлантида")
    shown = await dina.sees("Nothing was selected by: Атлантида.")
    assert "Without countries: South Korea and United Kingdom" in shown["text"]
    assert (await audience(bot)).no_countries == ("KR", "GB")


async def test_who_types_all_but_a_country_does_not_choose_it(bot: RunningBot) -> None:
    dina = await at_recipients(bot)
    await taps(dina, ("Countries", "Everyone"), ("Another country", "Type the names"))
    await dina.says("кроме России, Латинская Америка, kz, Конго")
    shown = await dina.sees("Nothing was selected by: кроме России and Латинская Америка.")
    assert "Which of these?" in shown["text"]
    assert (await audience(bot)).countries == ("KZ",)


async def test_a_typed_city_is_taken_and_its_clock_and_country_offered(bot: RunningBot) -> None:
    people = (
        ("RU", "Asia/Omsk", OMSK),
        ("RU", "Asia/Omsk", None),
        ("RU", "Europe/Moscow", None),
        ("TR", None, None),
    )
    async with bot.services.database.begin() as tx:
        for chat, (country, zone, city) in enumerate(people):
            await members.join(tx, 3001 + chat, "kk", NOW)
            await members.update(tx, 3001 + chat, country=country, timezone=zone, city=city)
    dina = await at_recipients(bot)
    await taps(dina, ("Countries", "Everyone"), ("Another country", "Type the names"))
    await dina.says("Омскіде, Istambul")
    shown = await dina.sees("Only those who named their city are meant: Омскіде and Istambul.")
    assert (
        "Countries: Omsk (Russia) and Istanbul (Türkiye)" in shown["text"] and "1 recipient<" in shown["html"]
    )
    await taps(dina, ("Türkiye", "Countries: Omsk (Russia) and Türkiye"))
    assert "2 recipients" in (await dina.sees("2 recipients", anywhere=True))["text"]
    for button in ("Back", "Countries (2)"):
        await dina.presses(button)
    await taps(dina, ("Another country or city", "Type the names"))
    await dina.says("Омбы")
    await taps(dina, ("Russia (clock of Omsk)", "Countries: Türkiye and Russia (clock of Omsk)"))
    await taps(dina, ("✓ 🇷🇺 Russia (clock of Omsk)", "1 recipient"), ("🇷🇺 Russia", "4 recipients"))
    assert (await audience(bot)).countries == ("TR", "RU")


async def test_a_city_is_saved_and_left_out_as_a_country_is(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        for chat, city in ((3001, OMSK), (3002, None)):
            await members.join(tx, chat, "kk", NOW)
            await members.update(tx, chat, country="RU", timezone="Asia/Omsk", city=city)
        await saved_audiences.save(tx, "Омбы", Audience(countries=(f"RU/{OMSK}",)).as_json(), 1, NOW)
    dina = await at_recipients(bot)
    await taps(dina, ("Saved recipients", "Saved recipients"), ("📁 Омбы", "Countries: Omsk (Russia)"))
    await taps(
        dina, ("Send to these", "1 recipient"), ("Leave out", "Who is left out"), ("Countries", "1 recipient")
    )
    await taps(dina, ("Another country or city", "Type the names"))
    await dina.says("в Омске")
    await dina.sees("Without countries: Omsk (Russia)")
    assert (await audience(bot)) == Audience(no_countries=(f"RU/{OMSK}",))


async def test_persons_only_or_groups_too(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        await members.join(tx, -100900, "kk", NOW, "group")
        await members.join(tx, 3001, "kk", NOW)
    dina = await at_recipients(bot)
    await taps(dina, ("Persons only", "Persons only, no groups"))
    assert "<b>1 recipient" in (await dina.sees("1 recipient", anywhere=True))["html"]
    await taps(dina, ("✓ Persons only", "2 recipients"))


async def test_joined_since_a_span_or_a_typed_day(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        for chat, days in ((3001, 2), (3002, 40)):
            await members.join(tx, chat, "kk", NOW - timedelta(days=days))
    dina = await at_recipients(bot)
    await taps(dina, ("Joined since", "2 recipients"), ("Last 7 days", "Joined within the last 7 days"))
    await taps(dina, ("Since a day", "Type the day"))
    await dina.says("баяғыда")
    await dina.sees("“баяғыда” was not understood.")
    await dina.says("25.11.2026")
    await dina.sees("That day is still to come")
    await dina.says("1 қазан")
    shown = await dina.sees("Joined after")
    assert "2 recipients" in shown["text"]
    assert (await audience(bot)).joined_days is None
    await taps(dina, ("Any time", "Everyone"))
    assert (await audience(bot)) == Audience()


async def test_whom_it_would_wake_is_said_and_the_clock_of_their_country_is_offered(bot: RunningBot) -> None:
    bot.services.counting._clock = bot.services.clock
    async with bot.services.database.begin() as tx:
        for chat in (3001, 3002):
            await members.join(tx, chat, "kk", NOW)
            await members.update(tx, chat, country="US")
    dina = await at_recipients(bot)
    await dina.sees("🌙 It comes at night to 2: United States 2 (01:00)", anywhere=True)
    await taps(dina, ("By the clock of their country", "2 have quiet hours then and will get it later"))
    assert (await audience(bot)) == Audience(country_clock=True)
    await taps(dina, ("✓ By the clock of their country", "It comes at night to 2"))


async def test_recipients_are_saved_chosen_again_and_deleted(bot: RunningBot) -> None:
    dina = await at_recipients(bot)
    await taps(dina, ("Saved recipients", "Nothing was saved yet"))
    assert "Save the present ones" not in str(labels(dina.last or {}))
    await taps(dina, ("Back", "Everyone"), ("Countries", "Everyone"), ("Germany", "Countries: Germany"))
    await taps(dina, ("Back", "Countries: Germany"), ("Saved recipients", "Saved recipients"))
    await taps(dina, ("Save the present ones", "Type a short name"))
    await dina.says("Германиядағылар")
    await dina.sees("Saved: Германиядағылар")
    await dina.presses("Everyone")
    await dina.sees("👥 Everyone")
    await taps(dina, ("Saved recipients", "Saved recipients"), ("📁 Германиядағылар", "Countries: Germany"))
    await taps(dina, ("Send to these", "Countries: Germany"))
    assert (await audience(bot)) == Audience(countries=("DE",))
    await taps(dina, ("Saved recipients", "Saved recipients"), ("📁 Германиядағылар", "Countries: Germany"))
    await taps(dina, ("Delete", "Drafts that were given them keep them"), ("Delete", "Nothing was saved yet"))
    assert (await audience(bot)) == Audience(countries=("DE",))
    async with bot.services.database.connect() as tx:
        deeds, _ = await audit.deeds(tx, 2)
    assert [deed.action for deed in deeds] == ["audience.deleted", "audience.saved"]


async def test_a_name_is_given_once_and_one_deleted_meanwhile_is_said_to_be(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        await saved_audiences.save(tx, "Diaspora", Audience(countries=("DE",)).as_json(), 1, NOW)
    dina = await at_recipients(bot)
    await taps(dina, ("Persons only", "Persons only"), ("Saved recipients", "Saved recipients"))
    await taps(dina, ("Save the present ones", "Type a short name"))
    await dina.says("Diaspora")
    await dina.sees("of this name already")
    await dina.says("Diaspora 2")
    await dina.sees("Saved: Diaspora 2")
    await taps(dina, ("Saved recipients", "Saved recipients"), ("📁 Diaspora", "Germany"))
    async with bot.services.database.begin() as tx:
        for kept in await saved_audiences.listing(tx, 9):
            await saved_audiences.delete(tx, kept.id)
    await dina.presses("Send to these")
    await dina.sees("were deleted")
    assert (await audience(bot)) == Audience(persons=True)


async def test_among_millions_the_screen_comes_at_once_and_its_number_follows(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    dina = await begun(bot)
    bot.services.counting.patience = 0.0
    await dina.presses("Recipients")
    await dina.sees("2 recipients")
    await taps(dina, ("Languages", "2 recipients"), ("Russian", "1 recipient"))
    await dina.presses("Back")
    await dina.sees("1 recipient")


async def test_a_number_that_comes_late_replaces_nothing_newer(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    dina = await begun(bot)
    counting = bot.services.counting
    counting.patience = 0.0
    held = asyncio.Event()
    count, finished = counting.finished, asyncio.Event()

    async def later(draft: int, wanted: Audience) -> object:
        await held.wait()
        counted = await count(draft, wanted)
        finished.set()
        return counted

    counting.finished = later  # type: ignore[method-assign, assignment]
    await dina.presses("Recipients")
    await dina.sees("being counted")
    row = {"update_id": 10**9, "chat_key": dina.id, "body": "", "received_at": NOW}
    async with bot.services.database.begin() as tx:
        await updates.store(tx, [row])
    held.set()
    await finished.wait()
    await dina.does_not_see("2 recipients")


async def test_nothing_is_sent_before_it_is_counted(bot: RunningBot) -> None:
    await members_of(bot, ["kk"])
    dina = await begun(bot)
    counting = bot.services.counting

    async def never(draft: int, wanted: Audience, *, needed: bool = False) -> None:
        return None

    counting.count = never  # type: ignore[method-assign, assignment]
    await dina.presses("Check and send")
    await dina.sees("The recipients are being counted")


async def test_in_kazakh_with_arabic_letters_a_colleague_leaves_a_country_out(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    aman = await colleague(bot, "Аман", 778, "editor", "kk")
    await aman.sees("Қай тіл")
    async with bot.services.database.begin() as tx:
        await members.update(tx, aman.id, language="kk", script="arab", country="KZ")
    await aman.says("/broadcast")
    await aman.presses("👥 الۋشىلار")
    await aman.presses("🚫 كىمدەردى قوسپاۋ")
    shown = await aman.sees("")
    assert "الۋشىلاردىڭ ىشىندە" in shown["text"]
    assert (await audience(bot)) == Audience()


async def test_an_owner_reads_it_in_kazakh(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    dina = await owner(bot)
    await dina.says("/broadcast")
    await taps(
        dina, ("Алушылар", "2 алушы"), ("Кімдерді қоспау", "кімдерге жіберілмейді?"), ("Елдер", "2 алушы")
    )
    await taps(dina, ("Германия", "Мына елдерден басқа: Германия"))
