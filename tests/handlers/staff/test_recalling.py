"""A recall: whose word it needs, what owners and approvers hear, and what is done with the reason."""

from typing import Any

import pytest
import sqlalchemy as sa

from bot.broadcasts.reasons import says_why
from bot.broadcasts.states import Release
from handlers.staff.sent import alerts
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.staff import audit
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, colleague, latest, owner
from tests.handlers.staff.test_composer import taps

CONTENT = {language: {"text": "Meeting at 18:00"} for language in ("kk", "ru", "en")}
MARAT, BOTA = 800, 801
WHY = "The date in it is wrong"


async def sent(bot: RunningBot, number: int, state: str = "done", **values: Any) -> None:
    """A broadcast of the owner's that so many have."""
    values = {"launched_at": NOW, "finished_at": NOW, "author_id": OWNER} | values
    async with bot.services.database.begin() as tx:
        made = await broadcasts.create(tx, CONTENT, {}, NOW, state=state, **values)
        await broadcasts.release(tx, made, Release.OWN)
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=made, sent=number))


async def target(bot: RunningBot) -> Broadcast:
    async with bot.services.database.connect() as tx:
        row = await broadcasts.get(tx, 1)
    assert row is not None
    return row


async def told(bot: RunningBot) -> None:
    await alerts.tell(bot.application.bot, bot.services)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Шекара жабылды", True), ("The date is wrong", True), ("Мекенжайы қате жазылған", True),
        ("срочно", False), ("urgent urgent urgent", False), ("очень !!!!!!!!!!!", False), ("a b c d e f g h", False),
        ("", False), ("12345 67890", False),
    ],
)  # fmt: skip
def test_a_reason_is_more_than_a_word(text: str, expected: bool) -> None:
    assert says_why(text) == expected


async def test_ones_own_of_few_is_confirmed_and_made(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", MARAT, "approver", "en")
    await sent(bot, 3)
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "Broadcast No. 1"), ("Recall", "younger than 48 hours are deleted"))
    await taps(dina, ("Recall", "Recall of broadcast No. 1"))
    await told(bot)
    assert ((await target(bot)).state, (await latest(bot)).state) == ("recalled", "scheduled")
    await marat.does_not_see("recalls broadcast")


async def test_of_a_colleagues_broadcast_owners_approvers_and_its_author_hear_at_once_with_the_reason(
    bot: RunningBot,
) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", MARAT, "approver", "en")
    bota = await colleague(bot, "Бота", BOTA, "editor", "en")
    await dina.says("/start")
    await sent(bot, 3)
    await bota.says("/broadcasts")
    await taps(bota, (" 1", "Broadcast No. 1"), ("Recall", "Why? Type the reason"))
    await bota.says("wrong")
    await bota.sees("in a few words")
    await bota.says(WHY)
    await bota.sees("3 messages would be taken back")
    await taps(bota, ("Recall", "Recall of broadcast No. 1"))
    await told(bot)
    await told(bot)
    for person in (dina, marat):
        chat = [
            message["text"] for message in await person.chat() if "recalls broadcast No. 1" in message["text"]
        ]
        assert len(chat) == 1 and WHY in chat[0]
    await bota.does_not_see("recalls broadcast No. 1")
    async with bot.services.database.connect() as tx:
        deeds, _ = await audit.deeds(tx, 1)
    assert (deeds[0].action, (deeds[0].detail or {})["reason"]) == ("broadcast.recalled", WHY)


async def test_of_many_a_colleague_approves_it_and_meanwhile_nobody_else_gets_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 2)
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", MARAT, "approver", "en")
    await dina.says("/start")
    await sent(bot, 3, "sending", finished_at=None)
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "Broadcast No. 1"), ("Recall", "Why? Type the reason"))
    await dina.says(WHY)
    await dina.sees("A colleague has to approve it")
    await taps(dina, ("Send for approval", "Sent to 1 colleague"))
    assert (await target(bot)).state == "paused"
    job = await latest(bot)
    assert (job.kind, job.state) == ("recall", "review")
    await bot.sends(dina, "Old", "Yes", f"bc:{job.id}:yes:{job.version}")
    await taps(dina, ("Yes", "You wrote this yourself"))
    for data in ("tx:kk", "go", "see", "edit", f"send:{job.version}", "undo:1", "del"):
        await bot.sends(dina, "Old", "Press", f"bc:{job.id}:{data}")
        await taps(dina, ("Press", "out of date"))
    await marat.sees("recall of broadcast No. 1")
    await taps(marat, ("Approve", "Approved: broadcast No. 1 is being recalled"))
    await dina.sees("The recall of broadcast No. 1 was approved by Marat")
    job = await latest(bot)
    assert ((await target(bot)).state, job.state, job.approved_by) == ("recalled", "scheduled", MARAT)
    assert (job.released_as, job.released_hash) == ("approved", job.fingerprint)


async def test_declined_it_is_over_and_who_asked_reads_why(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 2)
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", MARAT, "approver", "en")
    await dina.says("/start")
    await sent(bot, 3)
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "Broadcast No. 1"), ("Recall", "Why? Type the reason"))
    await dina.says(WHY)
    await taps(dina, ("Send for approval", "Sent to 1 colleague"))
    await taps(marat, ("Decline", "What should be changed"))
    await marat.says("The date is right")
    await marat.sees("Declined")
    await dina.sees("The recall of broadcast No. 1 was not approved by Marat: The date is right")
    assert ((await target(bot)).state, (await latest(bot)).state) == ("done", "canceled")


async def test_one_that_cannot_wait_is_made_at_once_and_told(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 2)
    dina, bota = await owner(bot, "en"), await colleague(bot, "Бота", BOTA, "editor", "en")
    await dina.says("/start")
    await sent(bot, 3)
    await bot.sends(bota, "Old", "Now", "bv:1:rcnow")
    await taps(bota, ("Now", "out of date"))
    await bota.says("/broadcasts")
    await taps(bota, (" 1", "Broadcast No. 1"), ("Recall", "Why? Type the reason"))
    await bota.says(WHY)
    await taps(bota, ("recall now", "Recall of broadcast No. 1"))
    await told(bot)
    assert WHY in (await dina.sees("as urgent, without a colleague's approval"))["text"]
    assert (await latest(bot)).released_as == Release.URGENT


async def test_urgent_and_forced_ones_are_told_to_owners_and_approvers(bot: RunningBot) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", MARAT, "approver", "en")
    bota = await colleague(bot, "Бота", BOTA, "editor", "en")
    await dina.says("/start")
    await dina.sees("Which language")
    values = {"state": "scheduled", "author_id": BOTA, "urgent": True, "urgent_reason": WHY, "alert_at": NOW}
    async with bot.services.database.begin() as tx:
        for release, author in ((Release.URGENT, BOTA), (Release.FORCED, None)):
            made = await broadcasts.create(tx, CONTENT, {}, NOW, **(values | {"author_id": author}))
            await broadcasts.release(tx, made, release)
    await told(bot)
    for person in (dina, marat):
        assert WHY in (await person.sees("sends broadcast No. 1 as urgent"))["text"]
        await person.sees("Broadcast No. 2 was queued by the server administrator")
    await bota.does_not_see("as urgent")
    async with bot.services.database.connect() as tx:
        assert await broadcasts.untold(tx) == []
