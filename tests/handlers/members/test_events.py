"""/events, a card, the answers, the line, the calendar file and the reminders, as members see them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import orjson
import pytest

from bot.events import door
from handlers.members import event_notices
from sandbox import Person
from sandbox.client import InProcess
from storage.database.database import Database
from storage.events import events, responses
from storage.events.events import Event
from storage.members import members
from tests.handlers.running_bot import TOKEN, RunningBot, labels, running
from tests.storage.events.scene import brought

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)  # Tuesday, 11:00 in Almaty
START = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)  # Friday, 18:30 in Almaty
TEXTS = {
    "kk": {"title": "Қазақ тілі кеші", "description": "Өлең оқимыз.", "place": "Абай үйі, Берлин"},
    "ru": {"title": "Вечер казахского языка", "description": "Читаем стихи.", "place": "Дом Абая, Берлин"},
    "en": {"title": "An evening of Kazakh", "description": "We read poems.", "place": "Abai house, Berlin"},
}


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


async def announced(bot: RunningBot, **values: Any) -> Event:
    about = {"texts": TEXTS, "starts_at": START, "zone": "Asia/Almaty"} | values
    async with bot.services.database.begin() as tx:
        return await events.create(tx, 7, NOW, **({"state": "announced", "announced_at": NOW} | about))


async def member(bot: RunningBot, person: Person, **values: Any) -> None:
    topics = values.pop("topics", ())
    async with bot.services.database.begin() as tx:
        made = await members.join(tx, person.id, person.language_code, NOW)
        await members.update(tx, person.id, **values) if values else None
        await members.subscribe(tx, made.id, topics)


async def answered(bot: RunningBot, event: Event) -> responses.Counts:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        return await responses.count(tx, event.id)


async def test_what_concerns_the_reader_comes_first_and_the_rest_is_a_tap_away(bot: RunningBot) -> None:
    await announced(bot, topic="culture", countries=["DE"])
    other = TEXTS | {"kk": {"title": "Кәсіпкерлер жиыны", "description": "", "place": "Стамбұл"}}
    await announced(bot, texts=other, topic="business", countries=["TR"])
    aigerim = await bot.person("Айгерім")
    await member(bot, aigerim, country="DE", timezone="Europe/Berlin", topics=("culture",))
    await aigerim.says("/events")
    shown = await aigerim.sees("Сіздің тақырыптарыңыз бен еліңізге арналған")
    assert "1. Қазақ тілі кеші" in shown["text"] and "Кәсіпкерлер" not in shown["text"]
    assert "жұма, 18:30 (Алматы уақытымен)" in shown["text"]
    assert "Сіздің уақытыңызша: 2026\u202fж. 27 қараша, жұма, 14:30 (Берлин уақытымен)" in shown["text"]
    await aigerim.presses("Барлық іс-шара (2)")
    assert "2. Кәсіпкерлер жиыны" in (await aigerim.sees("Алдағы іс-шаралар"))["text"]
    await aigerim.presses("2")
    await aigerim.sees("Стамбұл")


async def test_the_nearest_come_first_where_a_city_is_typed_or_a_location_shared(bot: RunningBot) -> None:
    await announced(bot)
    there = TEXTS | {"en": {"title": "A fair", "place": "Abai house, Istanbul"}}
    there["kk"] = {"title": "Жәрмеңке", "description": "", "place": "Абай үйі, Стамбул"}
    await announced(bot, texts=there)
    aigerim = await bot.person("Айгерім")
    await member(bot, aigerim, country="DE")
    await aigerim.says("/events")
    await aigerim.presses("Маған жақындары")
    await aigerim.sees("ештеңе сақталмайды")
    await aigerim.says("Анкара")
    shown = await aigerim.sees("ең жақыны бірінші")
    assert shown["text"].index("Жәрмеңке") < shown["text"].index("Қазақ тілі кеші")
    assert "Абай үйі, Стамбул · ≈ 350 км" in shown["text"] and "Берлин · ≈ 2040 км" in shown["text"]
    await aigerim.presses("Басқа қала")
    await aigerim.sees("ештеңе сақталмайды")
    await bot.shares_location(aigerim, 52.5, 13.4)
    shown = await aigerim.sees("ең жақыны бірінші")
    assert (
        shown["text"].index("Қазақ тілі кеші") < shown["text"].index("Жәрмеңке")
        and "Абай үйі, Берлин\n" in shown["text"]
    )
    await aigerim.says("/events Йййй")
    await aigerim.sees("табылмады")
    kept = await bot.services.database.read(members.by_chat, aigerim.id)
    assert kept is not None and kept.timezone is None


async def test_the_nearest_begin_with_ones_own_city(bot: RunningBot) -> None:
    await announced(bot)
    there = TEXTS | {"en": {"title": "A fair", "place": "Abai house, Istanbul"}}
    await announced(bot, texts=there)
    aigerim = await bot.person("Айгерім")
    await member(bot, aigerim, country="DE", city="2950159")
    await aigerim.says("/events")
    await aigerim.presses("Маған жақындары")
    assert "Абай үйі, Берлин\n" in (await aigerim.sees("ең жақыны бірінші"))["text"]


async def test_without_events_it_says_so(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/events")
    await aigerim.sees("Қазір жоспарланған іс-шара жоқ")


async def test_its_time_is_shown_by_the_readers_phone_where_the_server_knows_how(bot: RunningBot) -> None:
    event = await announced(bot)
    aigerim = await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    card = await aigerim.sees("Өлең оқимыз")
    assert f'<tg-time unix="{int(START.timestamp())}">2026' in card["html"]
    refused = {"method": "sendMessage", "kind": "400", "times": 1, "share": 1.0}
    refused["description"] = (
        'Bad Request: can\'t parse entities: unsupported start tag "tg-time" at byte offset 9'
    )
    await InProcess(bot.sandbox.world).request("POST", "faults", refused)
    await aigerim.says(f"/start event_{event.id}")
    card = await aigerim.sees("Өлең оқимыз")
    assert "tg-time" not in card["html"] and "жұма, 18:30 (Алматы уақытымен)" in card["text"]


async def test_a_link_opens_the_card_and_the_answer_can_be_changed(bot: RunningBot) -> None:
    event, aigerim = await announced(bot, seats=10, guests=2), await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    shown = await aigerim.sees("Өлең оқимыз.")
    assert "10 орынның 10 орны бос" in shown["text"] and "Абай үйі, Берлин" in shown["text"]
    await aigerim.presses("Қатысамын")
    assert "+2" in labels(await aigerim.sees("Сіз қатысасыз."))
    await aigerim.presses("+2")
    await aigerim.sees("2 қонағыңызбен")
    assert (await answered(bot, event)).taken == 3
    await aigerim.presses("Мүмкін")
    assert "✓ Мүмкін" in labels(await aigerim.sees("Жауабыңыз: мүмкін"))
    await aigerim.presses("Қатыспаймын")
    await aigerim.sees("Қатыспайтыныңызды айттыңыз")
    counted = await answered(bot, event)
    assert (counted.taken, counted.maybe, counted.no) == (0, 0, 1)


async def test_the_line_moves_up_and_who_moved_hears_of_it(bot: RunningBot) -> None:
    event = await announced(bot, seats=1)
    aigerim, ivan, emre = (
        await bot.person("Айгерім"),
        await bot.person("Иван", "ru"),
        await bot.person("Emre", "en"),
    )
    for person, yes, seen in (
        (aigerim, "Қатысамын", "Сіз қатысасыз."),
        (ivan, "В очередь", "Вы в очереди, номер 1."),
        (emre, "Into the line", "You wait in line, place 2."),
    ):
        await person.says(f"/start event_{event.id}")
        await person.presses(yes)
        await person.sees(seen)
    await aigerim.presses("Қатыспаймын")
    await aigerim.sees("Қатыспайтыныңызды")
    for _ in range(2):  # told once
        await event_notices.bring(bot.application.bot, bot.services)
    told = [message["text"] for message in await ivan.chat() if "освободилось место" in message["text"]]
    assert len(told) == 1 and "Вечер казахского языка" in told[0]
    await emre.does_not_see("A seat is free")
    await emre.presses("✓ I am coming")
    await emre.sees("place 1.")


async def test_seats_for_more_guests_than_there_are_are_refused(bot: RunningBot) -> None:
    event, aigerim = await announced(bot, seats=2, guests=3), await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.presses("Қатысамын")
    await aigerim.sees("Сіз қатысасыз.")
    told = await aigerim.presses("+3")
    assert "Мұнша қонаққа орын жоқ" in told["text"] and told["alert"]
    assert (await answered(bot, event)).taken == 1


async def test_the_calendar_file_opens_and_the_place_is_on_the_map(bot: RunningBot) -> None:
    event = await announced(bot, latitude=52.52, longitude=13.405)
    aigerim = await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.presses("Телефонымның күнтізбесіне қосу")
    message = await aigerim.sees("Іс-шараны күнтізбеңізге қосу үшін")
    assert message["document"]["name"] == "otandas-event-1.ics"
    content = bot.sandbox.world.files.get(message["document"]["file_id"]).content
    [entry] = icalendar.Calendar.from_ical(content).events  # type: ignore[union-attr]
    assert entry["summary"] == "Қазақ тілі кеші" and entry["dtstart"].dt == START
    await aigerim.presses("Картадан көру")
    await bot.settled()
    assert [call["title"] for call in calls(bot, "sendVenue")] == ["Абай үйі"]


def calls(bot: RunningBot, method: str) -> list[dict[str, Any]]:
    return [orjson.loads(call.arguments) for call in bot.sandbox.world.calls.since(0, method)]


@pytest.mark.parametrize("number", ["1", "99", "x", ""])
async def test_a_link_to_none_or_to_a_draft_says_that_there_is_none(bot: RunningBot, number: str) -> None:
    await announced(bot, state="draft", announced_at=None)
    aigerim = await bot.person("Айгерім")
    await aigerim.says(f"/start event_{number}")
    await aigerim.sees("Мұндай іс-шара жоқ")
    await aigerim.presses("Іс-шаралар")
    await aigerim.sees("Қазір жоспарланған іс-шара жоқ")


async def test_a_canceled_event_and_one_that_has_begun_take_no_answers(bot: RunningBot, clock: Clock) -> None:
    event, aigerim = await announced(bot), await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.sees("Өлең")
    clock.now = START
    told = await aigerim.presses("Қатысамын")
    assert "жауап енді қабылданбайды" in told["text"]
    await aigerim.says(f"/start event_{event.id}")
    shown = await aigerim.sees("басталып кетті")
    assert "Қатысамын" not in labels(shown)
    async with bot.services.database.begin() as tx:
        await events.step(tx, event.id, "announced", "canceled", NOW)
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.sees("Бұл іс-шара өтпейтін болды")


async def test_reminders_come_a_day_and_an_hour_before_each_once(bot: RunningBot, clock: Clock) -> None:
    event, aigerim, ivan = await announced(bot), await bot.person("Айгерім"), await bot.person("Иван", "ru")
    await member(bot, aigerim, timezone="Europe/Berlin")
    for person, word in ((aigerim, "Қатысамын"), (ivan, "Возможно")):
        await person.says(f"/start event_{event.id}")
        await person.presses(word)
        await bot.settled()
    for before in (25, 24, 23.9, 1.1, 1, 0.5):
        clock.now = START - timedelta(hours=before)
        await event_notices.bring(bot.application.bot, bot.services)
    told = [message["text"].splitlines()[0] for message in await aigerim.chat() if "⏰" in message["text"]]
    assert told == ["⏰ Еске саламыз: Сіз осы іс-шараға қатысасыз.", "⏰ Бір сағат ішінде басталады."]
    asked = [message for message in await ivan.chat() if "⏰" in message["text"]]
    assert [message["text"].splitlines()[0] for message in asked] == [
        "⏰ Напоминание: вы ответили «возможно». Вы будете?",
        "⏰ Начало в течение часа. Вы будете?",
    ]
    clock.now = START - timedelta(minutes=20)
    await ivan.presses("Буду")
    await ivan.sees("Вы участвуете.")


async def test_a_day_before_falls_into_quiet_hours_and_waits_for_the_morning(
    bot: RunningBot, clock: Clock
) -> None:
    start = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)  # 1:30 at night in Berlin
    event, aigerim = await announced(bot, starts_at=start), await bot.person("Айгерім")
    await member(bot, aigerim, timezone="Europe/Berlin")
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.presses("Қатысамын")
    await bot.settled()
    clock.now = start - timedelta(hours=24)
    await event_notices.bring(bot.application.bot, bot.services)
    await aigerim.does_not_see("⏰")
    clock.now = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)  # nine in the morning
    await event_notices.bring(bot.application.bot, bot.services)
    await aigerim.sees("⏰ Еске саламыз")


async def test_who_blocked_the_bot_is_passed_over(bot: RunningBot, clock: Clock) -> None:
    event, aigerim = await announced(bot), await bot.person("Айгерім")
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.presses("Қатысамын")
    await bot.settled()
    await aigerim.blocks()
    clock.now = START - timedelta(hours=1)
    await event_notices.bring(bot.application.bot, bot.services)
    async with bot.services.database.connect() as tx:
        done = await brought(tx, event.id)
    assert [(kind, reason is not None) for _, kind, reason in done] == [("day", True), ("hour", True)]


async def test_what_was_answered_is_shown_and_forgotten_and_the_seat_goes_to_the_next(
    bot: RunningBot,
) -> None:
    event = await announced(bot, seats=1)
    aigerim, ivan = await bot.person("Айгерім"), await bot.person("Иван", "ru")
    for person, yes in ((aigerim, "Қатысамын"), (ivan, "В очередь")):
        await person.says(f"/start event_{event.id}")
        await person.presses(yes)
        await bot.settled()
    await aigerim.says("/mydata")
    await aigerim.sees("Жауап берген іс-шараларыңыз: 1")
    await aigerim.presses("Файл түрінде")
    message = await aigerim.sees("")
    kept = orjson.loads(bot.sandbox.world.files.get(message["document"]["file_id"]).content)
    [answer] = kept["answers_to_events"]
    assert (answer["title"], answer["answer"], answer["waiting"]) == ("Қазақ тілі кеші", "yes", False)
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("өшірілді")
    counted = await answered(bot, event)
    assert (counted.seated, counted.waiting) == (1, 0)
    await event_notices.bring(bot.application.bot, bot.services)
    await ivan.sees("освободилось место")


async def test_at_the_door_a_code_or_a_link_with_it_counts_who_came(bot: RunningBot, clock: Clock) -> None:
    event = await announced(bot, seats=1, guests=1)
    code = door.code(event.id, TOKEN)
    aigerim, ivan, emre = (
        await bot.person("Айгерім"),
        await bot.person("Иван", "ru"),
        await bot.person("Emre", "en"),
    )
    for person, yes in ((aigerim, "Қатысамын"), (ivan, "В очередь")):
        await person.says(f"/start event_{event.id}")
        await person.presses(yes)
        await bot.settled()
    await emre.says(f"/start event_{event.id}_{code}")
    await emre.sees("Check-in is open from two hours before")
    clock.now = START - timedelta(hours=1)
    await aigerim.says(f"/start event_{event.id}")
    await aigerim.presses("Осындамын")
    await aigerim.sees("Кіреберістегі кодты жазыңыз")
    await aigerim.says("АБВГДЕ")
    await aigerim.sees("Бұл осы іс-шараның коды емес")
    await aigerim.says(code.lower())
    await aigerim.sees("Қош келдіңіз")
    for person, seen in (
        (ivan, "Добро пожаловать"),
        (emre, "Welcome"),
    ):  # one from the line, one who never answered
        for _ in range(2):
            await person.says(f"/start event_{event.id}_{code}")
            await person.sees(seen)
    counted = await answered(bot, event)
    assert (counted.attended, counted.seated, counted.waiting) == (3, 3, 0)
    await emre.says(f"/start event_{event.id}_WRONG1")
    await emre.sees("This is not the code of this event")
    await emre.says(f"/start event_{event.id}")
    assert "I am here" not in " ".join(labels(await emre.sees("You are checked in.")))


async def test_in_arabic_letters_the_card_reads_in_them(bot: RunningBot) -> None:
    event, nur = await announced(bot), await bot.person("نۇر", "kk")
    await member(bot, nur, script="arab")
    await nur.says(f"/start event_{event.id}")
    shown = await nur.sees("قازاق")
    assert not any("а" <= letter.lower() <= "я" for letter in shown["text"])
    await nur.presses("قاتىسامىن")
    await nur.sees("✅")
    assert (await answered(bot, event)).seated == 1
