"""How often: chosen by tapping, in general and by topic; the hour, the pause; and a digest opened line by line."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.digest import message
from bot.text.translator import Translator
from handlers.calls import made
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import claims, deliveries, digests, launches, results
from storage.deliveries.claims import AT_ONCE_FROM
from storage.deliveries.results import Result
from storage.members import frequencies, members
from tests.handlers.running_bot import RunningBot, labels

NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)  # a Tuesday, 09:00 in Istanbul


async def settled(bot: RunningBot, name: str = "Айгерім", language: str = "kk") -> Person:
    """Somebody in Istanbul, subscribed to two topics, with the settings open."""
    person = await bot.person(name, language)
    async with bot.services.database.begin() as tx:
        member = await members.join(tx, person.id, language, NOW)
        await members.update(tx, person.id, timezone="Europe/Istanbul")
        await members.subscribe(tx, member.id, ["consular", "work"])
    await person.says("/settings")
    return person


async def member_of(bot: RunningBot, person: Person) -> members.Member:
    async with bot.services.database.connect() as tx:
        member = await members.by_chat(tx, person.id)
    assert member is not None
    return member


async def test_a_daily_digest_at_ones_own_hour(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    await aigerim.sees("Хабарландыру жиілігі: бірден, әрқайсысы жеке келеді")
    await aigerim.presses("Қаншалықты жиі")
    await aigerim.sees("Шұғыл хабарландырулар")
    await aigerim.presses("Күн сайын")
    await aigerim.sees("күн сайын сағат 09:00")
    await aigerim.presses("Жинақ келетін сағат: 09:00")
    await aigerim.presses("19:00")
    assert "✓ 19:00" in labels(await aigerim.sees("сағат нешеде келсін"))
    await aigerim.presses("Артқа")
    await aigerim.sees("күн сайын сағат 19:00")
    member = await member_of(bot, aigerim)
    assert (member.frequency, member.digest_at) == ("daily", 19 * 60)


async def test_a_topic_of_its_own(bot: RunningBot) -> None:
    ivan = await settled(bot, "Иван", "ru")
    await ivan.presses("Как часто")
    await ivan.presses("По темам")
    topic = next(
        text for text in labels(await ivan.sees("Тема может приходить")) if "Как всё остальное" in text
    )
    await ivan.presses(topic)
    await ivan.presses("Каждую неделю")
    assert any("Каждую неделю" in text for text in labels(await ivan.sees("Тема может приходить")))
    await ivan.presses("Назад")
    await ivan.sees("Каждую неделю")
    member = await member_of(bot, ivan)
    async with bot.services.database.connect() as tx:
        own = (await frequencies.of_topics(tx, [member.id]))[member.id]
    assert sorted(own.values(), key=str) == [None, "weekly"] and member.by_topic


async def test_a_pause_says_when_it_ends_and_can_be_ended(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(bot, monkeypatch, NOW)
    aigerim = await settled(bot)
    await aigerim.presses("Кідірту")
    await aigerim.presses("Бір аптаға")
    await aigerim.sees("8 желтоқсан, сейсенбі, 09:00 (Стамбұл уақытымен)")
    assert (await member_of(bot, aigerim)).paused_until == datetime(2026, 12, 8, 6, tzinfo=UTC)
    await aigerim.says("/settings")
    await aigerim.sees("Кідіріс аяқталады")
    await aigerim.presses("Қаншалықты жиі")
    await aigerim.sees("Шұғыл хабарландырулар")
    await aigerim.presses("Жалғастыру")
    async with asyncio.timeout(10):
        while "Кідірту" not in labels(await aigerim.sees("бірден, әрқайсысы жеке келеді")):
            await asyncio.sleep(0.05)
    assert (await member_of(bot, aigerim)).paused_until is None


async def test_a_pause_that_is_over_is_not_spoken_of(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    async with bot.services.database.begin() as tx:
        await members.update(tx, aigerim.id, paused_until=bot.services.clock() - timedelta(minutes=1))
    await aigerim.says("/settings")
    assert "Кідіріс" not in (await aigerim.sees("Хабарландыру жиілігі"))["text"]


async def test_without_a_zone_it_is_said_whose_hours_they_are(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    async with bot.services.database.begin() as tx:
        await members.update(tx, aigerim.id, timezone=None)
    await aigerim.presses("Қаншалықты жиі")
    await aigerim.sees("Алматы")


@pytest.mark.parametrize(
    "forged",
    [
        "often:hourly",
        "dhour:9999999",
        "oftent:work:hourly",
        "oftent:nosuch:daily",
        "oftent:study:daily",
        "pause:year",
    ],
)
async def test_forged_choices_change_nothing(bot: RunningBot, forged: str) -> None:
    aigerim = await settled(bot)
    before = await member_of(bot, aigerim)
    await bot.sends(aigerim, "x", "жалған", forged)
    await aigerim.presses("жалған")
    await bot.settled()
    after = await member_of(bot, aigerim)
    assert (after.frequency, after.by_topic, after.paused_until) == (before.frequency, before.by_topic, None)
    assert after.digest_at is None or 0 <= after.digest_at < 24 * 60


async def digest(
    bot: RunningBot, person: Person, *texts: dict[str, Any], topics: tuple[str, ...] = ()
) -> list[int]:
    """A digest with these announcements has come to this person; their numbers."""
    member, now = await member_of(bot, person), bot.services.clock()
    numbers = []
    async with bot.services.database.begin() as tx:
        for text in texts:
            number = await broadcasts.create(
                tx, {member.language: text}, {"topics": list(topics)}, now, state="sending", launched_at=now
            )
            await launches.begin(tx, number)
            broadcast = await broadcasts.get(tx, number)
            assert broadcast is not None
            await launches.members_slice(tx, broadcast, 1000, now)
            waiting = await claims.candidates(tx, number, 0, 9, AT_ONCE_FROM, None)
            await results.put(
                tx, [Result(number, row.member_id, "waiting", 1, not_before=10**15) for row in waiting]
            )
            await digests.gather(tx, number, {member.id: now})
            numbers.append(number)
        [row] = await digests.claim(tx, now, 1, "me")
        lines = await digests.lines(tx, [row.id])
        known = [(await broadcasts.get(tx, line.broadcast_id), line.variant) for line in lines]
    translator = Translator.of(bot.services.catalogs, member.language, member.script)
    call = message(translator, [(broadcast, variant) for broadcast, variant in known if broadcast])
    [message_id] = await made(bot.application.bot, call, person.id)
    async with bot.services.database.begin() as tx:
        for number in numbers:
            await claims.take(tx, number, [member.id], "me")
        await results.finish(tx, [Result(number, member.id, "sent", 2) for number in numbers], "me")
        await digests.placed(tx, row.id, numbers, message_id, now)
        await digests.done(tx, [row.id], now)
    return numbers


async def test_a_line_opens_the_announcement_as_itself(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    link = [[{"text": "Сайт", "url": "https://example.kz"}]]
    [_, second] = await digest(
        bot,
        aigerim,
        {"text": "Бірінші"},
        {"text": "Екінші\nТолық мәтіні <осы>.", "buttons": link},
        topics=("work",),
    )
    shown = await aigerim.sees("Сізге 2 хабарландыру")
    assert "2. Екінші" in shown["text"] and "Толық мәтіні" not in shown["text"]
    await aigerim.presses("2")
    opened = await aigerim.sees("Толық мәтіні <осы>.")
    assert labels(opened) == ["Сайт", "Жазылудан бас тарту"]
    await aigerim.presses("Жазылудан бас тарту")
    async with asyncio.timeout(10):
        while (member := await member_of(bot, aigerim)).topics != ("consular",):
            await asyncio.sleep(0.05)
    async with bot.services.database.connect() as tx:
        copy = await digests.shown(tx, second, member.id)
    assert copy is not None and copy.message_id == opened["message_id"]


async def test_opened_again_the_earlier_copy_goes(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    await digest(bot, aigerim, {"text": "Жалғыз\nТолық мәтіні."})
    await aigerim.presses("1")
    first = await aigerim.sees("Толық мәтіні.")
    await aigerim.presses("1")
    copies = [first["message_id"]]
    async with asyncio.timeout(10):
        while len(copies) != 1 or first["message_id"] in copies:
            await asyncio.sleep(0.05)
            shown = await aigerim.chat()
            copies = [each["message_id"] for each in shown if "Толық мәтіні." in each["text"]]


async def test_a_recalled_one_does_not_open(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    [number] = await digest(bot, aigerim, {"text": "Қате\nҚате мәтін."})
    async with bot.services.database.begin() as tx:
        await broadcasts.step(tx, number, ("sending",), "recalled", bot.services.clock())
    await aigerim.presses("1")
    await aigerim.sees("Бұл хабарландыру қайтарып алынды")


async def test_the_line_of_somebody_elses_digest_does_not_open(bot: RunningBot) -> None:
    aigerim, dina = await settled(bot), await settled(bot, "Дина")
    [number] = await digest(bot, aigerim, {"text": "Біреуге ғана\nОсыған."})
    async with bot.services.database.begin() as tx:
        here = sa.and_(deliveries.deliveries.c.broadcast_id == number)
        assert (await tx.execute(sa.select(sa.func.count()).where(here))).scalar_one()
    await bot.sends(dina, "x", "жалған", f"dg:{number}")
    await dina.presses("жалған")
    await dina.sees("Бұл хабарландыруды енді осы жерден ашуға болмайды")


async def test_a_digest_leads_to_the_choice_and_stays(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    await digest(bot, aigerim, {"text": "Жалғыз"})
    await aigerim.presses("Қаншалықты жиі")
    await aigerim.sees("Шұғыл хабарландырулар")
    assert any("Сізге 1 хабарландыру" in each["text"] for each in await aigerim.chat())


async def test_a_change_gives_back_what_is_gathered(bot: RunningBot) -> None:
    aigerim = await settled(bot)
    member, now = await member_of(bot, aigerim), bot.services.clock()
    async with bot.services.database.begin() as tx:
        number = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, now, state="sending")
        await digests.gather(tx, number, {member.id: now + timedelta(days=1)})
    await aigerim.presses("Қаншалықты жиі")
    await aigerim.sees("Жиналған хабарландыру: 1.")
    await aigerim.presses("Апта сайын")
    assert "Жиналған" not in (await aigerim.sees("дүйсенбі сайын"))["text"]


def at(bot: RunningBot, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setitem(vars(bot.services), "clock", lambda: moment)
