"""/event: planned in three languages, announced by a broadcast with its four eyes, changed, canceled, its guests."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import Update

from bot.broadcasts.launcher import Launcher, write
from bot.events import answering, door
from sandbox import Person
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries.deliveries import deliveries
from storage.events import events, responses
from storage.events.events import Event
from storage.members import members
from tests.handlers.running_bot import TOKEN, RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import taps

START = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)  # Friday, 18:30 in Almaty
TEXTS = {
    "kk": {"title": "Қазақ тілі кеші", "description": "Өлең оқимыз.", "place": "Абай үйі, Берлин"},
    "ru": {"title": "Вечер казахского языка", "description": "Читаем стихи.", "place": "Дом Абая, Берлин"},
    "en": {"title": "An evening of Kazakh", "description": "We read poems.", "place": "Abai house, Berlin"},
}


async def planned(bot: RunningBot, **values: Any) -> Event:
    about = {"texts": TEXTS, "starts_at": START, "zone": "Asia/Almaty", "topic": "culture"} | values
    async with bot.services.database.begin() as tx:
        return await events.create(tx, 7, NOW, **about)


async def announced(bot: RunningBot, **values: Any) -> Event:
    return await planned(bot, state="announced", announced_at=NOW, **values)


async def fresh(bot: RunningBot, number: int = 1) -> Event:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        event = await events.get(tx, number)
    assert event is not None
    return event


async def answers(bot: RunningBot, event: Event, **words: str) -> None:
    """Members say so: `m2001="yes"`."""
    for name, word in words.items():
        async with bot.services.database.begin() as tx:
            member = await members.by_chat(tx, int(name[1:]))
            assert member is not None
            await answering.answer(tx, event.id, member.id, word, 0, NOW)


async def launches(bot: RunningBot) -> list[int]:
    """What is due is launched; the chats that get it."""
    await Launcher(bot.services.database, bot.services.config, bot.services.clock).look()
    broadcast = await latest(bot)
    await write(bot.services.database, broadcast.id, NOW)
    query = (
        sa.select(members.members.c.chat_id)
        .join(deliveries, deliveries.c.member_id == members.members.c.id)
        .where(deliveries.c.broadcast_id == broadcast.id)
        .order_by(members.members.c.chat_id)
    )
    async with bot.services.database.connect() as tx:
        return list((await tx.execute(query)).scalars())


async def opens(bot: RunningBot, language: str = "en", number: int = 1) -> Person:
    dina = await owner(bot, language)
    await reopens(dina, number)
    return dina


async def reopens(dina: Person, number: int = 1) -> dict[str, Any]:
    await dina.says("/event")
    await dina.sees("➕" if dina.language_code == "kk" else f"{number}. ")
    await dina.presses(str(number))
    return await dina.sees(f"No. {number}")


async def test_an_event_is_planned_in_kazakh_and_announced(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"], ("events",))
    dina = await owner(bot)
    await dina.says("/event")
    await dina.sees("Әзірге жоспарланған іс-шара жоқ")
    await taps(dina, ("Жаңа іс-шара", "№ 1 іс-шара, жоба"), ("Қазақша", "Бірінші жолға атауын"))
    for text, onward in (
        ("Қазақ тілі кеші\nӨлең оқимыз.", "орысша"),
        ("Вечер языка\nСтихи.", "ағылшынша"),
        ("An evening", ""),
    ):
        await dina.says(text)
        await dina.sees(text.split("\n")[0])
        if onward:
            await taps(dina, (f"Келесі: {onward}", "Бірінші жолға атауын"))
    await taps(dina, ("Артқа", "Әлі жетпейтіні"), ("🕒", "Басталатын күні мен уақытын"))
    await dina.says("27.11.2026 18:30")
    await dina.sees("Аяқталатын күні мен уақытын")
    await dina.says("27.11.2026 20:00")
    await dina.sees("18:30–20:00 (Алматы уақытымен)")
    await taps(dina, ("Артқа", "жетпейтіні"), ("Өтетін жері", "әрқайсысын бөлек жолға"))
    await dina.says("Абай үйі\nДом Абая\nAbai house")
    await dina.sees("Орысша: Дом Абая")
    await taps(dina, ("Артқа", "Абай үйі"), ("Орындар", "Неше орын бар екенін"))
    await dina.says("100")
    await dina.sees("Орын саны: 100")
    await taps(dina, ("2", "қонақ саны: 2"), ("Артқа", "Орын саны: 100"))
    event = await fresh(bot)
    assert (event.starts_at, event.ends_at, event.zone) == (
        START,
        START + timedelta(minutes=90),
        "Asia/Almaty",
    )
    assert (event.seats, event.guests, event.topic) == (100, 2, "events")
    await taps(dina, ("Алдын ала қарау", "Өлең оқимыз."), ("Артқа", "жоба"), ("Жариялау", "Растаңыз"))
    broadcast = await latest(bot)
    assert "Қазақ тілі кеші" in broadcast.content["kk"]["text"] and broadcast.expires_at == START
    assert broadcast.content["kk"]["buttons"][0][0]["url"].endswith("?start=event_1")
    assert (await fresh(bot)).state == "draft"
    await dina.presses("Қазір жіберу")
    await dina.sees("№ 1")
    assert await launches(bot) == [2001, 2002, 2003]
    assert (await fresh(bot)).state == "announced"


async def test_what_is_missing_is_named_and_nothing_goes_out(bot: RunningBot) -> None:
    await planned(bot, texts={"kk": TEXTS["kk"]}, starts_at=None)
    dina = await opens(bot)
    await dina.presses("Announce")
    told = (await dina.sees("Still missing:"))["text"]
    assert "Russian: no title" in told and "English: no place" in told and "no time" in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", ["Мынаны қарап шығыңыз", "⚠️ 5 бар: қазақша", "⚠️ Ағылшынша: мәтін басқа тілде жазылған"]),
        ("ru", ["Посмотрите на это", "⚠️ 5", "⚠️ Английский"]),
        ("en", ["Please look at this", "⚠️ 5 stands in Kazakh", "⚠️ English: this text reads as if it were"]),
    ],
)
async def test_what_its_languages_say_otherwise_is_shown_before_it_is_announced(
    bot: RunningBot, language: str, said: list[str]
) -> None:
    texts = {
        "kk": TEXTS["kk"] | {"description": "Өлең оқимыз, 5 ақын келеді."},
        "ru": TEXTS["ru"],
        "en": TEXTS["en"] | {"description": "Читаем стихи и пьём чай вместе с поэтами"},
    }
    await planned(bot, texts=texts)
    dina = await owner(bot, language)
    await dina.says("/event")
    await dina.presses("1")
    shown = (await dina.sees("⚠️"))["text"]
    assert [words for words in said if words not in shown] == []


async def test_the_table_of_guests_is_in_the_readers_words_and_clock(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    event = await announced(bot)
    await answers(bot, event, m2001="yes", m2002="maybe")
    dina = await owner(bot)
    await bot.sends(dina, "Карта", "Кесте", f"se:{event.id}:csv")
    await dina.presses("Кесте")
    await bot.settled()
    file = (await dina.chat())[-1]["document"]
    rows = bot.sandbox.world.files.get(file["file_id"]).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("№;жауап;қонақтары;кезекте;тілі;елі;жауап берген уақыты (Asia/Almaty)")
    assert rows[1] == "1;иә;0;0;қазақша;Германия;24.11.2026 11:00;"
    assert rows[2] == "2;мүмкін;0;0;орысша;Германия;24.11.2026 11:00;"


async def test_a_large_announcement_waits_for_a_colleague_and_the_event_with_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 0)
    await members_of(bot, ["kk", "ru"], ("culture",))
    await planned(bot)
    dina, marat = await opens(bot), await colleague(bot, "Marat", 778, "approver", "en")
    await taps(dina, ("Announce", "Please confirm"), ("Send for approval", "Sent to 1 colleague"))
    assert await launches(bot) == [] and (await fresh(bot)).state == "draft"
    assert "waits to be sent" in (await reopens(dina))["text"]
    await taps(dina, ("Kazakh", "title on the first line"))
    await dina.says("Басқа атау")
    await dina.sees("Broadcast No. 1 tells of this event and waits to be sent")
    await marat.presses("Approve")
    await marat.sees("Approved")
    assert await launches(bot) == [2001, 2002] and (await fresh(bot)).state == "announced"


async def test_an_announcement_that_is_only_a_draft_gives_way_to_a_change(bot: RunningBot) -> None:
    await members_of(bot, ["kk"], ("culture",))
    await planned(bot)
    dina = await opens(bot)
    await taps(dina, ("Announce", "Please confirm"))
    assert "waits to be sent" in (await reopens(dina))["text"]
    await taps(dina, ("Seats", "how many seats"))
    await dina.says("50")
    await dina.sees("Seats: 50")
    assert (await latest(bot)).state == "canceled"


async def test_a_change_is_told_to_those_who_come_and_holds_from_then_on(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en", "kk"], ("law",))
    event = await announced(bot)
    await answers(bot, event, m2001="yes", m2002="maybe", m2003="no")
    dina = await opens(bot)
    await taps(dina, ("When", "begins"))
    await dina.says("28.11.2026 18:30")
    await dina.sees("28 November")
    await taps(dina, ("Back", "Changed, but nobody was told yet: time"))
    assert (await fresh(bot)).starts_at == START
    await taps(dina, ("Tell the change to 2", "Whoever said yes or maybe to event No. 1"))
    assert "өзгеріс бар" in (await latest(bot)).content["kk"]["text"]
    await dina.presses("Send now to 2")
    await dina.sees("No. 1")
    assert await launches(bot) == [2001, 2002]
    changed = await fresh(bot)
    assert (changed.starts_at, changed.changes) == (START + timedelta(days=1), None)


async def test_a_change_nobody_has_to_hear_of_holds_at_once_and_can_be_discarded(bot: RunningBot) -> None:
    await announced(bot)
    dina = await opens(bot)
    await taps(dina, ("Place", "one on each line"))
    await dina.says("https://example.org/meet")
    await dina.sees("https://example.org/meet")
    await taps(dina, ("Back", "nobody was told yet: link"), ("Discard the change", "Event No. 1"))
    assert (await fresh(bot)).changes is None
    await taps(dina, ("Place", "one on each line"))
    await dina.says("https://example.org/meet")
    await dina.sees("https://example.org/meet")
    await taps(dina, ("Back", "nobody was told yet: link"), ("Tell the change to 0", "Event No. 1"))
    event = await fresh(bot)
    assert (event.link, event.changes) == ("https://example.org/meet", None)


async def test_a_cancellation_is_told_and_closes_the_event(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"], ())
    event = await announced(bot)
    await answers(bot, event, m2001="yes")
    async with bot.services.database.begin() as tx:  # no announcements any more, but this they have to know
        await members.update(tx, 2001, stopped_at=NOW)
    dina = await opens(bot)
    await taps(
        dina,
        ("Cancel the event", "1 member who said yes or maybe will be told"),
        ("Cancel the event", "Please confirm"),
        ("Send now to 1", "No. 1"),
    )
    assert (await fresh(bot)).state == "announced"
    assert await launches(bot) == [2001]
    assert (await fresh(bot)).state == "canceled"
    shown = await reopens(dina)
    assert "canceled" in shown["text"] and labels(shown) == ["👥 Guests", "All events"]


async def test_shortly_before_it_goes_past_quiet_hours_unless_a_colleague_must_see_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await members_of(bot, ["kk"], ())
    event = await announced(bot, starts_at=NOW + timedelta(hours=20))
    await answers(bot, event, m2001="yes")
    dina = await opens(bot)
    await taps(dina, ("Cancel the event", "will be told"), ("Cancel the event", "Please confirm"))
    assert (await latest(bot)).urgent
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 0)
    await reopens(dina)
    await taps(dina, ("Cancel the event", "will be told"), ("Cancel the event", "Please confirm"))
    again = await latest(bot)
    assert (again.id, again.urgent) == (2, False)


async def test_a_message_to_guests_is_a_draft_to_them_and_stays_so(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"], ())
    event = await announced(bot)
    await answers(bot, event, m2001="yes", m2002="maybe")
    dina = await opens(bot)
    await taps(
        dina,
        ("Message to guests", "Draft No. 1"),
        ("Recipients", "Whoever said yes or maybe to event No. 1"),
    )
    await dina.presses("Everyone")
    await bot.settled()
    broadcast: Broadcast = await latest(bot)
    assert broadcast.audience["event"] == 1 and broadcast.state == "draft"


async def test_more_seats_move_the_line_up(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"], ())
    event = await announced(bot, seats=1)
    await answers(bot, event, m2001="yes", m2002="yes")
    dina = await opens(bot)
    await taps(dina, ("Seats", "how many seats"))
    await dina.says("5")
    await dina.sees("Seats: 5")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        counted = await responses.count(tx, event.id)
    assert (counted.seated, counted.waiting) == (2, 0)


async def test_the_guests_are_listed_without_names_and_as_a_file(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"], ())
    event = await announced(bot, seats=1)
    await answers(bot, event, m2001="yes", m2002="yes", m2003="maybe")
    dina = await opens(bot)
    await dina.presses("Guests")
    text = (await dina.sees("Guests of event No. 1"))["text"]
    assert "1. ✅ Kazakh, Germany\n2. ⏳ Russian, Germany\n3. 🤔 English, Germany" in text
    await dina.presses("As a file")
    message = await dina.sees("")
    content = bot.sandbox.world.files.get(message["document"]["file_id"]).content.decode("utf-8-sig")
    assert [line.split(",")[1:4] for line in content.splitlines()[1:]] == [
        ["yes", "0", "0"],
        ["yes", "0", "1"],
        ["maybe", "0", "0"],
    ]
    assert "2001" not in content


async def test_the_code_for_the_door_is_shown_with_who_came(bot: RunningBot) -> None:
    await members_of(bot, ["kk"], ())
    event = await announced(bot, starts_at=NOW + timedelta(hours=1))
    async with bot.services.database.begin() as tx:
        member = await members.by_chat(tx, 2001)
        assert member is not None
        await answering.check_in(tx, event.id, member.id, NOW)
    dina = await opens(bot)
    await taps(dina, ("Guests", "Came: 1"), ("Check-in", "Came so far, with guests: 1"))
    shown = (await dina.chat())[-1]["text"]
    code = door.code(event.id, TOKEN)
    assert f"Code: {code}" in shown and f"?start=event_1_{code}" in shown


async def test_wrong_times_seats_and_places_are_told_and_change_nothing(bot: RunningBot) -> None:
    await planned(bot)
    dina = await opens(bot)
    before = await fresh(bot)
    for button, asked, typed, told in (
        ("When", "begins", "сейсенбіден кейін", "Type the date and time"),
        ("Seats", "how many seats", "көп", "a number from 1"),
        ("Seats", "how many seats", "0", "a number from 1"),
        ("Place", "one on each line", "Абай үйі", "three lines"),
        ("Kazakh", "first line", "ә" * 101 + "\nсипаттама", "100 at most"),
    ):
        await taps(dina, (button, asked))
        await dina.says(typed)
        await dina.sees(told)
        await taps(dina, ("Back", "Event No. 1"))
    assert await fresh(bot) == before


async def sends_location(bot: RunningBot, person: Person, latitude: float, longitude: float) -> None:
    about = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "en"}
    message = {"message_id": 99, "date": 0, "chat": {"id": person.id, "type": "private"}, "from": about,
               "location": {"latitude": latitude, "longitude": longitude}}  # fmt: skip
    update = Update.de_json({"update_id": 10_000, "message": message}, bot.application.bot)
    await bot.settled()  # what is awaited is a row a moment after its screen is shown
    await bot.application.process_update(update)


async def test_a_location_is_the_pin_on_the_map(bot: RunningBot) -> None:
    await planned(bot)
    dina = await opens(bot)
    await taps(dina, ("Place", "one on each line"))
    await sends_location(bot, dina, 52.52, 13.405)
    await dina.sees("A pin on the map is set")
    event = await fresh(bot)
    assert (event.latitude, event.longitude) == (52.52, 13.405)
    await taps(dina, ("Without a pin", "one on each line"))
    assert (await fresh(bot)).latitude is None


async def test_a_draft_is_deleted_and_an_announced_event_is_not(bot: RunningBot) -> None:
    await planned(bot)
    dina = await opens(bot)
    await taps(dina, ("Delete", "Delete event No. 1?"), ("Delete", "Event No. 1 was deleted"))
    await announced(bot)
    await bot.sends(dina, "An older card", "Gone", "se:2:del1:1")
    await dina.presses("Gone")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        listed, _ = await events.listing(tx, 10)
    assert [(event.id, event.state) for event in listed] == [(2, "announced")]


async def test_a_deleted_event_takes_the_draft_of_its_announcement_along(bot: RunningBot) -> None:
    await members_of(bot, ["kk"], ("culture",))
    await planned(bot)
    dina = await opens(bot)
    await taps(dina, ("Announce", "Please confirm"))
    await reopens(dina)
    await taps(dina, ("Delete", "Delete event No. 1?"), ("Delete", "Event No. 1 was deleted"))
    assert (await latest(bot)).state == "canceled"


async def test_of_two_colleagues_the_second_is_told(bot: RunningBot) -> None:
    event = await planned(bot)
    dina = await opens(bot)
    async with bot.services.database.begin() as tx:
        assert await events.change(tx, event, NOW, seats=7)
    await dina.presses("Announce")
    await dina.sees("A colleague changed this event")


async def test_the_table_of_guests_is_never_laid_into_a_group(bot: RunningBot) -> None:
    await announced(bot)
    dina = await owner(bot, "en")
    await bot.group(-100500, [dina.id])
    await bot.sends(-100500, "Card", "Table", "se:1:csv")
    pressed = await dina.presses("Table", chat_id=-100500)
    assert pressed["alert"] and "private chat" in pressed["text"]
    assert not any(message["document"] for message in await dina.chat(-100500))
