"""/contribute: an offer written by buttons and in words, one's own list, withdrawn and back in a tap each."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.offers import consent, introductions, lifecycle, renewal
from bot.offers.lifecycle import State
from bot.offers.renewal import ANSWER_WITHIN, HOLDS
from handlers.members import contribute_notices
from sandbox import Person
from sandbox.client import InProcess
from storage.database.database import Database
from storage.members import members
from storage.offers import introductions as introduction_rows
from storage.offers import offers
from storage.offers.offers import Offer
from tests.bot.offers.people import STAFF
from tests.bot.offers.people import offer as made
from tests.handlers.running_bot import RunningBot, labels, running

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)  # Tuesday, 11:00 in Almaty


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bot(sqlite: Database, clock: Clock) -> AsyncIterator[RunningBot]:
    async with running(sqlite, clock) as bot:
        yield bot


async def taps(person: Person, *steps: tuple[str, str]) -> dict[str, Any]:
    """Presses each button and reads what it leads to."""
    shown: dict[str, Any] = {}
    for button, seen in steps:
        await person.presses(button)
        shown = await person.sees(seen)
    return shown


async def kept(bot: RunningBot, person: Person) -> list[Offer]:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        return await offers.of_chat(tx, person.id)


async def given(bot: RunningBot, person: Person, side: str = "give", **values: Any) -> Offer:
    async with bot.services.database.begin() as tx:
        await members.join(tx, person.id, person.language_code, NOW)
        return await made(tx, person.id, side, **values)


async def brought(bot: RunningBot) -> None:
    await contribute_notices.bring(bot.application.bot, bot.services)


async def test_an_offer_is_written_by_buttons_and_kept_with_the_consent(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    async with bot.services.database.begin() as tx:
        await members.join(tx, aigerim.id, "kk", NOW)
        await members.update(tx, aigerim.id, country="DE")
    await aigerim.says("/contribute")
    await aigerim.sees("Үлес қосу")
    await taps(
        aigerim,
        ("Ұсынамын", "Бұл қандай өтінім?"),
        ("Оқыту", "Қай салаға"),
        ("Қазақ тілі", "Қай жерде?"),
        ("Германия", "Сізбен қай тілдерде"),
        ("неміс тілі", "Сізбен қай тілдерде"),
        ("Дайын", "Не істей алатыныңызды"),
    )
    await aigerim.says("Балаларға қазақ тілінен сабақ беремін")
    await aigerim.sees("Екеуіңіз де танысуға келіскен")
    shown = await taps(aigerim, ("Telegram-дағы атым ғана", "Жіберер алдында"))
    assert "Келісіміңіз" in shown["text"] and "Германия" in shown["text"]
    assert await kept(bot, aigerim) == []
    assert "№ 1 өтінім қабылданды" in (await taps(aigerim, ("Келісемін, жіберу", "қабылданды")))["text"]
    [offer] = await kept(bot, aigerim)
    assert (offer.side, offer.kind, offer.field, offer.country) == ("give", "teaching", "kazakh", "DE")
    assert (offer.languages, offer.contact, offer.consent) == (["kk", "de"], None, consent.VERSION)
    assert offer.text == "Балаларға қазақ тілінен сабақ беремін" and offer.confirmed_at == NOW
    await aigerim.says("/mydata")
    assert "Өтінімдеріңіз: 1" in (await aigerim.sees("Менің деректерім"))["text"]


async def test_without_buttons_in_words_of_any_letters(bot: RunningBot) -> None:
    """Kind, field, city, languages and contact are typed, in Latin letters and other languages."""
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/contribute")
    await taps(ivan, ("Ищу", "Что это?"))
    for typed, seen in (
        ("nechto", "не удалось понять"),
        ("tälımgerlık", "К какой области"),
        ("medicine", "Где?"),
        ("Стамбул", "На каких языках"),
        ("казахский, Deutsch, клингонский", "не удалось понять"),
        ("казахский, Deutsch", "что вам нужно"),
        ("Ищу врача, который прошёл признание диплома", "Как с вами связаться"),
        ("+49 30 1234", "Проверьте"),
    ):
        await ivan.says(typed)
        shown = await ivan.sees(seen)
    assert "Стамбул, Турция" in shown["text"] and "+49 30 1234" in shown["text"]
    await taps(ivan, ("Согласен, отправить", "Заявка № 1 принята"))
    [offer] = await kept(bot, ivan)
    assert (offer.side, offer.kind, offer.field) == ("seek", "mentoring", "medicine")
    assert (offer.country, offer.city, offer.contact) == ("TR", "Стамбул", "+49 30 1234")
    assert offer.languages == ["kk", "de"]


async def test_pressed_twice_the_receipt_stays_and_there_is_one_offer(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/contribute")
    await taps(ivan, ("Предлагаю", "Что это?"), ("Волонтёрство", "К какой области"), ("Спорт", "Где?"),
               ("Дистанционно", "На каких языках"), ("Готово", "что вы можете"))  # fmt: skip
    await ivan.says("Учу детей шахматам по выходным")
    await ivan.sees("Как с вами связаться")
    shown = await taps(ivan, ("Только моё имя", "Проверьте"))
    await taps(ivan, ("Согласен, отправить", "Заявка № 1 принята"))
    again = {"message_id": shown["message_id"], "data": "cbsend", "forged": True}
    await InProcess(bot.sandbox.world).request("POST", f"people/{ivan.id}/press", again)
    await bot.settled()
    assert "Заявка № 1 принята" in (await ivan.chat())[-1]["text"]
    assert len(await kept(bot, ivan)) == 1


async def test_a_part_is_changed_before_it_is_sent_and_contribute_loses_nothing(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/contribute")
    await taps(ivan, ("Предлагаю", "Что это?"), ("Вакансия", "К какой области"), ("Спорт", "Где?"))
    await ivan.says("/contribute")
    await ivan.sees("Предлагаю: Вакансия\n\nГде?")
    await taps(ivan, ("Дистанционно", "На каких языках"), ("Готово", "что вы можете"))
    await ivan.says("Тренер")
    await ivan.sees("Как с вами связаться")
    await taps(ivan, ("Только моё имя", "Проверьте"), ("Область", "К какой области"), ("Туризм", "Проверьте"))
    await ivan.says("Тренер по туризму")
    shown = await ivan.sees("Тренер по туризму")
    assert "Туризм" in shown["text"]
    await taps(ivan, ("Отмена", "Ничего не отправлено"))
    assert await kept(bot, ivan) == []
    await taps(ivan, ("Внести вклад", "Специалисты ищут"))
    assert "✏️ Продолжить начатое" not in labels((await ivan.chat())[-1])


async def test_interrupted_what_was_written_is_gone_on_with(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/contribute")
    await taps(ivan, ("Предлагаю", "Что это?"), ("Вакансия", "К какой области"), ("Спорт", "Где?"))
    await ivan.says("/help")
    await ivan.sees("Написанное сохранено")
    await ivan.says("/contribute")
    await ivan.sees("Внести вклад")
    await taps(ivan, ("Продолжить начатое", "что вы можете"))  # what can be left out is not asked again
    await ivan.says("Тренер по боксу")
    await taps(ivan, ("Согласен, отправить", "Заявка № 1 принята"))
    await ivan.says("/contribute")
    assert "✏️ Продолжить начатое" not in labels(await ivan.sees("Внести вклад"))
    assert [offer.kind for offer in await kept(bot, ivan)] == ["vacancy"]


async def test_ones_own_are_listed_changed_withdrawn_and_brought_back(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await given(bot, aigerim)
    await aigerim.says("/contribute")
    await taps(aigerim, ("Өтінімдерім: 1", "1. 🤲 Ұсыныс: Оқыту"), ("1", "№ 1 өтінім, ашық"))
    shown = await taps(aigerim, ("Өзгерту", "Жіберер алдында"))
    assert "Келісіміңіз" not in shown["text"]  # to this version they have agreed
    await aigerim.says("Басқа сөз")
    await taps(aigerim, ("Сақтау", "№ 1 өтінім өзгертілді"), ("Өтінімді ашу", "Басқа сөз"))
    await taps(aigerim, ("✖️", "қайтарып алынды"))
    assert [offer.state for offer in await kept(bot, aigerim)] == [State.WITHDRAWN]
    shown = await taps(aigerim, ("Кері қайтару", "№ 1 өтінім, ашық"))
    assert [offer.state for offer in await kept(bot, aigerim)] == [State.OPEN]


async def test_a_new_version_of_the_consent_is_shown_with_the_next_change(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    aigerim = await bot.person("Айгерім")
    await given(bot, aigerim)
    monkeypatch.setattr(consent, "VERSION", "2030-01")
    await bot.sends(aigerim, "Өтінім", "Өзгерту", "cbe:1")
    await aigerim.presses("Өзгерту")
    await aigerim.sees("Келісіміңіз")
    await taps(aigerim, ("Келісемін, жіберу", "өзгертілді"))
    assert [offer.consent for offer in await kept(bot, aigerim)] == ["2030-01"]


async def test_what_was_changed_elsewhere_meanwhile_is_not_overwritten(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    offer = await given(bot, aigerim)
    await bot.sends(aigerim, "Өтінім", "Өзгерту", "cbe:1")
    await aigerim.presses("Өзгерту")
    await aigerim.sees("Жіберер алдында")
    async with bot.services.database.begin() as tx:
        await lifecycle.change(tx, offer, offer.member_id, NOW, text="Жаңарақ")
    answer = await aigerim.presses("Сақтау")
    await bot.settled()
    assert "осы арада өзгертілген" in (answer["text"] or (await aigerim.chat())[-1]["text"])
    assert [offer.text for offer in await kept(bot, aigerim)] == ["Жаңарақ"]


async def test_more_than_ten_open_ones_are_refused(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    for _ in range(10):
        await given(bot, aigerim)
    await aigerim.says("/contribute")
    await aigerim.sees("Үлес қосу")
    await aigerim.presses("Ұсынамын")
    await aigerim.sees("ең көбі 10")


async def introduced(bot: RunningBot, seeks: Person, gives: Person) -> int:
    seek = await given(bot, seeks, "seek")
    give = await given(bot, gives, "give", contact="aigerim@example.org")
    async with bot.services.database.begin() as tx:
        introduction = await introductions.propose(tx, seek.id, give.id, STAFF, NOW)
    assert introduction is not None
    await brought(bot)
    return introduction.id


async def test_two_yeses_bring_name_and_contact_and_not_before(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru", username="ivan_k")
    aigerim = await bot.person("Айгерім")
    await introduced(bot, ivan, aigerim)
    asked = await ivan.sees("Предлагаем знакомство")
    assert "онлайн сабақ беремін" in asked["text"]
    shown = await taps(ivan, ("Да, познакомьте", "Когда ответит другая сторона"))
    assert labels(shown)[0] == "Отозвать согласие"
    everything = str(await ivan.chat()) + str(await aigerim.chat())
    assert "aigerim@example.org" not in str(await ivan.chat()) and "Айгерім" not in everything.replace(
        "'", ""
    )
    await aigerim.sees("таныстыру ұсынылып отыр")
    await taps(aigerim, ("Иә, таныстырыңыз", "Екеуіңіз де келістіңіз"))
    await brought(bot)
    told = await ivan.sees("знакомьтесь")
    assert "Айгерім" in told["text"] and "aigerim@example.org" in told["text"]
    assert f"tg://user?id={aigerim.id}" in told["html"]
    answer = await aigerim.sees("танысыңыздар")
    assert "Иван" in answer["text"] and "https://t.me/ivan_k" in answer["text"]


async def test_a_no_is_told_without_a_name(bot: RunningBot) -> None:
    ivan, aigerim = await bot.person("Иван", "ru"), await bot.person("Айгерім")
    await introduced(bot, ivan, aigerim)
    await aigerim.sees("таныстыру ұсынылып отыр")
    await ivan.sees("Предлагаем знакомство")
    await taps(ivan, ("Да, познакомьте", "Когда ответит"))
    await taps(aigerim, ("Жоқ, рақмет", "Сіз бас тарттыңыз"))
    await brought(bot)
    told = await ivan.sees("не состоялось")
    assert "Айгерім" not in told["text"] and "aigerim@" not in told["text"]
    await taps(ivan, ("Открыть заявку", "Заявка № 1, открыта"))


async def test_whoever_presses_anothers_introduction_learns_and_changes_nothing(bot: RunningBot) -> None:
    ivan, aigerim, nur = await bot.person("Иван", "ru"), await bot.person("Айгерім"), await bot.person("Нұр")
    number = await introduced(bot, ivan, aigerim)
    await given(bot, nur)
    for verb in ("cbi", "cbiy", "cbin"):
        await bot.sends(nur, "Хабар", verb, f"{verb}:{number}")
        await nur.presses(verb)
        await nur.sees("Бұл таныстыру аяқталған")
    async with bot.services.database.connect() as tx:
        introduction = await introduction_rows.get(tx, number)
    assert introduction is not None and introductions.State(introduction.state) is introductions.State.ASKED


async def test_forgotten_the_other_hears_that_it_came_to_nothing(bot: RunningBot) -> None:
    ivan, aigerim = await bot.person("Иван", "ru"), await bot.person("Айгерім")
    await introduced(bot, ivan, aigerim)
    await aigerim.says("/forget")
    await taps(aigerim, ("Өшіру", "өшірілді"))
    await brought(bot)
    await ivan.sees("не состоялось")
    assert await kept(bot, aigerim) == []


async def test_in_quiet_hours_nobody_is_asked(bot: RunningBot, clock: Clock) -> None:
    ivan, aigerim = await bot.person("Иван", "ru"), await bot.person("Айгерім")
    async with bot.services.database.begin() as tx:
        await members.join(tx, ivan.id, "ru", NOW)
        await members.update(tx, ivan.id, timezone="Asia/Almaty")
    clock.now = NOW.replace(hour=18)  # 23:00 in Almaty
    await introduced(bot, ivan, aigerim)
    await aigerim.sees("таныстыру ұсынылып отыр")
    assert await ivan.chat() == []
    clock.now += timedelta(hours=12)
    await brought(bot)
    await ivan.sees("Предлагаем знакомство")


async def test_once_a_year_it_is_asked_whether_it_holds(bot: RunningBot, clock: Clock) -> None:
    aigerim, ivan = await bot.person("Айгерім"), await bot.person("Иван", "ru")
    await given(bot, aigerim)
    await given(bot, ivan, "seek")
    clock.now += HOLDS + timedelta(days=1)
    for _ in range(2):
        await renewal.look(bot.services.database, bot.services.clock)
        await brought(bot)
    await aigerim.sees("№ 1 өтініміңіз әлі күшінде ме?")
    assert len(await aigerim.chat()) == len(await ivan.chat()) == 1
    await taps(aigerim, ("Иә, күшінде", "Бір жылдан кейін тағы сұраймыз"))
    clock.now += ANSWER_WITHIN + timedelta(days=1)
    await renewal.look(bot.services.database, bot.services.clock)
    await brought(bot)
    await ivan.sees("она приостановлена")
    assert [offer.state for offer in await kept(bot, ivan)] == [State.PAUSED]
    await taps(ivan, ("Да, в силе", "Заявка № 2, открыта"))
    assert [offer.state for offer in await kept(bot, aigerim)] == [State.OPEN]
