"""An urgent announcement asks how people are: pressed, changed, added to; late, forged and by strangers."""

import sqlalchemy as sa

from bot.broadcasts.content import Text
from bot.crisis import ending
from bot.delivery import rendering
from bot.delivery.rendering import CheckIn as Asked
from bot.text.translator import Translator
from handlers.calls import made
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.crisis import answers, check_ins
from storage.crisis.answers import Answer
from storage.crisis.check_ins import CheckIn
from storage.deliveries.deliveries import deliveries
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels
from tests.storage.crisis.scene import NOW, READER, asked, heard

ANSWERS = ("✅ Аманмын", "🆘 Көмек керек", "📞 Қоңырау шалыңыз")


async def with_check_in(
    bot: RunningBot, script: str = "cyrl", country: str | None = "TR"
) -> tuple[Person, int]:
    """Aigul got one, in her letters, as the engine brings it."""
    aigul = await bot.person("Айгүл", "kk")
    await aigul.says("/start")
    await aigul.sees("")
    async with bot.services.database.begin() as tx:
        await members.update(tx, aigul.id, script=script, country=country, start_step=None)
        member = await members.by_chat(tx, aigul.id)
        assert member is not None
        check_in = await asked(tx, [member.id])
    await brought(bot, aigul, check_in.id, script)
    return aigul, check_in.id


async def brought(bot: RunningBot, person: Person, number: int, script: str = "cyrl") -> None:
    """The announcement's message, and its number in the ledger."""
    translator = Translator.of(bot.services.catalogs, "kk", script)
    [call] = rendering.sends(Text("Жер сілкінді"), number, translator, Asked(number))
    [message_id] = await made(bot.application.bot, call, person.id)
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.update(deliveries).values(message_id=message_id))


async def answer_of(bot: RunningBot, person: Person, number: int = 1) -> Answer | None:
    async with bot.services.database.connect() as tx:
        member = await members.by_chat(tx, person.id)
        return await answers.get(tx, number, member.id) if member else None


async def ended(bot: RunningBot, number: int) -> CheckIn:
    async with bot.services.database.begin() as tx:
        check_in = await check_ins.get(tx, number)
        assert check_in is not None
        await ending.end(tx, check_in, READER, NOW, [READER])
    return check_in


