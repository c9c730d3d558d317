from hashlib import sha256

import pytest

from bot.text.languages import LANGUAGES
from handlers.members import start
from storage.members import members
from tests.handlers.running_bot import RunningBot, catalogs, labels


async def member(bot: RunningBot, chat_id: int) -> members.Member:
    async with bot.services.database.connect() as tx:
        found = await members.by_chat(tx, chat_id)
    assert found is not None
    return found


async def test_four_taps_lead_from_start_to_the_main_menu(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    await aigerim.sees("Сәлеметсіз бе! Бұл «Отандас» боты.")
    await aigerim.presses("Қазақша")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Германия")
    await aigerim.sees("Қай тақырыптардан")
    await aigerim.presses("🎓 Білім және гранттар")
    assert "✓ 🎓 Білім және гранттар" in labels(await aigerim.sees("Қай тақырыптардан"))
    await aigerim.presses("Дайын")
    await aigerim.sees("Жазылған тақырыптарыңыз: Білім және гранттар.")
    kept = await member(bot, aigerim.id)
    assert (kept.language, kept.country, kept.topics) == ("kk", "DE", ("education",))
    assert kept.timezone == "Europe/Berlin" and kept.onboarded_at is not None and kept.start_step is None


async def test_the_whole_way_is_one_message(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    for button in ("Қазақша", "Өткізіп жіберу", "Дайын"):
        await aigerim.presses(button)
    await aigerim.sees("Бәрі дайын.")
    assert len(await aigerim.chat()) == 2


async def test_going_on_agrees_to_a_version_of_the_words(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("/forget арқылы өшіре аласыз")
    assert (await member(bot, aigerim.id)).consent_version is None
    await aigerim.presses("Қазақша")
    await aigerim.sees("Қай елде тұрасыз?")
    assert (await member(bot, aigerim.id)).consent_version == start.CONSENT_VERSION
    await aigerim.says("/mydata")
    await aigerim.sees(f"Алғашқы экрандағы келісім мәтінінің нұсқасы: {start.CONSENT_VERSION}")


# What each version said, as a digest of its words in kk, ru and en. A change of the words is a new version, with its
# line here and in `CONSENT_VERSION`.
SAID = {1: "15ccb14f81ed516c", 2: "bf7d55a216545e6b"}


def test_other_words_are_another_version() -> None:
    words = "\n".join(catalogs().words(language).t(start.CONSENT) for language in LANGUAGES)
    assert SAID[start.CONSENT_VERSION] == sha256(words.encode()).hexdigest()[:16]
    assert max(SAID) == start.CONSENT_VERSION


async def test_the_language_is_guessed_from_telegram(bot: RunningBot) -> None:
    ivan, john = await bot.person("Иван", "ru"), await bot.person("John", "en-GB")
    await ivan.says("/start")
    await ivan.sees("На каком языке вам удобнее?")
    await john.says("/start")
    await john.sees("Which language do you prefer?")


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("tr", "Rusça ve İngilizce"), ("zh-hans", "哈萨克语"), ("de", "Kasachisch"), ("uz", "qozoq, rus")],
)
async def test_newcomers_read_in_their_own_language_which_ones_the_bot_speaks(
    bot: RunningBot, language: str, spoken: str
) -> None:
    person = await bot.person("Murat", language)
    await person.says("/start")
    assert spoken in (await person.sees("Сәлеметсіз бе!"))["text"]


async def test_the_first_words_say_what_is_kept_and_how_it_is_deleted(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    text = (await aigerim.sees("Сәлеметсіз бе!"))["text"]
    assert "/mydata" in text and "/forget" in text


async def test_at_the_end_there_are_questions_to_tap(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    for button in ("Қазақша", "Өткізіп жіберу", "Дайын"):
        await aigerim.presses(button)
    done = await aigerim.sees("Мысалы:")
    await aigerim.presses("1")
    await aigerim.sees("Қандас мәртебесін қалай, қайда алуға болады?")
    assert done["text"] in [message["text"] for message in await aigerim.chat()]


async def test_an_old_button_of_the_first_steps_puts_nobody_back(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    for button in ("Қазақша", "Өткізіп жіберу", "Дайын"):
        await aigerim.presses(button)
    await aigerim.sees("Бәрі дайын.")
    before = await member(bot, aigerim.id)
    for number, data in enumerate(("hilang:ru", "hicty:DE", "hicty:other", "hitop:law", "resume:language")):
        await bot.sends(aigerim, "Ескі хабар", f"ескі {number}", data)
        await aigerim.presses(f"ескі {number}")
        await aigerim.sees("Бұл түйме ескірген")
    assert await member(bot, aigerim.id) == before


async def test_a_first_step_whose_button_shows_below_is_the_same_step(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    for label, data in (("басқа", "+hicty:other"), ("қадам", "+hicty:DE")):
        await bot.sends(aigerim, "Хабар", label, data)
    await aigerim.presses("басқа")
    await aigerim.sees("Елдің атын жазыңыз")
    await aigerim.presses("қадам")
    await aigerim.sees("Қай тақырыптардан")
    assert (await member(bot, aigerim.id)).country == "DE"


@pytest.mark.parametrize(
    "data", ["hilang:ru", "lang:ru", "top:t:law", "hitop:law", "hicty:DE", "again:0", "stop:0"]
)
async def test_after_being_forgotten_an_old_button_registers_nobody(bot: RunningBot, data: str) -> None:
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("/start")
    await bot.sends(aigerim, "Ескі хабар", "ескі", data)
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await bot.settled()
    await aigerim.presses("ескі")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert await members.by_chat(tx, aigerim.id) is None
    await aigerim.says("/start")
    await aigerim.sees("Сәлеметсіз бе!")


async def test_an_unknown_language_gets_kazakh(bot: RunningBot) -> None:
    murat = await bot.person("Murat", "tr")
    await murat.says("/start")
    await murat.sees("Қай тілде жазысқан ыңғайлы?")


async def test_one_tap_chooses_kazakh_in_arabic_letters(bot: RunningBot) -> None:
    nur = await bot.person("نۇر", "zh-hans")
    await nur.says("/start")
    await nur.presses("قازاقشا")
    await nur.sees("قاي ەلدە تۇراسىز؟")
    kept = await member(bot, nur.id)
    assert (kept.language, kept.script) == ("kk", "arab")


async def test_who_left_half_way_goes_on_at_that_step(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.says("/help")
    await aigerim.sees("Қолымнан келетіні")
    await aigerim.says("/start")
    await aigerim.sees("Қай елде тұрасыз?")


async def test_the_menu_offers_to_finish_what_was_left(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start faq_kandas-apply")
    await aigerim.presses("Мәзір")
    await aigerim.presses("Баптауды аяқтау")
    await aigerim.sees("Қай тілде жазысқан ыңғайлы?")


async def test_back_leads_to_the_step_before(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Өткізіп жіберу")
    await aigerim.sees("Қай тақырыптардан")
    await aigerim.presses("Артқа")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Артқа")
    await aigerim.sees("Қай тілде жазысқан ыңғайлы?")


async def test_another_country_is_found_by_its_name(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.presses("Басқа ел")
    await aigerim.says("нетакой")
    await aigerim.sees("Мұндай ел табылмады")
    await aigerim.says("Polsha")
    await aigerim.sees("Қай тақырыптардан")
    assert (await member(bot, aigerim.id)).country == "PL"


async def test_a_country_with_several_clocks_asks_which_on_the_way(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.presses("Моңғолия")
    await aigerim.sees("Қай қаланың уақытымен")
    assert (await member(bot, aigerim.id)).start_step == "zone"
    await aigerim.presses("Ховд")
    await aigerim.sees("Қай тақырыптардан")
    assert (await member(bot, aigerim.id)).timezone == "Asia/Hovd"


async def test_the_zone_may_be_skipped_or_typed(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.presses("Қытай")
    await aigerim.sees("Қай қаланың уақытымен")
    await aigerim.presses("Басқа қала")
    await aigerim.sees("Жақын жердегі ірі қаланың атын")
    await aigerim.says("Құлжа")
    await aigerim.sees("Қай тақырыптардан")
    assert (await member(bot, aigerim.id)).timezone == "Asia/Urumqi"
    await aigerim.presses("Артқа")
    await aigerim.presses("Ресей")
    await aigerim.sees("Қай қаланың уақытымен")
    await aigerim.presses("Өткізіп жіберу")
    await aigerim.sees("Қай тақырыптардан")
    assert (await member(bot, aigerim.id)).timezone is None


async def test_a_typed_city_brings_its_zone_on_the_way(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.presses("Басқа ел")
    await aigerim.says("Өлгийден")
    await aigerim.sees("Қай тақырыптардан")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone, kept.city) == ("MN", "Asia/Hovd", "1515436")


async def test_a_known_member_gets_the_main_menu(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    for button in ("Қазақша", "Өткізіп жіберу", "Дайын"):
        await aigerim.presses(button)
    await aigerim.says("/start")
    await aigerim.sees("Сұрағыңызды осында жазыңыз")


async def test_a_shared_entry_opens_at_once(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/start faq_kandas-apply")
    await ivan.sees("Как и куда подать на статус кандаса?")


async def test_a_topic_link_subscribes_and_one_tap_takes_it_back(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_education")
    await aigerim.sees("Жазылдыңыз: 🎓 Білім және гранттар.")
    assert (await member(bot, aigerim.id)).topics == ("education",)
    await aigerim.presses("Кері қайтару")
    await aigerim.sees("Бұл тақырыптан бас тарттыңыз.")
    assert (await member(bot, aigerim.id)).topics == ()


async def test_links_to_what_is_not_there_say_so(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start event_99")
    await aigerim.sees("Мұндай іс-шара жоқ")
    await aigerim.says("/start topic_nosuch")
    await aigerim.sees("Мұндай тақырып жоқ")
    await aigerim.says("/start faq_nosuch")
    await aigerim.sees("Бұл сұрақ енді жоқ")


async def test_a_topic_link_that_changes_nothing_takes_nothing_back(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_education")
    await aigerim.sees("Жазылдыңыз: 🎓")
    await aigerim.says("/start topic_education")
    again = await aigerim.sees("Жазылдыңыз: 🎓")
    assert "Кері қайтару" not in labels(again)


async def test_a_topic_link_tells_who_stopped_everything(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("отписаться")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.says("/start topic_education")
    said = await aigerim.sees("барлық хабарландыруды тоқтатқансыз")
    assert "Хабарландыруларды қайта қосу" in labels(said)
