"""What staff hear unasked, the live cards, and strangers in the staff group."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.broadcasts.notice import Notice, NoticeKind
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.translator import Translator
from handlers.staff.notices import AT_ONCE, PACE, Alerts, SetAside, tell_staff, updates_failed, worded
from handlers.staff.sent.following import Following
from handlers.staff.sent.screen import bar
from sandbox import Person
from storage.broadcasts import broadcasts, posts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts
from storage.updates.updates import StoredUpdate
from tests.handlers.running_bot import OWNER, RunningBot, labels
from tests.handlers.staff.people import NOW, owner

CATALOGS = Catalogs.load()


async def broadcast(bot: RunningBot, **values: Any) -> Broadcast:
    content = {"kk": {"text": "Сәлем <бәріне>"}}
    async with bot.services.database.begin() as tx:
        number = await broadcasts.create(tx, content, {}, NOW, **values)
        created = await broadcasts.get(tx, number)
    assert created is not None
    return created


async def counted(bot: RunningBot, number: int, **values: int) -> None:
    async with bot.services.database.begin() as tx:
        await tx.execute(deliveries.counts.delete().where(deliveries.counts.c.broadcast_id == number))
        await tx.execute(deliveries.counts.insert().values(broadcast_id=number, **values))


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        (NoticeKind.PAUSED, {"reason": "errors: 40% of the last 30 sends"}, "40%"),
        (NoticeKind.PAUSED, {"reason": "blocked: 80% of the last 30 members"}, "80%"),
        (NoticeKind.PAUSED, {"reason": "unapproved"}, "⏸"),
        (NoticeKind.HELD, {"reason": "grown"}, "✋"),
        (NoticeKind.OVERDUE, {"seconds": 7200.0}, "2"),
        (NoticeKind.EXPIRED, {}, "№"),
        (NoticeKind.PARKED, {"seconds": 10800.0}, "3"),
        (NoticeKind.STUCK, {}, ""),
        (NoticeKind.FLOWING, {}, ""),
        (NoticeKind.DONE, {}, "№"),
    ],
)
async def test_each_notice_is_worded_in_each_language(
    bot: RunningBot, kind: NoticeKind, facts: dict[str, Any], told: str
) -> None:
    about = (
        None if kind in (NoticeKind.PARKED, NoticeKind.STUCK, NoticeKind.FLOWING) else await broadcast(bot)
    )
    texts = [
        worded(Translator.of(CATALOGS, language), Notice(kind, about, **facts)) for language in LANGUAGES
    ]
    assert all(text is not None for text in texts)
    assert len({text.text for text in texts if text}) == 3
    assert texts[0] is not None
    assert told in texts[0].text


async def test_an_overdue_one_comes_with_its_answers_in_the_readers_language(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("")
    late = await broadcast(bot, state="overdue", due_at=NOW)
    await tell_staff(bot.application, Notice(NoticeKind.OVERDUE, late, seconds=7200.0))
    told = await dina.sees("2 сағат бұрын жіберілуі керек еді")
    assert [button["text"] for row in told["buttons"] for button in row][:3] == [
        "📤 Қазір жіберу",
        "🕒 Басқа уақыт таңдау",
        "✖️ Жібермеу",
    ]
    await tell_staff(bot.application, updates_failed([77]))
    await dina.sees("77")


async def test_a_card_moves_with_its_broadcast_and_ends_with_a_report(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    sending = await broadcast(bot, state="sending", author_id=OWNER, launched_at=NOW)
    await counted(bot, sending.id, waiting=60, sent=40)
    following = Following(bot.application.bot, bot.services)
    await following.look()
    card = await dina.sees("Sent 40 of 100", anywhere=True)
    assert "&lt;бәріне&gt;" in card["html"]
    await counted(bot, sending.id, waiting=10, sent=90)
    await following.look()
    await dina.sees("Sent 90 of 100", anywhere=True)
    async with bot.services.database.begin() as tx:
        await broadcasts.step(
            tx, sending.id, ("sending",), "done", NOW, finished_at=NOW + timedelta(seconds=5)
        )
    await counted(bot, sending.id, sent=100)
    await following.look()
    await dina.sees("Report on broadcast No. 1", anywhere=True)
    await following.look()
    assert len([message for message in await dina.chat() if "Report on" in message["text"]]) == 1


async def test_another_process_does_not_touch_the_cards(bot: RunningBot) -> None:
    sending = await broadcast(bot, state="sending", author_id=OWNER, launched_at=NOW)
    first, second = (Following(bot.application.bot, bot.services) for _ in range(2))
    await first.look()
    await second.look()
    async with bot.services.database.connect() as tx:
        assert [post.broadcast_id for post in await posts.following(tx)] == [sending.id]


async def test_a_stranger_in_the_staff_group_leaves_its_cards_alone(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    stranger = Person("Нұрлан", "kk", bot.sandbox)
    await stranger.says("/start")
    await bot.group(-100500, [OWNER, stranger.id])
    late = await broadcast(bot, state="overdue", due_at=NOW)
    told = worded(Translator.of(CATALOGS, "kk"), Notice(NoticeKind.OVERDUE, late, seconds=60.0))
    assert told is not None
    await bot.application.bot.send_message(-100500, told.text, reply_markup=told.buttons)
    answer = await stranger.presses("Қазір жіберу", chat_id=-100500)
    assert answer["text"] == "This button is for the team."
    async with bot.services.database.connect() as tx:
        assert (await broadcasts.get(tx, late.id)) == replace(late)


def test_counts_without_anybody_are_an_empty_bar() -> None:

    assert bar(Counts()) == "░" * 12
    assert bar(Counts(sent=199, waiting=1)).endswith(" 99 %")


def test_staff_hear_of_the_first_at_once_and_of_the_rest_together() -> None:
    aside, told = SetAside(), list[list[int]]()
    for second in range(2000):
        aside.numbers.append(second)
        told += [numbers] if (numbers := aside.due(float(second))) else []
    assert told[0] == [0]
    assert [len(numbers) for numbers in told[1:]] == [int(PACE)] * 3
    assert sum(map(len, told)) + len(aside.numbers) == 2000


def test_a_few_notices_come_at_once_and_the_rest_together() -> None:
    alerts, single, together = Alerts(), list[int](), list[int]()
    for second in range(2000):
        single += [second] if alerts.now(Notice(NoticeKind.STUCK), float(second)) else []
        if second % 30 == 0:
            together += [len(due)] if (due := alerts.due(float(second))) else []
    assert single == [0, 1, 2, 3, 4]
    assert 3 <= len(together) <= 4
    assert sum(together) + len(single) + len(alerts.waiting) == 2000


async def test_a_hundred_broadcasts_that_pause_are_a_few_messages(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    before = len(await dina.chat())
    paused = [replace(await broadcast(bot), id=number) for number in range(1, 101)]
    for each in paused:
        await bot.application.notify(Notice(NoticeKind.PAUSED, each, reason="403"))
    for _ in range(10):
        await bot.application.notify(Notice(NoticeKind.STUCK))
    await bot.application.tell_of_waiting()
    assert len(await dina.chat()) - before == AT_ONCE
    bot.application.alerts.told.clear()
    await bot.application.tell_of_waiting()
    await bot.application.tell_of_waiting()
    said = (await dina.chat())[before:]
    assert len(said) == AT_ONCE + 1
    assert "105 more notices" in said[-1]["text"]
    assert labels(said[-1])[0] == "Broadcast No. 6" and len(labels(said[-1])) == 8


async def test_a_hundred_updates_set_aside_are_two_messages(bot: RunningBot) -> None:
    dina = await owner(bot, "ru")
    await dina.says("/start")
    await dina.sees("")
    before = len(await dina.chat())
    for number in range(100):
        await bot.application.give_up(StoredUpdate(number, 1, "{}", 3, None), ValueError())
    bot.application.aside.told_at = float("-inf")
    await bot.application.tell_of_aside()
    said = [message["text"] for message in (await dina.chat())[before:]]
    assert len(said) == 2 and "99" in said[1] and "№ 0 " in said[0]


async def test_pressed_while_the_card_is_being_edited_it_is_true_afterwards(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canceled between the look at the row and the edit: the older words came last, and stayed."""
    dina = await owner(bot, "en")
    await dina.says("/start")
    await dina.sees("")
    sending = await broadcast(bot, state="sending", author_id=OWNER, launched_at=NOW)
    await counted(bot, sending.id, waiting=60, sent=40)
    following = Following(bot.application.bot, bot.services)
    await following.look()
    await dina.sees("being sent")
    await counted(bot, sending.id, waiting=50, sent=50)
    edits, edit = list[str](), bot.application.bot.edit_message_text

    async def slow(text: str, *values: Any, **named: Any) -> Any:
        edits.append(text)
        if len(edits) == 1:  # the colleague's press comes first, and is answered at once
            await dina.presses("Cancel the rest")
            await bot.settled()
            await dina.presses("Cancel it")
            await bot.settled()
        return await edit(text, *values, **named)

    bot.application.bot._unfreeze()
    monkeypatch.setattr(bot.application.bot, "edit_message_text", slow, raising=False)
    await following.look()
    assert "canceled" in (await dina.sees("Broadcast No. 1", anywhere=True))["text"]