async def test_safe_is_one_press_and_the_buttons_show_it(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    told = await aigul.presses("Аманмын")
    assert told["text"] == "Рақмет. Аман екеніңізді қызметкерлер біледі."
    await aigul.sees("Жауабыңыз: ✅ Аманмын")
    announced = next(message for message in await aigul.chat() if message["text"] == "Жер сілкінді")
    assert labels(announced)[:3] == ["✓ ✅ Аманмын", *ANSWERS[1:]]
    assert len(labels(announced)) == 4  # and the one to unsubscribe with
    given = await answer_of(bot, aigul, number)
    assert given is not None and (given.answer, given.name) == ("safe", None)
    async with bot.services.database.connect() as tx:
        assert await heard(tx, number) == []


async def test_help_shows_the_numbers_of_the_country_and_tells_the_named_colleague(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    told = await aigul.presses("Көмек керек")
    assert told["text"] == "Көмек керек екенін қызметкерлер біледі."
    card = await aigul.sees("Жауабыңыз: 🆘 Көмек керек")
    assert "<b>112</b>" in card["html"] and "Түркия" in card["text"]
    async with bot.services.database.connect() as tx:
        assert await heard(tx, number) == [(READER, "answer", False)]
    await aigul.presses("Бірер сөз жазу")
    await aigul.sees("Не болғанын")
    await aigul.says("Үй қирады <b>!")
    await aigul.sees("Қосқаныңыз: жазғаныңыз.")
    await aigul.presses("Телефон нөмірім")
    asked_for = await aigul.sees("Нөміріңізді жіберу үшін")
    assert asked_for["keyboard"] == [["📱 Нөмірімді жіберу"], ["Қазір емес"]]
    await bot.shares(aigul, contact={"phone_number": "+905550000000", "first_name": "Али", "user_id": 1})
    await aigul.sees("Бұл – басқа адамның нөмірі.")
    await bot.shares(
        aigul, contact={"phone_number": "+905551112233", "first_name": "Айгүл", "user_id": aigul.id}
    )
    given = await answer_of(bot, aigul, number)
    assert given is not None
    assert (given.words, given.phone, given.name) == ("Үй қирады <b>!", "+905551112233", "Айгүл")


async def test_a_location_is_shared_or_an_address_typed_and_both_are_taken_back(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    await aigul.presses("Қоңырау шалыңыз")
    await aigul.sees("Жауабыңыз: 📞")
    await aigul.presses("Қайда екенім")
    await aigul.sees("Қайда екеніңізді жіберу үшін")
    await bot.shares_location(aigul, 41.01, 28.97)
    await aigul.sees("тұрған жеріңіз")
    await aigul.presses("Қайда екенім")
    await aigul.sees("Қайда екеніңізді жіберу үшін")
    await aigul.says("Ыстамбұл, Лалели 5")
    await aigul.sees("қайда екеніңіз")
    given = await answer_of(bot, aigul, number)
    assert given is not None
    assert (given.latitude, given.longitude, given.place) == (41.01, 28.97, "Ыстамбұл, Лалели 5")
    await aigul.presses("Қосқанымды өшіру")
    await bot.settled()
    given = await answer_of(bot, aigul, number)
    assert given is not None and (given.answer, given.latitude, given.place) == ("call", None, None)


async def test_a_changed_mind_is_shown_where_it_was_asked_and_details_go(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    await aigul.presses("Көмек керек")
    await aigul.sees("Жауабыңыз: 🆘")
    await aigul.presses("✅ Аманмын")
    await aigul.sees("Жауабыңыз: ✅ Аманмын")
    await bot.settled()
    announced = next(message for message in await aigul.chat() if message["text"] == "Жер сілкінді")
    assert labels(announced)[:2] == ["✓ ✅ Аманмын", "🆘 Көмек керек"]
    given = await answer_of(bot, aigul, number)
    assert given is not None and (given.answer, given.name) == ("safe", None)


async def test_in_arabic_letters_every_button_and_sentence_is_in_them(bot: RunningBot) -> None:
    aigul, _ = await with_check_in(bot, "arab")
    await aigul.presses("كومەك كەرەك")
    card = await aigul.sees("🆘")
    said = " ".join([card["text"], *labels(card)])
    assert not any("а" <= letter.lower() <= "я" for letter in said), said


async def test_strangers_forgers_and_groups_change_nothing(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    stranger = await bot.person("Бөтен", "kk")
    foreign = "Бұл сұрақ Сізге жіберілмеген, сондықтан жауабыңыз қабылданбады."
    await bot.sends(stranger, "Ескі хабар", "түйме", "menu")
    for data in (
        f"ci:{number}:help",
        f"cic:{number}:help",
        f"ciw:{number}",
        f"cix:{number}",
        f"cio:{number}",
    ):
        assert (await stranger.forges(data))["answered"]
    assert (await stranger.forges(f"ci:{number}:help"))["text"] == foreign
    await stranger.says("/start")
    await stranger.sees("")
    assert (await stranger.forges(f"ci:{number}:help"))["text"] == foreign
    for data in ("ci:999:help", "ci:²:help", f"ci:{number}:ended", f"ci:{number}:dead", f"ci:{number}", "ci"):
        assert (await aigul.forges(data))["text"] == foreign, data
    assert (await aigul.forges("ci:0:help"))[
        "text"
    ] == "Бұл – алдын ала қарау: мүшелер осы жерде жауап береді."
    async with bot.services.database.connect() as tx:
        assert list(await tx.execute(sa.select(answers.answers))) == []
    await bot.group(-100500, [aigul.id])
    await bot.sends(-100500, "Топта", "түйме", f"ci:{number}:help")
    await aigul.presses("түйме", chat_id=-100500)
    await bot.settled()
    assert await answer_of(bot, aigul, number) is None


async def test_after_its_end_the_press_is_told_so_and_help_is_shown(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    await ended(bot, number)
    told = await aigul.presses("Көмек керек")
    assert told["alert"] and "аяқталған (2026\u202fж. 24 қараша)" in told["text"]
    card = await aigul.sees("Көмек керек болса")
    assert "<b>112</b>" in card["html"]
    assert await answer_of(bot, aigul, number) is None


async def test_after_the_end_what_was_begun_ends_in_words(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    await aigul.presses("Көмек керек")
    await aigul.sees("Жауабыңыз")
    await aigul.presses("Бірер сөз жазу")
    await aigul.sees("Не болғанын")
    await ended(bot, number)
    await aigul.says("Үй қирады")
    await aigul.sees("сондықтан жауабыңыз қабылданбады")
    given = await answer_of(bot, aigul, number)
    assert given is not None and given.words is None


async def test_a_recalled_message_takes_no_answer(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    async with bot.services.database.begin() as tx:
        await broadcasts.step(tx, number, ["done"], "recalled", NOW)
    told = await aigul.presses("Аманмын")
    assert told["text"] == "Бұл хабар қайтарып алынған, сондықтан жауабыңыз қабылданбады."
    assert await answer_of(bot, aigul, number) is None


async def test_who_was_forgotten_is_not_made_a_member_by_an_old_button(bot: RunningBot) -> None:
    aigul, number = await with_check_in(bot)
    await aigul.presses("Көмек керек")
    await aigul.sees("Жауабыңыз")
    await aigul.says("/forget")
    await aigul.presses("Өшіру")
    await aigul.sees("өшірілді")
    assert "Сізге жіберілмеген" in (await aigul.forges(f"ci:{number}:safe"))["text"]
    async with bot.services.database.connect() as tx:
        assert await members.by_chat(tx, aigul.id) is None
        assert list(await tx.execute(sa.select(answers.answers))) == []
        assert await heard(tx, number) == []
